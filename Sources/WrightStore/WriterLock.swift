#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// The right to change a project, held by one process at a time and given back by the system however the process ends.
///
/// An advisory lock (`flock`) on the file `.wright/lock`; the file's text says who holds it.
package final class WriterLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock or fails at once.
    ///
    /// - Throws: ``StoreError`` with code `writerActive` or `projectUnwritable`.
    package init(folder: String, purpose: String) throws(StoreError) {
        let path = folder + "/lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw .projectUnwritable(path: folder, reason: String(cString: strerror(errno)))
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.text(of: file)
            close(file)
            throw .writerActive(holder: holder.isEmpty ? "it has not said who it is" : holder)
        }
        descriptor = file
        let text = "process \(getpid()), \(purpose)"
        ftruncate(file, 0)
        _ = text.utf8CString.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count - 1, 0) }
    }

    deinit {
        ftruncate(descriptor, 0)
        // Closing alone would not do: a child that is just being started has a copy until it runs its program.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func text(of file: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = pread(file, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
    }
}
