#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A folder for temporary files that nobody else can read.
///
/// It is emptied and removed when the scope ends.
struct PrivateFolder: ~Copyable {
    private let path: String
    private var files: [String] = []

    /// Makes a folder below `TMPDIR`, or `/tmp`.
    init() throws(DocumentError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/wright-XXXXXX").utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } ?? false }
        guard made else { throw .toolFailure("mkdtemp", reason: "no temporary folder can be made in '\(parent)'") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The path of a file in the folder, which is removed with it.
    mutating func file(_ name: String) -> String {
        let file = path + "/" + name
        files.append(file)
        return file
    }

    /// Writes bytes to a file in the folder and returns its path.
    mutating func write(_ bytes: [UInt8], name: String) throws(DocumentError) -> String {
        let file = file(name)
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .toolFailure("open", reason: "a temporary file cannot be made") }
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
                #elseif canImport(Musl)
                Musl.write(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
                #else
                Darwin.write(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
                #endif
            }
            if count == -1, errno == EINTR { continue }
            guard count > 0 else { throw .toolFailure("write", reason: "a temporary file cannot be written") }
            offset += count
        }
        return file
    }

    deinit {
        for file in files { unlink(file) }
        rmdir(path)
    }
}
