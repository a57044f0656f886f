internal import WrightCore

/// Files with one JSON object in each line.
enum JSONLines {
    /// The first of some fields that each line has.
    static func texts(path: String, fields: [String]) throws -> [String] {
        let file = try MappedFile(path: path)
        defer { withExtendedLifetime(file) {} }
        var texts: [String] = []
        for line in file.bytes.split(separator: UInt8(ascii: "\n")) {
            let object = try JSONValue(parsing: UnsafeRawBufferPointer(rebasing: line))
            for field in fields {
                guard let text = object[field]?.string else { continue }
                texts.append(text)
                break
            }
        }
        guard !texts.isEmpty else { throw BenchmarkError.unusableInput(path: path, reason: "it has no texts") }
        return texts
    }
}
