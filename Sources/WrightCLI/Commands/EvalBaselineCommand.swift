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
            let stored = try StoredEvaluations(global: global).store.run(named: runName)
            guard let found = stored else { throw CLIError.runMissing(runName) }
            try EvaluationStore(project: global.folder).setBaseline(name, run: found.id, now: EvalFiles.now)
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
        static let configuration = CommandConfiguration(
            abstract: "List baselines and stored runs, the latest run first, with when each was begun and on what."
        )

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let store = try StoredEvaluations(global: global).store
            let baselines = try store.baselines()
            let runs = try store.runs()
            if global.json {
                Output.json([
                    "schema": 1,
                    "baselines": .array(
                        baselines.map {
                            ["name": .string($0.name), "run": .string($0.runName), "id": .int(Int($0.runID))]
                        }
                    ),
                    "runs": .array(runs.map(Self.json)),
                ])
                return
            }
            for baseline in baselines {
                let begun = try store.run(id: baseline.runID).map { " of \(EvalFiles.date($0.created))" } ?? ""
                Output.line(Output.printable("baseline \(baseline.name): run \(baseline.runName)\(begun)"))
            }
            for run in runs {
                let state = run.isFinished ? "" : ", not finished"
                let dataset = run.manifest["dataset"]?.string ?? ""
                let version = run.manifest["datasetVersion"]?.string?.prefix(12) ?? ""
                Output.line(
                    Output.printable(
                        "run \(run.name) of \(EvalFiles.date(run.created)): \(run.resultCount) results on \(dataset), "
                            + "version \(version)\(state)"
                    )
                )
            }
            if baselines.isEmpty, runs.isEmpty { Output.line("No run is stored yet.") }
        }

        private static func json(_ run: EvaluationStore.StoredRun) -> JSONValue {
            [
                "id": .int(Int(run.id)), "name": .string(run.name), "results": .int(run.resultCount),
                "finished": .bool(run.isFinished), "created": .int(Int(run.created)), "manifest": run.manifest,
            ]
        }
    }
}
