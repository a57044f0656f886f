// Idea: the tokens with which chat templates part the turns have four forms: `<|name|>`, `<name>`, `[NAME]` and
// `<<NAME>>`, and turns at line starts such as `Human:`. The first is taken whatever its name; of the others, the names
// that templates use. Characters that look like `<`, `|`, `>`, `[`, `]` count as these, and white space and invisible
// characters inside a token do not hide it. A token becomes its name in round brackets, which no template uses: the
// document stays readable, and nothing that was apart is put together.
// Source: the templates of ChatML, Llama 2 to 4, Mistral, Gemma, Phi, Command R, DeepSeek, Qwen, Harmony, GLM, Falcon,
// Vicuna, Alpaca, and Anthropic's turns of text completion.

/// The special tokens of chat templates, made harmless in data.
enum TemplateTokens {
    /// The text with each token replaced by its name in round brackets.
    ///
    /// One pass; call it until nothing changes.
    static func neutralised(_ text: [UInt8]) -> [UInt8] {
        text.withUnsafeBufferPointer { bytes in
            var reader = TemplateTokenReader(bytes: bytes)
            return reader.read()
        }
    }

    /// The text without any bracket or bar that a token could be made of.
    static func flattened(_ text: [UInt8]) -> [UInt8] {
        text.withUnsafeBufferPointer { bytes in
            var result: [UInt8] = []
            var position = 0
            while position < bytes.count {
                let (kind, length) = TemplateMark.read(bytes, at: position)
                switch kind {
                case .less, .openBracket: result.append(UInt8(ascii: "("))
                case .greater, .closeBracket: result.append(UInt8(ascii: ")"))
                case .bar: result.append(UInt8(ascii: "/"))
                default: result += bytes[position..<(position + length)]
                }
                position += length
            }
            return result
        }
    }

    /// Names that stand in `<…>`, without spaces, underscores and slashes, in lower case.
    static let angled = names(
        """
        s bos eos pad unk cls sep mask startofturn endofturn startofimage endofimage startofimagetoken imagesoftpoken
        toolcall toolcalls toolresponse toolresults tools think thinking answer reservedtoken sys inst system assistant
        user human bot model developer im_start imstart imend imsep imuser imassistant imsystem endoftext
        beginoftext endoftoken startofsystem begin end functioncall functioncalls functionresults functions
        instruction instructions systemprompt systemmessage extrarole antml sop eop gmask
        """
    )

    /// Names that stand in `[…]`.
    static let bracketed = names(
        """
        inst systemprompt toolcalls toolcall toolresults toolcontent availabletools gmask smask sop eop sys system
        prefix suffix middle img imgbreak imgend callid args modelsettings think bos eos
        """
    )

    /// Names of turns that begin a line and end with a colon.
    static let turns = names("human assistant user system bot ai gpt model developer")

    private static func names(_ text: String) -> Set<UInt64> {
        Set(text.utf8.split { TextByte.isSpace($0) }.map { ContextWords.hash($0.filter { $0 != 95 }) })
    }
}

/// A character that tokens are made of, or one that looks like it.
enum TemplateMark {
    case less, greater, bar, openBracket, closeBracket, colon, hidden, space, lineBreak, other

