/// A run of text, and what in it a reader would not see.
struct VisibleText {
    /// A piece that is not shown.
    struct Hidden {
        var text: String
        var reason: HiddenText.Reason
    }

    /// What is shown.
    private(set) var text = ""
    /// What is not, neighbours of the same reason joined.
    private(set) var hidden: [Hidden] = []
    private var endsHidden = false

    /// Whether nothing but white space is shown.
    var isBlank: Bool { text.unicodeScalars.allSatisfy { $0.properties.isWhitespace } }

    /// Adds text that is shown, or hidden for a reason.
    mutating func append(_ piece: String, hiddenAs reason: HiddenText.Reason?) {
        guard !piece.isEmpty else { return }
        guard let reason else {
            text += piece
            endsHidden = false
            return
        }
        if endsHidden, hidden.last?.reason == reason {
            hidden[hidden.count - 1].text += piece
        } else {
            hidden.append(Hidden(text: piece, reason: reason))
        }
        endsHidden = true
    }

    /// Adds another text, all of it hidden where a reason is given.
    mutating func append(_ other: VisibleText, hiddenAs reason: HiddenText.Reason? = nil) {
        append(other.text, hiddenAs: reason)
        hidden += other.hidden
        if !other.hidden.isEmpty { endsHidden = false }
    }

    /// Hands what is hidden to a document, and forgets it.
    mutating func moveHidden(to builder: inout DocumentBuilder) {
        for piece in hidden { builder.hidden(piece.text, reason: piece.reason) }
        hidden = []
    }
}

/// What colours in documents say about legibility.
enum OfficeColor {
    /// Whether `RRGGBB` is so near to white that it cannot be read on white: each channel at least 0xF0.
    static func isNearWhite(_ value: String) -> Bool {
        guard let channels = channels(value) else { return false }
        return channels.allSatisfy { $0 >= 0xF0 }
    }

    /// Whether a background of this colour makes white text readable.
    static func isDark(_ value: String) -> Bool {
        guard let channels = channels(value) else { return false }
        return channels[0] * 299 + channels[1] * 587 + channels[2] * 114 < 200_000
    }

    /// The three channels of `RRGGBB`, `#RRGGBB` or `AARRGGBB`.
    private static func channels(_ value: String) -> [Int]? {
        let digits = value.drop { $0 == "#" }.suffix(6)
        guard digits.utf8.count == 6, let number = Int(digits, radix: 16) else { return nil }
        return [number >> 16 & 0xFF, number >> 8 & 0xFF, number & 0xFF]
    }
}
