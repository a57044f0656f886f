#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// Writes a whole file so that it is there complete or not at all.
package enum AtomicFile {
    /// Writes under another name, flushes to the disk, renames, and flushes the folder.
    ///
    /// - Throws: ``StoreError`` with code `diskFull` or `writeFailed`; nothing is left behind.
    package static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws {
        try write(to: path) { sink in try sink(bytes) }
    }

    /// The same for bytes that come in pieces.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - body: Is given a function that takes the next bytes.
    /// - Returns: What `body` returns.
    /// - Throws: ``StoreError`` with code `diskFull` or `writeFailed`, and what `body` throws; nothing is left behind.
    package static func write<Value>(
        to path: String,
        _ body: (_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Value
    ) throws -> Value {
        let writer = try FileWriter(path: path)
        let value = try body { try writer.append($0) }
        try writer.commit()
        return value
    }
}

/// A file that is being written under a temporary name; removed again unless it is committed.
private final class FileWriter {
    private let path: String
    private let temporary: String
    private var file: Int32
    private var buffer: [UInt8] = []
    private static let bufferCount = 1 << 20

    init(path: String) throws(StoreError) {
        self.path = path
        temporary = path + ".part"
        file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Self.failure(path: path, code: errno) }
        buffer.reserveCapacity(Self.bufferCount)
    }

    deinit {
        guard file >= 0 else { return }
        close(file)
        unlink(temporary)
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
        if buffer.count + bytes.count > Self.bufferCount { try flush() }
        if bytes.count >= Self.bufferCount { try writeAll(bytes) } else { buffer.append(contentsOf: bytes) }
    }

    func commit() throws(StoreError) {
        try flush()
        guard fsync(file) == 0 else { throw Self.failure(path: path, code: errno) }
        let status = close(file)
        file = -1
        guard status == 0, rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw Self.failure(path: path, code: code)
        }
        flushFolder()
    }

    private func flush() throws(StoreError) {
        let content = buffer
        buffer.removeAll(keepingCapacity: true)
        let result = content.withUnsafeBytes { bytes in
            Result { () throws(StoreError) in try writeAll(bytes) }
        }
        try result.get()
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
        var offset = 0
        while offset < bytes.count {
            let count = write(file, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.failure(path: path, code: errno)
            }
            offset += count
        }
    }

    /// Makes the file's name durable.
    private func flushFolder() {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return }
        let folder = open(String(path[..<slash]), O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private static func failure(path: String, code: Int32) -> StoreError {
        switch code {
        case ENOSPC, EDQUOT: .diskFull(path: path)
        case EFBIG: .fileTooLarge(path: path)
        default: .writeFailed(path: path, reason: String(cString: strerror(code)))
        }
    }
}
