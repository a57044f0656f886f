internal import ArgumentParser

/// Postings.
struct PostingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "posting",
        abstract: "Audit a job posting with dated evidence, and rewrite it line by line.",
        subcommands: [PostingAuditCommand.self, PostingRewriteCommand.self]
    )
}
