internal import ArgumentParser
private import Foundation
internal import WrightCore
internal import WrightGuard
private import WrightModel
private import WrightRetrieval
internal import WrightStore

/// What is kept apart.
struct GuardQuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "List, show and release what is kept apart.",
        subcommands: [
            GuardQuarantineListCommand.self, GuardQuarantineShowCommand.self, GuardQuarantineReleaseCommand.self,
            GuardQuarantineRollBackCommand.self,
        ],
        defaultSubcommand: GuardQuarantineListCommand.self
    )
}

/// Lists what is kept apart.
struct GuardQuarantineListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List what is kept apart, and why.")

    @OptionGroup var global: GlobalOptions

    @Flag(help: "Also what was released.")
    var all = false

    func run() async throws {
        let records = try QuarantineStore(project: global.folder).records(includesReleased: all)
        if global.json {
            Output.json(["schema": 1, "entries": .array(records.map(GuardQuarantineForm.json))])
            return
        }
        if records.isEmpty, !global.quiet { Output.message("Nothing is kept apart.") }
        for record in records { GuardQuarantineForm.show(record) }
    }
}

/// Shows one entry with its text.
struct GuardQuarantineShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one entry with its text, for whoever reviews it.",
        discussion:
            "The text may be an attack on whoever gives it to a model. It is shown with control characters visible."
    )

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The number of the entry.")
    var id: Int

    func run() async throws {
        let store = QuarantineStore(project: global.folder)
        guard let record = try store.records(includesReleased: true).first(where: { $0.id == Int64(id) }) else {
            throw StoreError.quarantineEntryMissing(id: Int64(id))
        }
        let text = try store.text(of: record)
        if global.json {
            var members = GuardQuarantineForm.json(record).object ?? []
            members.insert(.init("schema", 1), at: 0)
            members.append(.init("text", text.map { .string($0) } ?? .null))
            Output.json(.object(members))
            return
        }
        GuardQuarantineForm.show(record)
        guard let text else {
            Output.message("The document is gone or has changed; its text of then is not stored.")
            return
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            Output.line("  " + Output.printable(String(line)))
        }
    }
}

/// Releases one entry.
struct GuardQuarantineReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Release an entry, so that searches find it again.",
        discussion: "The same content is not put apart again. The decision is written into the audit log."
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Who decides. Default: the user of this terminal.", valueName: "name"))
    var by: String?

    @Argument(help: "The numbers of the entries.")
    var ids: [Int]

    func run() async throws {
        let store = QuarantineStore(project: global.folder)
        let person = by ?? GuardDesk.principal
        var released: [QuarantineRecord] = []
        for id in ids {
            let now = GuardDesk.nowNanoseconds
            let record = try store.release(Int64(id), by: person, nowNanoseconds: now)
            released.append(record)
            // One that was released before is as it was.
            guard record.releasedNanoseconds == now else { continue }
            let logged = AuditRecord(
                operation: "release",
                action: .allow,
                reason: "quarantine entry \(id): \(record.entry.uri)",
                principal: person,
                timeNanoseconds: now
            )
            try GuardDesk.log(logged, project: global.folder)
        }
        if global.json {
            Output.json(["schema": 1, "entries": .array(released.map(GuardQuarantineForm.json))])
        } else if !global.quiet {
            for record in released { GuardQuarantineForm.show(record) }
        }
    }
}

/// Puts apart what came in after a generation.
struct GuardQuarantineRollBackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roll-back",
        abstract: "Put apart every document that came in, or was changed, after a generation.",
        discussion: """
            Each of them can be released by itself. Content that was replaced or removed since is not stored any more \
            and does not come back.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The last generation whose documents stay; 'wright status' tells the present one.")
    var generation: Int

    func validate() throws {
        guard generation >= 0 else { throw ValidationError("'generation' must be 0 or more.") }
    }

    func run() async throws {
        let store = QuarantineStore(project: global.folder)
        let now = GuardDesk.nowNanoseconds
        let added = try store.rollBack(to: CorpusGeneration(number: generation), nowNanoseconds: now)
        let logged = AuditRecord(
            operation: "roll-back",
            action: .quarantine,
            reason: "generation \(generation): \(added.count) documents",
            principal: GuardDesk.principal,
            timeNanoseconds: now
        )
        try GuardDesk.log(logged, project: global.folder)
        if global.json {
            Output.json([
                "schema": 1, "generation": .int(generation), "documents": .array(added.map { .string($0.uri) }),
            ])
            return
        }
        for entry in added { Output.line(Output.printable(entry.uri)) }
        let documents = CountForm.text(added.count, "document is", "documents are")
        if !global.quiet { Output.message("\(documents) kept apart.") }
    }
}

/// Entries of the quarantine as commands show them.
enum GuardQuarantineForm {
    static func json(_ record: QuarantineRecord) -> JSONValue {
        let entry = record.entry
        return [
            "id": .int(Int(record.id)),
            "uri": .string(entry.uri),
            "range": entry.chunk.map { [.int($0.range.lowerBound), .int($0.range.upperBound)] } ?? .null,
            "rule": .string(entry.reason),
            "severity": .string(entry.severity.rawValue),
            "score": .double(entry.score),
            "evidence": .string(entry.evidence),
            "policyVersion": .string(entry.policyVersion),
            "created": .int(Int(record.createdNanoseconds)),
            "released": record.releasedNanoseconds.map { .int(Int($0)) } ?? .null,
            "releasedBy": record.releasedBy.map { .string($0) } ?? .null,
        ]
    }

    static func show(_ record: QuarantineRecord) {
        let entry = record.entry
        let place = entry.chunk.map { ", bytes \($0.range.lowerBound)–\($0.range.upperBound)" } ?? ""
        let state = record.isHeld ? "held" : "released by \(Output.printable(record.releasedBy ?? "nobody"))"
        Output.line(
            "\(record.id)  ",
            wrapping: "\(Output.printable(entry.uri))\(place)  \(entry.severity.rawValue)  "
                + "\(Output.printable(entry.reason)): \(Output.printable(entry.evidence))  (\(state))"
        )
    }
}
