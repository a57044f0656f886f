/// A message or a part of one: header fields and a body (RFC 5322, RFC 2045).
struct MIMEEntity {
    /// Fields of a header at most.
    private static let fieldLimit = 1000
    /// Parts of a multipart body at most.
    private static let partLimit = 1000
    /// Bytes of a field's value at most; the rest is left out.
    private static let valueLimit = 1 << 16

    /// The fields in order, names in lower case, folded lines joined.
    private(set) var fields: [(name: String, value: [UInt8])] = []
    /// The bytes after the header, still in their transfer encoding.
    private(set) var body: ArraySlice<UInt8> = []

    /// Splits bytes into header and body.
    init(_ bytes: ArraySlice<UInt8>) {
        var position = bytes.startIndex
        while position < bytes.endIndex {
            let end = bytes[position...].firstIndex(of: 10) ?? bytes.endIndex
            let next = min(end + 1, bytes.endIndex)
            var line = bytes[position..<end]
            if line.last == 13 { line = line.dropLast() }
            if line.isEmpty {
                body = bytes[next...]
                return
            }
            add(line)
            position = next
        }
    }

    /// The value of the first field with a name, decoded to text.
    func text(_ name: String) -> String? {
        guard let value = fields.first(where: { $0.name == name })?.value else { return nil }
        let text = MIMEWords.decoded(value)
        return text.isEmpty ? nil : text
    }

    /// The media type in lower case, and parameters; `text/plain` where none is given.
    var contentType: MIMEField {
        MIMEField(fields.first { $0.name == "content-type" }?.value ?? Array("text/plain".utf8))
    }

    /// How the part is meant to be shown.
    var disposition: MIMEField {
        MIMEField(fields.first { $0.name == "content-disposition" }?.value ?? [])
    }

    /// The name of the file that the part stands for.
    var fileName: String? {
        (disposition.parameter("filename") ?? contentType.parameter("name"))
            .flatMap { name in
                let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
                let clean = WhiteSpace.collapsed(last, keepsLineBreaks: false)
                return clean.isEmpty ? nil : String(clean.prefix(200))
            }
    }

    /// The body without its transfer encoding.
    var content: [UInt8] {
        let encoding = text("content-transfer-encoding")?.lowercased() ?? ""
        switch encoding.prefix(while: { $0 != " " && $0 != ";" }) {
        case "base64": return TransferDecoding.base64(body)
        case "quoted-printable": return TransferDecoding.quotedPrintable(body)
        default: return Array(body)
        }
    }

    /// The parts of a multipart body.
    func parts(boundary: String) -> [MIMEEntity] {
        guard !boundary.isEmpty else { return [] }
        let mark = Array("--\(boundary)".utf8)
        var result: [MIMEEntity] = []
        var start: Int?
        var position = body.startIndex
        while position < body.endIndex, result.count < Self.partLimit {
            let end = body[position...].firstIndex(of: 10) ?? body.endIndex
            let next = min(end + 1, body.endIndex)
            let line = body[position..<end]
            if line.starts(with: mark) {
                let rest = line.dropFirst(mark.count)
                let isLast = rest.starts(with: [45, 45])
                if isLast || rest.allSatisfy({ $0 <= 32 }) {
                    if let start { result.append(MIMEEntity(trimmed(start..<position))) }
                    start = next
                    if isLast { return result }
                }
            }
            position = next
        }
        // A message cut off in the middle still has what came before the cut.
        if let start, start < body.endIndex { result.append(MIMEEntity(body[start...])) }
        return result
    }

    /// The line end before a boundary belongs to the boundary.
    private func trimmed(_ range: Range<Int>) -> ArraySlice<UInt8> {
        var part = body[range]
        if part.last == 10 { part = part.dropLast() }
        if part.last == 13 { part = part.dropLast() }
        return part
    }

    private mutating func add(_ line: ArraySlice<UInt8>) {
        if line.first == 32 || line.first == 9, let last = fields.indices.last {
            let left = Self.valueLimit - fields[last].value.count
            guard left > 0 else { return }
            fields[last].value += [32] + line.drop { $0 == 32 || $0 == 9 }.prefix(left - 1)
            return
        }
        guard fields.count < Self.fieldLimit, let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = String(decoding: line[..<colon].filter { $0 > 32 }, as: UTF8.self).lowercased()
        fields.append((name, Array(line[(colon + 1)...].drop { $0 == 32 || $0 == 9 }.prefix(Self.valueLimit))))
    }
}
