public import WrightCore

// Idea: each line names the hash of the line before it and its own, so that no line can be changed, taken out or put in
//   without every later hash failing. A tail that is cut off leaves a whole chain; an anchor kept elsewhere (the number
//   of lines and the last hash) shows that too.
// Source: Schneier & Kelsey (1999), "Secure Audit Logs to Support Computer Forensics", without their evolving key:
//   whoever can write the file and knows no anchor can rewrite it from any line on. Keep anchors where the
//   writer cannot reach.
// Data layout: one JSON object a line: "number" from 1, the record's members, "previous" (64 zeros in the first line),
//   and last "hash": the SHA-256 of the previous hash's 32 bytes and of the line's bytes up to the comma before "hash".

/// Makes and checks the lines of an append-only log of decisions.
///
/// Reading and writing the file is left to the caller, which holds one lock from reading the last line to writing the
/// next.
///
/// ```swift
/// try file.append { last in try AuditLog.line(record, after: last) }
/// ```
public enum AuditLog {
    /// The longest line that is read: 1 MiB.
    public static let lineLimit = 1 << 20

    /// Makes the line of a record.
    ///
    /// - Parameters:
    ///   - record: What is written down.
    ///   - lastLine: The line before, without its end; nil in a new log.
    /// - Returns: The line, without its end.
    /// - Throws: ``GuardError`` with code `brokenLog` where the line before is not one of a log.
    public static func line(_ record: AuditRecord, after lastLine: [UInt8]?) throws(GuardError) -> [UInt8] {
        var (number, previous) = (1, AuditAnchor.origin.hash)
        if let lastLine {
            guard let last = AuditLine(lastLine) else {
                throw .brokenLog(line: nil, "its last line is not one of a log")
            }
            (number, previous) = (last.number + 1, last.hash)
        }
        let members =
            [.init("number", .int(number))] + record.members + [.init("previous", .string(previous.description))]
        var bytes = Array(JSONValue.object(members).text().utf8)
        bytes.removeLast()
        let hash = AuditLine.hash(of: bytes[...], after: previous)
        bytes += Array(",\"hash\":\"\(hash)\"}".utf8)
        return bytes
    }

    /// Checks a whole log.
    ///
    /// O(n) in time, one line in memory.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - anchor: How many lines the log had at least when it was last looked at, and the hash of the last of them.
    /// - Returns: How many lines there are and the hash of the last one: the anchor to keep.
    /// - Throws: ``GuardError`` with code `brokenLog`, naming the first line that does not hold.
    public static func verify(
        _ bytes: UnsafeRawBufferPointer,
        anchor: AuditAnchor? = nil
    ) throws(GuardError) -> AuditAnchor {
        var state = AuditAnchor.origin
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != 10 { end += 1 }
            let number = state.lineCount + 1
            guard end < bytes.count else {
                throw .brokenLog(line: number, "it does not end with a line break, so its writing was cut off")
            }
            guard end - start < lineLimit else { throw .brokenLog(line: number, "it is longer than 1 MiB") }
            state = try next(after: state, Array(bytes[start..<end]))
            if let anchor, anchor.lineCount == state.lineCount, anchor.hash != state.hash {
                throw .brokenLog(
                    line: number,
                    "its hash is not that of the anchor, so it or a line before was replaced"
                )
            }
            start = end + 1
        }
        if let anchor, anchor.lineCount > state.lineCount {
            throw .brokenLog(
                line: state.lineCount + 1,
                "it is missing: the anchor counts \(anchor.lineCount) lines and the log has \(state.lineCount)"
            )
        }
        return state
    }

    private static func next(after state: AuditAnchor, _ bytes: [UInt8]) throws(GuardError) -> AuditAnchor {
        let number = state.lineCount + 1
        guard let line = AuditLine(bytes) else { throw .brokenLog(line: number, "it is not a line of a log") }
        guard line.number == number else {
            throw .brokenLog(line: number, "it has the number \(line.number), so lines were taken out or put in")
        }
        guard line.previous == state.hash else {
            throw .brokenLog(line: number, "it does not follow the line before, so one of the two was replaced")
        }
        guard line.hash == AuditLine.hash(of: bytes[..<line.hashedByteCount], after: state.hash) else {
            throw .brokenLog(line: number, "it was changed: its hash does not hold")
        }
        return AuditAnchor(lineCount: number, hash: line.hash)
    }
}

/// How far a log went at one time: what shows later whether lines are missing at its end.
public struct AuditAnchor: Sendable, Hashable, CustomStringConvertible {
    /// How many lines there were.
    public let lineCount: Int
    /// The hash of the last of them.
    public let hash: ContentHash

    /// Names the end of a log.
    public init(lineCount: Int, hash: ContentHash) {
        self.lineCount = lineCount
        self.hash = hash
    }

    /// Reads `COUNT:HASH`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), count >= 0,
            let hash = ContentHash(hexadecimal: String(parts[1]))
        else { return nil }
        self.init(lineCount: count, hash: hash)
    }

    /// `COUNT:HASH`.
    public var description: String { "\(lineCount):\(hash)" }

    /// An empty log: no line, a hash of zeros.
    static let origin: Self = {
        guard let hash = ContentHash(digest: [UInt8](repeating: 0, count: 32)) else {
            preconditionFailure("A digest has 32 bytes.")
        }
        return Self(lineCount: 0, hash: hash)
    }()
}

/// What of a line the chain needs.
private struct AuditLine {
    let number: Int
    let previous: ContentHash
    let hash: ContentHash
    /// Bytes of the line that its hash covers.
    let hashedByteCount: Int

    /// The bytes of the member "hash" with the comma before it and the brace behind it: 9, 64 digits, and 2.
    private static let tailCount = 9 + 64 + 2

    init?(_ bytes: [UInt8]) {
        guard bytes.count > Self.tailCount, let value = try? JSONValue(parsing: bytes, depthLimit: 8),
            let members = value.object, members.last?.name == "hash", Set(members.map(\.name)).count == members.count,
            let number = value["number"]?.int, let previous = value["previous"]?.string,
            let hash = value["hash"]?.string,
            let previousHash = ContentHash(hexadecimal: previous), let ownHash = ContentHash(hexadecimal: hash)
        else { return nil }
        let covered = bytes.count - Self.tailCount
        guard bytes[covered...].elementsEqual(Array(",\"hash\":\"\(hash)\"}".utf8)), number >= 1, number < Int.max
        else {
            return nil
        }
        self.number = number
        self.previous = previousHash
        self.hash = ownHash
        hashedByteCount = covered
    }

    static func hash(of bytes: ArraySlice<UInt8>, after previous: ContentHash) -> ContentHash {
        var hasher = ContentHash.Hasher()
        hasher.update(previous.bytes)
        hasher.update(bytes)
        return hasher.finalize()
    }
}

extension GuardError {
    /// A log that was changed after it was written.
    static func brokenLog(line: Int?, _ reason: String) -> Self {
        Self(
            .brokenLog,
            line.map { "Line \($0) of the audit log does not hold: \(reason)." }
                ?? "The audit log does not hold: \(reason).",
            remedy: "Keep the file as it is for those who look into it, and begin a new log."
        )
    }
}
