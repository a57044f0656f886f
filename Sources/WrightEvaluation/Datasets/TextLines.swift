internal import WrightCore

/// The lines of a file in memory, one after the other, within limits.
///
/// A line ends before LF or CR LF; a byte order mark before the first line is skipped, and so are blank lines.
struct TextLines {
    /// The number of the line last read, from 1.
    private(set) var number = 0
    /// What errors call the file.
    let name: String

    private let bytes: UnsafeRawBufferPointer
    private let limits: ReadingLimits
    private var position: Int

    init(of bytes: UnsafeRawBufferPointer, name: String, limits: ReadingLimits) {
        self.bytes = bytes
        self.name = name
        self.limits = limits
        let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        position = hasMark ? 3 : 0
    }

    /// The next line that is not blank; nil at the end.
    mutating func next() throws(EvaluationError) -> UnsafeRawBufferPointer? {
        while position < bytes.count {
            number += 1
            guard number <= limits.maximumLineCount else {
                throw .tooManyLines(file: name, limit: limits.maximumLineCount)
            }
            let start = position
            let longest = min(bytes.count, start + limits.maximumLineLength + 1)
            var end = start
            while end < longest, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            guard end - start <= limits.maximumLineLength else {
                throw .lineTooLong(number, of: name, limit: limits.maximumLineLength)
            }
            position = end + 1
            if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            if line.contains(where: { !Self.isBlank($0) }) { return line }
        }
        return nil
    }

    /// The next line as JSON; nil at the end.
    mutating func nextJSON() throws(EvaluationError) -> JSONValue? {
        guard let line = try next() else { return nil }
        do {
            return try JSONValue(parsing: line, requiresUTF8: true)
        } catch {
            let isText = error.code != .notUTF8
            throw invalid(
                error.message,
                remedy: isText ? "Put one JSON object on each line." : "Save the file as UTF-8."
            )
        }
    }

    /// A line's fields between tabs, or between runs of blanks; at most `limit`, then reading stops.
    func fields(of line: UnsafeRawBufferPointer, atTabs: Bool, limit: Int) throws(EvaluationError) -> [String] {
        var fields: [String] = []
        var start = 0
        var index = 0
        while index <= line.count, fields.count < limit {
            let isEnd = index == line.count
            if isEnd || (atTabs ? line[index] == UInt8(ascii: "\t") : Self.isBlank(line[index])) {
                if atTabs || index > start {
                    fields.append(try text(of: UnsafeRawBufferPointer(rebasing: line[start..<index])))
                }
                start = index + 1
            }
            index += 1
        }
        return fields
    }

    /// An error at the line last read.
    func invalid(_ reason: String, remedy: String) -> EvaluationError {
        .invalidLine(number, of: name, reason: Self.asClause(reason), remedy: remedy)
    }

    private func text(of field: UnsafeRawBufferPointer) throws(EvaluationError) -> String {
        guard let text = String(validating: field, as: UTF8.self) else {
            throw invalid("a field is not valid UTF-8", remedy: "Save the file as UTF-8.")
        }
        return text
    }

    /// A sentence of another error without its full stop, so that it fits after a colon.
    private static func asClause(_ sentence: String) -> String {
        sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
