internal import ArgumentParser

/// Measures.
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure retrieval, chunking and answering on data sets.",
        subcommands: [EvalRetrievalCommand.self, EvalChunkingCommand.self, EvalCalibrateCommand.self]
    )
}
