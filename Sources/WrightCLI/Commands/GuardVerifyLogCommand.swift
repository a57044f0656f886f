internal import ArgumentParser
private import Foundation
private import WrightCore
internal import WrightGuard
private import WrightStore

/// Checks an audit log.
struct GuardVerifyLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-log",
        abstract: "Check that no line of an audit log was changed, taken out or put in.",
        discussion: """
            Prints an anchor: the number of lines and the hash of the last one. Keep it where nobody who writes the \
            log can reach it, and give it with --anchor later: then lines that are missing at the end are noticed too.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("An anchor of an earlier check.", valueName: "count:hash"))
    var anchor: String?

    @Argument(help: "The log. Default: that of the project.", completion: .file())
    var file: String?

    func validate() throws {
        if let anchor, AuditAnchor(anchor) == nil {
            throw ValidationError("'--anchor' must be a number, a colon and 64 hexadecimal digits.")
        }
    }

    func run() async throws {
        let path = file ?? global.folder.path + "/.wright/audit.jsonl"
        let known = anchor.flatMap { AuditAnchor($0) }
        let found: AuditAnchor
        if file == nil, !FileManager.default.fileExists(atPath: path) {
            // The log is made with its first line; an anchor shows whether there was one.
            found = try AuditLog.verify(UnsafeRawBufferPointer(start: nil, count: 0), anchor: known)
            if !global.json, !global.quiet { Output.message("Nothing was logged yet.") }
        } else {
            found = try MappedFile(path: path).withBytes { try AuditLog.verify($0, anchor: known) }
        }
        guard global.json else {
            Output.line(CountForm.text(found.lineCount, "line holds", "lines hold"))
            Output.line("anchor \(found)")
            return
        }
        Output.json([
            "schema": 1, "file": .string(path), "lines": .int(found.lineCount), "hash": .string(found.hash.description),
            "anchor": .string(found.description),
        ])
    }
}
