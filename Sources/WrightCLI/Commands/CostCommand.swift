public import ArgumentParser
private import WrightCore
private import WrightModel
public import WrightStore

extension LedgerStore.Grouping: ExpressibleByArgument {}

/// Shows what language models cost.
struct CostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost",
        abstract: "Show what calls of language models used and cost.",
        discussion: """
            A call whose price is not listed costs 'not known', which is counted apart and never as nothing. Prices \
            are list prices; what a service bills may differ.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: "What sums are made by: day, model, command or label.")
    var by: LedgerStore.Grouping = .day

    @Option(help: ArgumentHelp("Only calls on or after this day (YYYY-MM-DD, UTC).", valueName: "day"))
    var since: String?

    @Option(help: ArgumentHelp("Only calls before this day (YYYY-MM-DD, UTC).", valueName: "day"))
    var before: String?

    func validate() throws {
        for (name, day) in [("--since", since), ("--before", before)] {
            if let day, !Self.isDay(day) { throw ValidationError("'\(name)' must be a day such as 2026-01-31.") }
        }
    }

    func run() async throws {
        guard global.folder.exists else { throw StoreError.projectMissing(path: global.folder.path) }
        let store = try LedgerStore(project: global.folder)
        let sums = try store.sums(by: by, since: since, before: before)
        let total = try store.sums(by: nil, since: since, before: before).first ?? LedgerStore.Sum(key: "")
        if global.json {
            Output.json([
                "schema": 1, "by": .string(by.rawValue), "groups": .array(sums.map { Self.json($0, named: true) }),
                "total": Self.json(total, named: false),
            ])
            return
        }
        guard total.callCount > 0 else {
            Output.line("No language model was called.")
            return
        }
        for sum in sums { Output.line(Self.line(sum, key: sum.key.isEmpty ? "(none)" : sum.key)) }
        Output.line(Self.line(total, key: "total"))
    }

    private static func json(_ sum: LedgerStore.Sum, named: Bool) -> JSONValue {
        var members: [JSONValue.Member] = named ? [.init("key", .string(sum.key))] : []
        members += [
            .init("calls", .int(sum.callCount)), .init("failed", .int(sum.failedCount)),
            .init("inputTokens", .int(sum.inputTokenCount)), .init("outputTokens", .int(sum.outputTokenCount)),
            .init("costMicroUSD", sum.unknownCostCount == sum.callCount ? .null : .int(Int(sum.cost.value))),
            .init("callsWithoutKnownCost", .int(sum.unknownCostCount)),
            .init("callsWithEstimatedTokens", .int(sum.estimatedCount)),
        ]
        return .object(members)
    }

    private static func line(_ sum: LedgerStore.Sum, key: String) -> String {
        var cost = sum.cost.description
        if sum.unknownCostCount == sum.callCount {
            cost = "cost not known"
        } else if sum.unknownCostCount > 0 {
            cost += " and \(sum.unknownCostCount) of unknown cost"
        }
        let calls = sum.callCount == 1 ? "1 call" : "\(sum.callCount) calls"
        let tokens = "\(sum.inputTokenCount) tokens read, \(sum.outputTokenCount) written"
        return "\(Output.printable(key)): \(calls), \(tokens), \(cost)"
    }

    private static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [4, 2, 2] && parts.allSatisfy { UInt($0) != nil }
    }
}