    /// The character at a place and its length in bytes.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (kind: TemplateMark, length: Int) {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "<"): return (.less, 1)
        case UInt8(ascii: ">"): return (.greater, 1)
        case UInt8(ascii: "|"): return (.bar, 1)
        case UInt8(ascii: "["): return (.openBracket, 1)
        case UInt8(ascii: "]"): return (.closeBracket, 1)
        case UInt8(ascii: ":"): return (.colon, 1)
        case 10, 13: return (.lineBreak, 1)
        case 9, 32: return (.space, 1)
        case 0..<32, 127: return (.hidden, 1)
        case 0..<0x80: return (.other, 1)
        default: break
        }
        let length = min(byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2, bytes.count - position)
        var scalar = UInt32(byte) & (length == 4 ? 7 : length == 3 ? 15 : 31)
        for offset in 1..<max(1, length) { scalar = scalar << 6 | UInt32(bytes[position + offset] & 63) }
        return (kind(of: scalar), max(1, length))
    }

    private static func kind(of scalar: UInt32) -> TemplateMark {
        switch scalar {
        case 0xFF1C, 0x2039, 0x3008, 0x27E8, 0x2329, 0xFE64, 0x276E, 0x276C, 0x2770, 0x02C2, 0x1438, 0xAB, 0x300A: .less
        case 0xFF1E, 0x203A, 0x3009, 0x27E9, 0x232A, 0xFE65, 0x276F, 0x276D, 0x2771, 0x02C3, 0x1433, 0xBB, 0x300B:
            .greater
        case 0xFF5C, 0xFFE8, 0x2502, 0x2503, 0x2223, 0x01C0, 0x23D0, 0x2758, 0x2759, 0x275A, 0xFE31, 0xFE33, 0x2016:
            .bar
        case 0xA6, 0x2225, 0x05C0, 0x2D4F, 0x16C1: .bar
        case 0xFF3B, 0x3010, 0x27E6, 0x2772, 0x3014, 0xFE47: .openBracket
        case 0xFF3D, 0x3011, 0x27E7, 0x2773, 0x3015, 0xFE48: .closeBracket
        case 0xFF1A, 0xFE55, 0xFE13, 0x2236, 0xA789, 0x02D0: .colon
        case 0x2028, 0x2029, 0x85: .lineBreak
        case 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: .space
        case 0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x200B...0x200F: .hidden
        case 0x202A...0x202E, 0x2060...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0...0xFFF8: .hidden
        case 0xE0000...0xE0FFF, 0x80...0x84, 0x86...0x9F: .hidden
        default: .other
        }
    }
}

/// Reads a text once, and writes it without tokens.
private struct TemplateTokenReader {
    let bytes: UnsafeBufferPointer<UInt8>
    private var result: [UInt8] = []
    private var isLineStart = true

