#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
private import Foundation
internal import WrightCore

/// A command that is given one JSON document and answers with one.
///
/// The streams are files and not pipes, so that neither side waits for the other. The command runs in a shell; it is
/// killed when its time is up, and what it writes beyond the limit is not read.
struct EvalProcess: Sendable {
    /// The command line, for the shell.
    let command: String
    /// How long it may take.
    let limit: Duration

    private static let outputLimit = 16 << 20

    /// Gives the document and takes the answer.
    ///
    /// - Throws: `CLIError` where the command fails, is too slow, or writes what is no JSON.
    func exchange(_ input: JSONValue) async throws -> JSONValue {
        let output = try await output(for: input)
        guard let value = try? JSONValue(parsing: output) else {
            throw CLIError.commandFailed(command, reason: "its output is no JSON document")
        }
        return value
    }

    /// Gives the document and takes what the command writes.
    ///
    /// - Throws: `CLIError` where the command fails or is too slow.
    func output(for input: JSONValue) async throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wright-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["input", "output", "messages"].map { folder.appendingPathComponent($0) }
        try Data((input.text() + "\n").utf8).write(to: files[0])
        for file in files.dropFirst() { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        let handles = [
            try FileHandle(forReadingFrom: files[0]), try FileHandle(forWritingTo: files[1]),
            try FileHandle(forWritingTo: files[2]),
        ]
        process.standardInput = handles[0]
        process.standardOutput = handles[1]
        process.standardError = handles[2]
        let isInTime = try await Child(process, handles).run(limit: limit)
        guard isInTime else { throw CLIError.commandFailed(command, reason: "it took longer than \(limit)") }
        guard process.terminationStatus == 0, process.terminationReason == .exit else {
            let messages = try? FileHandle(forReadingFrom: files[2]).read(upToCount: 500)
            let text = String(decoding: messages ?? Data(), as: UTF8.self)
            let line = text.split(whereSeparator: \.isNewline).first ?? ""
            let remark = line.isEmpty ? "" : ", and said: \(line.prefix(200))"
            throw CLIError.commandFailed(command, reason: "it ended with status \(process.terminationStatus)\(remark)")
        }
        return Array(try FileHandle(forReadingFrom: files[1]).read(upToCount: Self.outputLimit) ?? Data())
    }
}

/// A process that is waited for.
private final class Child: @unchecked Sendable {
    // Set up before it is shared, and from then on only started, waited for and killed, which its locks allow.
    private let process: Process
    private let handles: [FileHandle]

    /// Takes a process and its open files, which are closed once it has started: it has its own then.
    init(_ process: Process, _ handles: [FileHandle]) {
        self.process = process
        self.handles = handles
    }

    /// Runs the process; false if its time was up.
    func run(limit: Duration) async throws -> Bool {
        let (ends, continuation) = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in continuation.finish() }
        do {
            defer { for handle in handles { try? handle.close() } }
            try process.run()
        }
        let isInTime = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in ends {}
                return !Task.isCancelled
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
        if !isInTime {
            let id = process.processIdentifier
            // The group first, so that what the shell has started ends too.
            kill(-id, SIGKILL)
            kill(id, SIGKILL)
        }
        process.waitUntilExit()
        return isInTime
    }
}

extension CLIError {
    static func commandFailed(_ command: String, reason: String) -> Self {
        Self(
            identifier: "commandFailed",
            message: "The command '\(command)' failed: \(reason).",
            remedy: "Run it by hand with one JSON document on its standard input."
        )
    }
}
