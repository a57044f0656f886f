/// What a template renders to: text, and marks that no text can imitate.
struct TemplateOutput: Sendable {
    enum Piece: Sendable {
        case text([UInt8])
        case role(String, metadata: [(name: String, value: String)])
        case history
        case media(url: String, contentType: String?)
        case section(String)
    }

    private(set) var pieces: [Piece] = []
    private var text: [UInt8] = []
    /// Bytes of text so far.
    private(set) var byteCount = 0

    init() { text.reserveCapacity(1024) }

    mutating func append(_ bytes: [UInt8]) {
        text.append(contentsOf: bytes)
        byteCount += bytes.count
    }

    mutating func append(_ string: String) {
        var string = string
        string.withUTF8 { text.append(contentsOf: $0) }
        byteCount += string.utf8.count
    }

    mutating func append(_ mark: Piece) {
        flush()
        pieces.append(mark)
        byteCount += 16
    }

    /// Adds what another output holds, each line after some blanks.
    mutating func append(_ other: TemplateOutput, indent: [UInt8]) {
        var other = other
        other.flush()
        var isAtStart = true
        for (index, piece) in other.pieces.enumerated() {
            guard case .text(let bytes) = piece, !indent.isEmpty else {
                if isAtStart, !indent.isEmpty { append(indent) }
                isAtStart = false
                if case .text(let bytes) = piece { append(bytes) } else { append(piece) }
                continue
            }
            for (place, byte) in bytes.enumerated() {
                if isAtStart { append(indent) }
                text.append(byte)
                byteCount += 1
                let isLast = index == other.pieces.count - 1 && place == bytes.count - 1
                isAtStart = byte == 10 && !isLast
            }
        }
    }

    private mutating func flush() {
        guard !text.isEmpty else { return }
        pieces.append(.text(text))
        text = []
    }

    /// All pieces, texts that touch joined.
    mutating func finish() -> [Piece] {
        flush()
        return pieces
    }

    /// The text without the marks.
    mutating func plainText() -> String {
        flush()
        var bytes: [UInt8] = []
        for case .text(let text) in pieces { bytes += text }
        return String(decoding: bytes, as: UTF8.self)
    }
}
