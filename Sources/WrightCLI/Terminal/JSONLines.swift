#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
internal import WrightCore

/// The JSON values of a file or of standard input, a line each, read as they come.
///
/// Empty lines are passed over. A line that is not JSON comes as a failure; the rest is read on.
struct JSONLines: AsyncSequence, Sendable {
    /// A line and what stands in it.
    struct Line: Sendable {
        /// From 1 on, empty lines counted.
        let number: Int
        let value: Result<JSONValue, CoreError>
    }

    private let name: String
    private let requiresUTF8: Bool

    /// Takes what is read.
    ///
    /// - Parameters:
    ///   - name: A file's path; `-` for standard input.
    ///   - requiresUTF8: Whether a line that is not UTF-8 comes as a failure; otherwise U+FFFD stands for what is not.
    init(_ name: String, requiresUTF8: Bool = false) {
        self.name = name
        self.requiresUTF8 = requiresUTF8
    }

    func makeAsyncIterator() -> Iterator { Iterator(name: name, requiresUTF8: requiresUTF8) }

    /// The line that stands for one that could not be read.
    static func failure(_ reason: String, of line: Line) -> String {
        var members: [JSONValue.Member] = []
        if case .success(let value) = line.value, let id = value["id"] { members.append(JSONValue.Member("id", id)) }
        members.append(JSONValue.Member("line", .int(line.number)))
        members.append(JSONValue.Member("error", .string(reason)))
        return JSONValue.object(members).text()
    }

    struct Iterator: AsyncIteratorProtocol {
        /// A line longer than this ends the reading with an error.
        private static let lineLimit = 256 << 20
        private static let readCount = 1 << 16

        private let name: String
        private let requiresUTF8: Bool
        private var descriptor: Int32?
        private var buffer: [UInt8] = []
        private var start = 0
        private var searched = 0
        private var number = 0
        private var isAtEnd = false

        fileprivate init(name: String, requiresUTF8: Bool) {
            self.name = name
            self.requiresUTF8 = requiresUTF8
        }

        mutating func next() async throws -> Line? {
            while let range = try nextLine() {
                number += 1
                let content = buffer[range].last == UInt8(ascii: "\r") ? range.dropLast() : range
                guard buffer[content].contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else {
                    continue
                }
                let value = buffer.withUnsafeBytes { bytes in
                    Result { () throws(CoreError) in
                        let line = UnsafeRawBufferPointer(rebasing: bytes[content])
                        return try JSONValue(parsing: line, requiresUTF8: requiresUTF8)
                    }
                }
                return Line(number: number, value: value)
            }
            return nil
        }

        /// The bytes of the next line in the buffer, without its end.
        private mutating func nextLine() throws -> Range<Int>? {
            while true {
                if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                    let range = start..<end
                    start = end + 1
                    searched = start
                    return range
                }
                searched = buffer.count
                if isAtEnd {
                    guard start < buffer.count else {
                        finish()
                        return nil
                    }
                    let range = start..<buffer.count
                    start = buffer.count
                    return range
                }
                guard buffer.count - start < Self.lineLimit else {
                    throw CLIError.lineTooLong(name: name, number: number + 1, limit: Self.lineLimit)
                }
                try fill()
            }
        }

        private mutating func fill() throws {
            if start > 0 {
                buffer.removeFirst(start)
                searched -= start
                start = 0
            }
            let descriptor = try opened()
            let held = buffer.count
            let wanted = Swift.max(Self.readCount, held)
            buffer += [UInt8](repeating: 0, count: wanted)
            var count: Int
            repeat {
                count = buffer.withUnsafeMutableBytes { bytes in
                    read(descriptor, bytes.baseAddress.map { $0 + held }, wanted)
                }
            } while count < 0 && errno == EINTR
            buffer.removeLast(wanted - Swift.max(count, 0))
            guard count >= 0 else { throw fault() }
            isAtEnd = count == 0
        }

        private mutating func opened() throws -> Int32 {
            if let descriptor { return descriptor }
            let opened = name == "-" ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC)
            guard opened >= 0 else { throw fault() }
            descriptor = opened
            return opened
        }

        private func fault() -> CoreError {
            CoreError.fileUnreadable(path: name, reason: String(cString: strerror(errno)))
        }

        private mutating func finish() {
            if let descriptor, descriptor != STDIN_FILENO { close(descriptor) }
            descriptor = nil
        }
    }
}
