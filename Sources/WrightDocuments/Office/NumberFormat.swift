/// Writes list numbers as word processors do.
enum NumberFormat: Equatable {
    case bullet
    case none
    case decimal
    case paddedDecimal
    case lowerLetter
    case upperLetter
    case lowerRoman
    case upperRoman

    /// The format of an Office Open XML name; scripts that are not known count in decimals.
    init(word name: String) {
        switch name {
        case "bullet": self = .bullet
        case "none": self = .none
        case "decimalZero": self = .paddedDecimal
        case "lowerLetter": self = .lowerLetter
        case "upperLetter": self = .upperLetter
        case "lowerRoman": self = .lowerRoman
        case "upperRoman": self = .upperRoman
        default: self = .decimal
        }
    }

    /// The format of an OpenDocument `num-format`.
    init(openDocument sign: String) {
        switch sign {
        case "": self = .none
        case "a": self = .lowerLetter
        case "A": self = .upperLetter
        case "i": self = .lowerRoman
        case "I": self = .upperRoman
        default: self = .decimal
        }
    }

    /// The number as text.
    func text(_ number: Int) -> String {
        switch self {
        case .bullet, .none: ""
        case .decimal: String(number)
        case .paddedDecimal: number < 10 ? "0\(number)" : String(number)
        case .lowerLetter: Self.letters(number, first: 97)
        case .upperLetter: Self.letters(number, first: 65)
        case .lowerRoman: Self.roman(number).lowercased()
        case .upperRoman: Self.roman(number)
        }
    }

    /// a … z, aa … zz: the letter repeated once more after each round.
    private static func letters(_ number: Int, first: UInt8) -> String {
        guard number > 0, number <= 780 else { return String(number) }
        let letter = String(Unicode.Scalar(first + UInt8((number - 1) % 26)))
        return String(repeating: letter, count: (number - 1) / 26 + 1)
    }

    private static func roman(_ number: Int) -> String {
        guard number > 0, number < 4000 else { return String(number) }
        let signs = [
            (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
            (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
        ]
        var rest = number
        var text = ""
        for (value, sign) in signs {
            while rest >= value {
                text += sign
                rest -= value
            }
        }
        return text
    }
}
