// How much it says that hidden text speaks to somebody.
//
// Idea: authors write notes to one another, and code, into comments and descriptions, so words like "you" and "print"
// stand there without any harm; in tag characters or base64 they do not. Notes and code are told by their signs.

/// Weighs what hidden text says by where it stands.
enum ConcealedText {
    /// Hiding places that authors use.
    private static let authored: Set<String> = ["html-comment", "markdown-comment", "attribute", "image-text"]

    /// Words that notes of authors begin with.
    private static let notes: [StaticString] = [
        "todo", "fixme", "xxx", "note:", "hack:", "review", "eslint", "lint", "copyright", "licen", "deprecated",
        "generated", "region", "endif", "prettier",
    ]

    /// The factor for rules about hidden text: 1 where nothing legitimate is written, less in notes and code.
    static func factor(of view: NormalisedText.View) -> Double {
        authored.contains(view.encoding) ? factor(ofNotes: view.bytes) : 1
    }

    /// The factor for a text of the hidden channel, whose hiding place is not told; policies hold it to more anyway.
    static func factor(ofHidden bytes: [UInt8]) -> Double { 0.7 * factor(ofNotes: bytes) }

    private static func factor(ofNotes bytes: [UInt8]) -> Double {
        (isCode(bytes) ? 0.45 : 1) * (isNote(bytes) ? 0.6 : 1)
    }

    /// Whether more than one byte of thirty is a sign that prose hardly has.
    private static func isCode(_ bytes: [UInt8]) -> Bool {
        let signs = bytes.count { byte in
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "_"),
                UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "|"),
                UInt8(ascii: "`"), UInt8(ascii: "@"), UInt8(ascii: ">"), UInt8(ascii: "#"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
        return signs * 30 > bytes.count
    }

    /// Whether one of the words of notes stands in the beginning.
    private static func isNote(_ bytes: [UInt8]) -> Bool {
        let beginning = bytes.prefix(160).map { ByteClass.isLetter($0) ? $0 | 0x20 : $0 }
        return notes.contains { note in
            let count = note.utf8CodeUnitCount
            guard beginning.count >= count else { return false }
            return (0...beginning.count - count)
                .contains { start in
                    (0..<count).allSatisfy { beginning[start + $0] == note.utf8Start[$0] }
                }
        }
    }
}
