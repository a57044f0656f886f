/// What the scanner does at each byte, and the special tokens that may begin there.
struct WordPieceBytes: Sendable {
    /// What a byte of the source is; a byte at which a special token may begin has `mayBeSpecial` added.
    enum Class {
        static let word: UInt8 = 0
        static let space: UInt8 = 1
        static let alone: UInt8 = 2
        static let removed: UInt8 = 3
        static let other: UInt8 = 4
        static let mayBeSpecial: UInt8 = 0x80
    }

    /// The class of each byte.
    let classes: [UInt8]
    /// What each ASCII byte becomes.
    let lowercase: [UInt8]
    /// Special tokens, the longest first, with their numbers.
    let specials: [(text: [UInt8], id: Int32)]

    init(characters: WordPieceCharacters, specials: [(text: [UInt8], id: Int32)]) {
        var classes = [UInt8](repeating: Class.other, count: 256)
        var lowercase = [UInt8](0...255)
        for byte in UInt32(0)..<128 {
            let outcome = characters.table[byte]
            switch outcome >> 24 {
            case WordPieceCharacters.Kind.word: classes[Int(byte)] = Class.word
            case WordPieceCharacters.Kind.mapped:
                classes[Int(byte)] = Class.word
                lowercase[Int(byte)] = UInt8(truncatingIfNeeded: outcome)
            case WordPieceCharacters.Kind.space: classes[Int(byte)] = Class.space
            case WordPieceCharacters.Kind.alone: classes[Int(byte)] = Class.alone
            default: classes[Int(byte)] = Class.removed
            }
        }
        for special in specials {
            guard let first = special.text.first else { continue }
            classes[Int(first)] |= Class.mayBeSpecial
        }
        self.classes = classes
        self.lowercase = lowercase
        self.specials = specials.sorted { $0.text.count > $1.text.count }
    }

    /// The longest special token that begins at an offset.
    func special(in source: UnsafeBufferPointer<UInt8>, at offset: Int) -> (length: Int, id: Int32)? {
        for special in specials where special.text.count <= source.count - offset {
            if special.text.indices.allSatisfy({ source[offset + $0] == special.text[$0] }) {
                return (special.text.count, special.id)
            }
        }
        return nil
    }
}
