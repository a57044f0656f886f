internal import ArgumentParser
private import Foundation
private import WrightCore
private import WrightStore

/// Writes the manual pages.
struct ManualCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Write a manual page for every command, and shell completions.",
        discussion: "'make install' does this. Read a page with 'man ./wright-ask.1'."
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("The folder that the pages go to.", valueName: "folder"), completion: .directory)
    var output: String

    @Flag(help: "Write completions for bash, zsh and fish as well.")
    var completions = false

    func run() async throws {
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        var names: [String] = []
        let pages = try ManualPages.pages(ofHelp: WrightCommand._dumpHelp())
        for page in pages {
            names.append(page.name)
            try write(page.text, as: page.name)
        }
        if completions {
            for (shell, name) in [(CompletionShell.bash, "wright.bash"), (.zsh, "_wright"), (.fish, "wright.fish")] {
                names.append(name)
                try write(WrightCommand.completionScript(for: shell), as: name)
            }
        }
        if global.json {
            Output.json(["schema": 1, "files": .array(names.map { .string($0) })])
        } else if !global.quiet {
            Output.line("Wrote \(CountForm.text(names.count, "file")) to \(Output.printable(output)).")
        }
    }

    private func write(_ text: String, as name: String) throws {
        try Array(text.utf8).withUnsafeBytes { try AtomicFile.write($0, to: output + "/" + name) }
    }
}
