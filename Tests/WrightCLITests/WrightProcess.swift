import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

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
/// The streams are files and not pipes, so that a child never waits for its reader. A few children run at a time, and
/// Foundation's `Process` is not used: it reads behind the end of its memory where more than some 1,350 files are open
/// (swift-corelibs-foundation, pull request 5472), as tests that run side by side can have them.
enum WrightProcess {
    private static let places = Places(count: 12)

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
        await places.take()
        defer { places.giveBack() }
        let streams = try TemporaryFolder()
        try Data(configuration.input).write(to: streams.url("input"))
        for name in ["output", "messages"] { try Data().write(to: streams.url(name)) }
        let child = try Child(
            [program] + arguments,
            environment: isolated(configuration.environment),
            folder: configuration.folder,
            streams: streams
        )
        let end = await child.end(limit: configuration.limit)
        return ProcessResult(
            status: end.status,
            isKilled: end.isKilled,
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

/// A process that is waited for without a blocked task.
private struct Child {
    private let identifier: pid_t

    /// Starts a program with its three streams; other open files are closed as they are marked to be.
    init(_ arguments: [String], environment: [String: String], folder: String, streams: TemporaryFolder) throws {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        #else
        var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, streams.url("input").path, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, streams.url("output").path, O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, streams.url("messages").path, O_WRONLY, 0)
        let script = "cd \"$1\" || exit 126; shift; exec \"$@\""
        let shell = ["/bin/sh", "-c", script, "sh", folder] + arguments
        var identifier = pid_t()
        let status = Self.withCStrings(shell) { arguments in
            Self.withCStrings(environment.map { "\($0)=\($1)" }) {
                posix_spawn(&identifier, "/bin/sh", &actions, nil, arguments, $0)
            }
        }
        guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .ENOENT) }
        self.identifier = identifier
    }

    /// Waits for its end, and brings it about when the time is up.
    func end(limit: Duration) async -> (status: Int32, isKilled: Bool) {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let start = ContinuousClock.now
                var status: Int32 = 0
                var pause: UInt32 = 500
                while waitpid(identifier, &status, WNOHANG) == 0 {
                    if ContinuousClock.now - start > limit { kill(identifier, SIGKILL) }
                    usleep(pause)
                    pause = min(pause * 2, 8000)
                }
                let signal = status & 0x7F
                continuation.resume(returning: signal == 0 ? (status >> 8 & 0xFF, false) : (signal, true))
            }
        }
    }

    private static func withCStrings<Result>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }
}

/// Lets no more than a number of tasks at a time pass.
private final class Places: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(free: count))
    }

    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func giveBack() {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
