#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// A file of lines that only grows, safe for many writers at once.
///
/// A writer holds the lock of the file (`flock`) from reading its last line to the flush of the new one, so each line
/// can build on the one before it. The beginning of a line that a crash cut off was never said to be written; the next
/// writer takes it away.
public struct AuditLogFile: Sendable {
    private let path: String

    /// Longest line that is read or written, in bytes: 1 MiB.
    public static let lineLimit = 1 << 20

    /// Names the file; it is made with the first line, readable by its owner alone.
    public init(path: String) {
        self.path = path
    }

    /// The log of a project.
    public init(project: ProjectFolder) {
        self.init(path: project.storePath + "/audit.jsonl")
    }

    /// Appends one line.
    ///
    /// - Parameter make: Gives the line, without its end, from the last line in the file; nil in a new file.
    /// - Throws: ``StoreError`` with code `writeFailed` or `diskFull`, and what `make` throws; the file is then as it
    ///   was.
    public func append(_ make: (_ lastLine: [UInt8]?) throws -> [UInt8]) throws {
        let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(errno) }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure(errno) }
        }
        defer { flock(file, LOCK_UN) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(errno) }
        let (lastLine, size) = try tail(of: file, size: Int(status.st_size))
        var line = try make(lastLine)
        precondition(!line.contains(10), "A line of the log holds no line break.")
        guard line.count < Self.lineLimit else {
            throw StoreError.writeFailed(path: path, reason: "the line is longer than 1 MiB")
        }
        line.append(10)
        if size < status.st_size, ftruncate(file, off_t(size)) != 0 { throw failure(errno) }
        do {
            try writeAll(line, to: file)
            guard fsync(file) == 0 else { throw failure(errno) }
        } catch {
            // What was written in part would be a broken line.
            ftruncate(file, off_t(size))
            throw error
        }
    }

    /// The last whole line, and where it ends.
    private func tail(of file: Int32, size: Int) throws -> (line: [UInt8]?, end: Int) {
        var count = min(size, 4096)
        while true {
            var bytes = [UInt8](repeating: 0, count: count)
            guard pread(file, &bytes, count, off_t(size - count)) == count else { throw failure(errno) }
            if let end = bytes.lastIndex(of: 10) {
                let start = bytes[..<end].lastIndex(of: 10).map { $0 + 1 } ?? (count == size ? 0 : nil)
                if let start { return (Array(bytes[start..<end]), size - count + end + 1) }
            } else if count == size {
                return (nil, 0)
            }
            guard count < Self.lineLimit * 2 else {
                throw StoreError.writeFailed(path: path, reason: "its last line is longer than 1 MiB")
            }
            count = min(size, count * 4)
        }
    }

    private func writeAll(_ bytes: [UInt8], to file: Int32) throws {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(file, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(errno) }
            offset += count
        }
    }

    private func failure(_ code: CInt) -> StoreError {
        if code == ENOSPC || code == EDQUOT { return .diskFull(path: path) }
        return .writeFailed(path: path, reason: String(cString: strerror(code)))
    }
}
