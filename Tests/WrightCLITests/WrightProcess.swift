import Foundation
import Synchronization

/// What a child process left behind.
struct ProcessResult: Sendable {
    /// The exit code, or the number of the signal that ended the process.
    var status: Int32
    /// Whether a signal ended the process.
    var isKilled: Bool
    var output: [UInt8]
    var messages: [UInt8]

    var text: String { String(decoding: output, as: UTF8.self) }
    var messageText: String { String(decoding: messages, as: UTF8.self) }

    /// Standard output as a JSON document.
    func json() throws -> JSONTree { try JSONTree(output) }
}

/// Runs the program `wright`, or another one, as a child process.
///
/// The streams are files and not pipes, so that a child never waits for its reader.
enum WrightProcess {
    /// How a child is run.
    struct Configuration: Sendable {
        var folder: String
        var environment: [String: String] = [:]
        var input: [UInt8] = []
        /// The child is killed after this time, and the result says so.
        var limit = Duration.seconds(120)
    }

    /// Runs `wright` with these arguments in a folder.
    static func wright(_ arguments: [String], in folder: String, input: String = "") async throws -> ProcessResult {
        try await run(executable, arguments, Configuration(folder: folder, input: Array(input.utf8)))
    }

    /// Runs a program and waits for its end.
    static func run(_ program: String, _ arguments: [String], _ configuration: Configuration) async throws
        -> ProcessResult
    {
        let streams = try TemporaryFolder()
        try Data(configuration.input).write(to: streams.url("input"))
        for name in ["output", "messages"] { try Data().write(to: streams.url(name)) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: configuration.folder, isDirectory: true)
        process.environment = isolated(configuration.environment)
        let handles = (
            try FileHandle(forReadingFrom: streams.url("input")),
            try FileHandle(forWritingTo: streams.url("output")),
            try FileHandle(forWritingTo: streams.url("messages"))
        )
        process.standardInput = handles.0
        process.standardOutput = handles.1
        process.standardError = handles.2
        let child = Child(process)
        try await child.run(limit: configuration.limit)
        return ProcessResult(
            status: child.status,
            isKilled: child.isKilled,
            output: Array(try Data(contentsOf: streams.url("output"))),
            messages: Array(try Data(contentsOf: streams.url("messages")))
        )
    }

    /// This process's environment without the settings of Wright but for the cache, and with `additions`.
    private static func isolated(_ additions: [String: String]) -> [String: String] {
        ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("WRIGHT_") || $0.key == "WRIGHT_CACHE" }
            .merging(additions) { _, new in new }
    }
}

extension WrightProcess {
    /// The root of the package.
    static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The program under test: what `WRIGHT_BINARY` names, else the one beside the tests, else that of the package.
    static var executable: String {
        get throws {
            guard let located else {
                throw ProgramMissing()
            }
            return located
        }
    }

    /// Thrown where there is nothing to test.
    private struct ProgramMissing: Error, CustomStringConvertible {
        var description: String {
            "The program 'wright' is not built. Run 'swift build -c release --product wright', or set WRIGHT_BINARY."
        }
    }

    private static let located: String? = {
        if let named = ProcessInfo.processInfo.environment["WRIGHT_BINARY"], !named.isEmpty {
            return URL(fileURLWithPath: named).path
        }
        let beside = foldersAbove(CommandLine.arguments.first ?? "")
            .flatMap { [$0 + "/wright", $0 + "/release/wright", $0 + "/debug/wright"] }
        let built = ["release", "debug"].map { packageRoot.path + "/.build/\($0)/wright" }
        return (beside + built).first(where: isProgram)
    }()

    /// The folders above the test bundle that lie in a folder of builds, nearest first.
    private static func foldersAbove(_ bundle: String) -> [String] {
        var folder = URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent()
        var folders: [String] = []
        while folder.path.contains("/.build"), folders.count < 8 {
            folders.append(folder.path)
            folder = folder.deletingLastPathComponent()
        }
        return folders
    }

    private static func isProgram(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            && FileManager.default.isExecutableFile(atPath: path)
    }

    /// Whether the default model is installed for this user.
    static func hasModel() async throws -> Bool {
        let folder = try TemporaryFolder()
        let result = try await wright(["model", "list", "--json"], in: folder.path)
        return try result.json()["models"]?.array?.contains { $0["name"]?.string == "all-MiniLM-L6-v2" } ?? false
    }

    /// Says that a test did nothing, and why.
    static func skip(_ what: String, _ why: String) {
        print("skipped: \(what) (\(why))")
    }
}

/// A process that is waited for without a blocked thread.
private final class Child: Sendable {
    private let process: Mutex<Process>

    init(_ process: sending Process) {
        self.process = Mutex(process)
    }

    var status: Int32 { process.withLock { $0.terminationStatus } }
    var isKilled: Bool { process.withLock { $0.terminationReason == .uncaughtSignal } }

    func run(limit: Duration) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.withLock { process in
                process.terminationHandler = { _ in continuation.resume() }
                do {
                    try process.run()
                } catch {
                    process.terminationHandler = nil
                    continuation.resume(throwing: error)
                    return
                }
                killLater(process.processIdentifier, after: limit)
            }
        }
    }

    private func killLater(_ identifier: Int32, after limit: Duration) {
        let nanoseconds = limit.components.seconds * 1_000_000_000 + limit.components.attoseconds / 1_000_000_000
        DispatchQueue.global(qos: .userInteractive)
            .asyncAfter(deadline: .now() + .nanoseconds(Int(nanoseconds))) { [weak self] in
                self?.process
                    .withLock { process in
                        if process.isRunning { kill(identifier, SIGKILL) }
                    }
            }
    }
}