    /// Characters that a token's name may have.
    private static let nameLimit = 64

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func read() -> [UInt8] {
        result.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x80, byte != UInt8(ascii: "<"), byte != UInt8(ascii: "["), !isLineStart {
                isLineStart = byte == 10 || byte == 13
                result.append(byte)
                position += 1
                continue
            }
            position = readMark(at: position)
        }
        return result
    }

    private mutating func readMark(at position: Int) -> Int {
        let (kind, length) = TemplateMark.read(bytes, at: position)
        switch kind {
        case .less:
            if let end = angledToken(at: position, after: position + length) { return end }
        case .openBracket:
            if let end = bracketedToken(after: position + length) { return end }
        case .other where isLineStart, .space where isLineStart:
            if let colon = turn(at: position) {
                result += bytes[position..<colon]
                result.append(32)
                isLineStart = false
                return colon
            }
        default: break
        }
        let isBlank = kind == .space || kind == .hidden || byteIsMarkup(bytes[position])
        isLineStart = kind == .lineBreak || isLineStart && isBlank
        result += bytes[position..<(position + length)]
        return position + length
    }

    /// Marks that may stand before a turn: those of headings, quotes and emphasis.
    private func byteIsMarkup(_ byte: UInt8) -> Bool {
        [UInt8(ascii: "#"), UInt8(ascii: "*"), UInt8(ascii: ">"), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
    }

    /// `<|…|>` with any name, `<name>`, `</name>` and `<<NAME>>` with those that templates use.
    private mutating func angledToken(at start: Int, after: Int) -> Int? {
        var position = skipBlank(after)
        guard position < bytes.count else { return nil }
        var mark = TemplateMark.read(bytes, at: position)
        var angles = 1
        while mark.kind == .less, angles < 3 {
            angles += 1
            position = skipBlank(position + mark.length)
            guard position < bytes.count else { return nil }
            mark = TemplateMark.read(bytes, at: position)
        }
        let hasBar = mark.kind == .bar
        if hasBar { position += mark.length }
        guard let name = readName(from: position, isAny: hasBar, until: hasBar ? .bar : .greater) else { return nil }
        var end = name.end
        if hasBar {
            end = skipBlank(end)
            guard end < bytes.count else { return nil }
            let close = TemplateMark.read(bytes, at: end)
            // A bar without `>` after it is a table's.
            guard close.kind == .greater else { return nil }
            end += close.length
        } else {
            guard TemplateTokens.angled.contains(ContextWords.hash(name.letters)) || isReserved(name.letters) else {
                return nil
            }
            for _ in 1..<max(2, angles) {
                let next = skipBlank(end)
                guard next < bytes.count else { break }
                let close = TemplateMark.read(bytes, at: next)
                guard angles > 1, close.kind == .greater else { break }
                end = next + close.length
            }
        }
        write(name.shown)
        return end
    }

    private func isReserved(_ name: [UInt8]) -> Bool {
        name.starts(with: "reserved".utf8) || name.starts(with: "extraid".utf8) || name.starts(with: "unused".utf8)
    }

    private mutating func bracketedToken(after: Int) -> Int? {
        guard let name = readName(from: after, isAny: false, until: .closeBracket),
            TemplateTokens.bracketed.contains(ContextWords.hash(name.letters))
        else { return nil }
        write(name.shown)
        return name.end
    }

    private mutating func write(_ name: [UInt8]) {
        result.append(UInt8(ascii: "("))
        result += name
        result.append(UInt8(ascii: ")"))
        isLineStart = false
    }

    /// The name up to a closing mark: its letters and digits, what is shown of it, and the end of the mark.
    private func readName(
        from start: Int,
        isAny: Bool,
        until close: TemplateMark
    ) -> (letters: [UInt8], shown: [UInt8], end: Int)? {
        var letters: [UInt8] = []
        var shown: [UInt8] = []
        var position = start
        var count = 0
        while position < bytes.count, count < Self.nameLimit * 2 {
            let (kind, length) = TemplateMark.read(bytes, at: position)
            if kind == close { return letters.isEmpty && !isAny ? nil : (letters, shown, position + length) }
            let next = bytes[position]
            switch kind {
            case .hidden, .space: break
            case .other:
                guard let folded = foldedLetter(position, length) else {
                    guard isAny || next == 95 || next == 47 || next == 45 else { return nil }
                    shown += bytes[position..<(position + length)]
                    break
                }
                letters.append(folded)
                shown.append(folded)
            default: return nil
            }
            count += 1
            guard letters.count <= Self.nameLimit else { return nil }
            position += length
        }
        return nil
    }

    /// The lower-case ASCII letter or digit that a character is or looks like (full-width forms, Cyrillic).
    private func foldedLetter(_ position: Int, _ length: Int) -> UInt8? {
        if length == 1 { return TextByte.isAlphanumeric(bytes[position]) ? TextByte.lowered(bytes[position]) : nil }
        var scalar = UInt32(bytes[position]) & (length == 4 ? 7 : length == 3 ? 15 : 31)
        for offset in 1..<length { scalar = scalar << 6 | UInt32(bytes[position + offset] & 63) }
        return LookAlikes.letter(scalar)
    }

    private func skipBlank(_ start: Int) -> Int {
        var position = start
        while position < bytes.count, position - start < 32 {
            let (kind, length) = TemplateMark.read(bytes, at: position)
            guard kind == .space || kind == .hidden else { break }
            position += length
        }
        return position
    }

    /// The colon of a turn that begins at a line's start, such as `Human:`.
    private func turn(at start: Int) -> Int? {
        var position = start
        var letters: [UInt8] = []
        while position < bytes.count, letters.count <= 10, position - start < 48 {
            let (kind, length) = TemplateMark.read(bytes, at: position)
            switch kind {
            case .colon:
                guard TemplateTokens.turns.contains(ContextWords.hash(letters)) else { return nil }
                // A space before the colon already keeps it from being a turn.
                return position > start && bytes[position - 1] == 32 ? nil : position
            case .other:
                guard let letter = foldedLetter(position, length), TextByte.isLetter(letter) else { return nil }
                letters.append(letter)
            case .hidden: break
            case .space: guard letters.isEmpty else { return nil }
            default: return nil
            }
            position += length
        }
        return nil
    }
}
