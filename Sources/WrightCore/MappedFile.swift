#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// A file's bytes, mapped read-only into memory; unmapped when the last reference goes.
///
/// The file must not be shortened while it is mapped: Wright's own files are written once, under a new name, and never
/// changed.
public final class MappedFile: @unchecked Sendable {
    // `@unchecked`: the memory is mapped read-only, the pointer is set once.

    /// The whole content.
    ///
    /// Valid while the file is: a caller that keeps the bytes keeps the file too. For one use, ``withBytes(_:)`` does
    /// that.
    public let bytes: UnsafeRawBufferPointer

    /// Maps a file.
    ///
    /// - Throws: ``CoreError`` with code `fileUnreadable`.
    public init(path: String) throws(CoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .fileUnreadable(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .fileUnreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .fileUnreadable(path: path, reason: "it is not a regular file")
        }
        let count = Int(status.st_size)
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw .fileUnreadable(path: path, reason: String(cString: strerror(errno)))
        }
        bytes = UnsafeRawBufferPointer(start: address, count: count)
    }

    /// Calls a closure with the whole content, and keeps the file mapped until it returns.
    public func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try withExtendedLifetime(self) { try body(bytes) }
    }

    /// How a part of a file will be read.
    public enum Reading: Sendable {
        /// Here and there: what stands beside a place is not read ahead.
        case scattered
        /// Soon: the system may begin to read it now, while the caller goes on.
        case soon
        /// In order, or nobody knows.
        case usual
        /// Not soon: this process need not keep it in memory.
        case later
    }

    /// Tells the system how a part will be read, which changes nothing but the time that it takes.
    ///
    /// - Precondition: the range lies in the file.
    public func expect(_ reading: Reading, of range: Range<Int>) {
        guard let address = bytes.baseAddress, !range.isEmpty else { return }
        precondition(range.upperBound <= bytes.count, "A part lies in its file.")
        let start = range.lowerBound / Self.pageSize * Self.pageSize
        let advice =
            switch reading {
            case .scattered: MADV_RANDOM
            case .soon: MADV_WILLNEED
            case .usual: MADV_NORMAL
            case .later: MADV_DONTNEED
            }
        // What fails leaves the file as readable as it was.
        _ = madvise(UnsafeMutableRawPointer(mutating: address + start), range.upperBound - start, Int32(advice))
    }

    /// Pages that this process had to wait for the disk for, in mapped files and elsewhere.
    public static var diskReadCount: Int {
        var usage = rusage()
        #if canImport(Glibc)
        getrusage(RUSAGE_SELF.rawValue, &usage)
        #else
        getrusage(RUSAGE_SELF, &usage)
        #endif
        return usage.ru_majflt
    }

    private static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

    deinit {
        guard let address = bytes.baseAddress else { return }
        munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
}
