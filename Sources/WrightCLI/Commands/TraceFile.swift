private import Foundation
private import Synchronization
private import WrightCore
private import WrightGuard
internal import WrightTrace

/// Writes spans into a file, one JSON object in each line, as they end.
final class TraceFile: TraceRecorder {
    private let file: Mutex<FileHandle>

    /// - Throws: `CLIError` where the file cannot be made.
    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw CLIError.fileUnwritable(path) }
        file = Mutex(handle)
    }

    func record(_ span: TraceSpan) {
        let line = Data((span.json.text() + "\n").utf8)
        // A trace that cannot be written does not stop the work that it tells of.
        file.withLock { try? $0.write(contentsOf: line) }
    }

    /// A source of spans that writes into a file, without secrets and without what the project's policy takes out of
    /// traces; nil without a path.
    static func source(path: String?, global: GlobalOptions) throws -> TraceSource? {
        guard let path else { return nil }
        let policy = try GuardDesk.policy(global: global, file: nil)
        let redaction = PersonalDataRedaction(policy: policy, place: .trace)
        return TraceSource(
            recorder: RedactingTraceRecorder(try TraceFile(path: path)) { redaction.redacted($0) },
            seed: .random(in: 1 ... .max),
            now: WallTime.nanoseconds
        )
    }
}
