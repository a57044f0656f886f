internal import ArgumentParser
internal import WrightCore
internal import WrightStore

/// Names runs that others are compared with.
struct EvalBaselineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Name a stored run as what others are compared with, or list such names.",
        subcommands: [Set.self, List.self]
    )

    /// Names a run.
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Name a stored run as a baseline.")

        @OptionGroup var global: GlobalOptions

        @Option(help: "What the baseline is called.")
        var name = "main"

        @Argument(help: "The run's name.")
        var runName: String

        func run() async throws {
            let evaluations = try StoredEvaluations(global: global)
            guard let found = try evaluations.store.run(named: runName) else { throw CLIError.runMissing(runName) }
            try evaluations.store.setBaseline(name, run: found.id, now: EvalFiles.now)
            if global.json {
                Output.json([
                    "schema": 1, "baseline": .string(name), "run": .string(runName), "id": .int(Int(found.id)),
                ])
            } else {
                Output.line(
                    Output.printable("Baseline '\(name)' is now run '\(runName)' (\(found.resultCount) results).")
                )
            }
        }
    }

    /// Lists baselines and runs.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List baselines and stored runs.")

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let store = try StoredEvaluations(global: global).store
            let baselines = try store.baselines()
            let runs = try store.runs()
            if global.json {
                Output.json([
                    "schema": 1,
                    "baselines": .array(baselines.map { ["name": .string($0.name), "run": .string($0.runName)] }),
                    "runs": .array(runs.map(Self.json)),
                ])
                return
            }
            for baseline in baselines {
                Output.line(Output.printable("baseline \(baseline.name): run \(baseline.runName)"))
            }
            for run in runs {
                let state = run.isFinished ? "" : ", not finished"
                let dataset = run.manifest["dataset"]?.string ?? ""
                Output.line(Output.printable("run \(run.name): \(run.resultCount) results on \(dataset)\(state)"))
            }
            if baselines.isEmpty, runs.isEmpty { Output.line("No run is stored yet.") }
        }

        private static func json(_ run: EvaluationStore.StoredRun) -> JSONValue {
            [
                "name": .string(run.name), "results": .int(run.resultCount), "finished": .bool(run.isFinished),
                "created": .int(Int(run.created)), "manifest": run.manifest,
            ]
        }
    }
}
