internal import Testing
internal import WrightCore
internal import WrightGuard

/// Ways to write a text so that a reader can get it back.
enum CanaryWriting {
    typealias Way = (name: String, write: @Sendable (String, inout SeededRandom) -> String)

    private static func hexadecimal(_ text: String) -> [String] {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }
    }

    static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array(text.utf8)
        var result = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var value = group.reduce(0) { $0 << 8 | Int($1) }
            value <<= 8 * (3 - group.count)
            for place in 0..<4 {
                result.append(place <= group.count ? alphabet[value >> (18 - 6 * place) & 63] : "=")
            }
        }
        return result
    }

    private static func shifted(_ text: String, _ distance: UInt8) -> String {
        String(
            decoding: text.utf8.map { byte in
                switch byte {
                case 97...122: (byte - 97 + distance) % 26 + 97
                case 65...90: (byte - 65 + distance) % 26 + 65
                default: byte
                }
            },
            as: UTF8.self
        )
    }

    /// Ways whose result can be written another way again.
    static let encodings: [Way] = [
        ("upper", { text, _ in text.uppercased() }), ("reversed", { text, _ in String(text.reversed()) }),
        ("rot13", { text, _ in shifted(text, 13) }),
        ("caesar", { text, random in shifted(text, .random(in: 1...25, using: &random)) }),
        (
            "base64",
            { text, random in
                let before = String(repeating: "k", count: Int.random(in: 0...4, using: &random))
                return base64(before + text + ["", "!", " is it", "xyz"][Int.random(in: 0..<4, using: &random)])
            }
        ),
        ("hexadecimal", { text, _ in hexadecimal(text).joined() }),
        ("percent", { text, _ in hexadecimal(text).map { "%" + $0 }.joined() }),
        ("entities", { text, _ in text.utf8.map { "&#\($0);" }.joined() }),
        ("unicode escapes", { text, _ in hexadecimal(text).map { "\\u00" + $0 }.joined() }),
    ]

    /// Ways to lay a text out.
    static let layouts: [Way] = [
        ("plain", { text, _ in text }), ("spaced", { text, _ in text.map(String.init).joined(separator: " ") }),
        ("dashed", { text, _ in text.map(String.init).joined(separator: "-") }),
        ("lines", { text, _ in text.map(String.init).joined(separator: "\n") }),
        ("zero-width", { text, _ in text.map(String.init).joined(separator: "\u{200B}") }),
        (
            "groups",
            { text, random in
                var result = ""
                for character in text {
                    result.append(character)
                    if Int.random(in: 0..<4, using: &random) == 0 {
                        result += [" ", "\n", " - ", "`, `"][Int.random(in: 0..<4, using: &random)]
                    }
                }
                return result
            }
        ),
        ("emphasis", { text, _ in text.map { "**\($0)**" }.joined(separator: " ") }),
    ]

    /// Ways that need letters and digits as they are.
    static let letterings: [Way] = [
        (
            "homoglyphs",
            { text, random in
                let map: [Character: String] = [
                    "a": "а", "c": "с", "e": "е", "p": "р", "x": "х", "y": "у", "s": "ѕ", "h": "һ", "o": "о", "j": "ј",
                    "k": "к",
                ]
                return text.map { Bool.random(using: &random) ? map[$0] ?? String($0) : String($0) }.joined()
            }
        ),
        (
            "full width",
            { text, _ in
                String(String.UnicodeScalarView(text.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
            }
        ),
        (
            "mathematical",
            { text, _ in
                String(
                    String.UnicodeScalarView(
                        text.unicodeScalars.compactMap { $0.value >= 97 ? Unicode.Scalar(0x1D41A + $0.value - 97) : $0 }
                    )
                )
            }
        ),
        (
            "leet",
            { text, _ in
                let map: [Character: String] = ["a": "4", "e": "3", "s": "$", "t": "7", "g": "9", "b": "8", "o": "0"]
                return text.map { map[$0] ?? String($0) }.joined()
            }
        ),
        (
            "numbered lines",
            { text, _ in text.enumerated().map { "\($0.offset + 1). \($0.element)" }.joined(separator: "\n") }
        ),
        ("decimal codes", { text, _ in text.utf8.map { "\($0)" }.joined(separator: " ") }),
        ("listed codes", { text, _ in "[" + text.utf8.map { "\($0)" }.joined(separator: ", ") + "]" }),
        ("hexadecimal codes", { text, _ in hexadecimal(text).map { "0x" + $0 }.joined(separator: ", ") }),
        (
            "binary",
            { text, _ in
                text.utf8
                    .map { byte in
                        let digits = String(byte, radix: 2)
                        return String(repeating: "0", count: 8 - digits.count) + digits
                    }
                    .joined(separator: " ")
            }
        ),
        (
            "swapped case",
            { text, random in text.map { Bool.random(using: &random) ? $0.uppercased() : String($0) }.joined() }
        ),
        (
            "spelling words",
            { text, _ in
                let words = [
                    "Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett",
                    "Kilo", "Lima",
                    "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Uniform", "Victor",
                    "Whiskey",
                    "Xray", "Yankee", "Zulu",
                ]
                let digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
                return text.utf8.map { $0 >= 97 ? words[Int($0) - 97] : digits[Int($0) - 48] }.joined(separator: ", ")
            }
        ),
    ]
}

@Suite struct CanaryTests {
    private static func canary(_ random: inout SeededRandom) -> Canary {
        Canary(randomBytes: (0..<24).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    /// What is shown of an answer that comes in random pieces.
    private static func shown(_ answer: String, _ canary: Canary, _ random: inout SeededRandom) -> (
        text: String, isCut: Bool
    ) {
        var configuration = OutputFilter.Configuration()
        configuration.canary = canary
        configuration.rendering = .plainText
        var filter = OutputFilter(configuration)
        var text = ""
        var rest = Array(answer.unicodeScalars)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...9, using: &random))
            rest = rest.dropFirst(piece.count)
            text += filter.receive(String(String.UnicodeScalarView(piece)))
        }
        text += filter.finish()
        return (text, filter.isCut)
    }

    @Test func catchesEveryPlainCanaryBeforeAnyOfItIsShown() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<100 {
            let canary = Self.canary(&random)
            let before = ["Sure: ", "The word is\n", "", "x"].randomElement(using: &random) ?? ""
            let (text, isCut) = Self.shown(before + canary.text + " was it.", canary, &random)
            #expect(isCut)
            #expect(before.hasPrefix(text.replacing("[The answer was cut here.]", with: "").prefix { $0 != " " }))
            #expect(!text.contains(canary.text.prefix(3)))
        }
    }

    @Test func catchesEncodedCanaries() {
        var random = SeededRandom(seed: 2)
        var missed: [String: Int] = [:]
        var caught = 0
        var total = 0
        var leaked: [String: String] = [:]
        func check(_ name: String, _ text: String, _ canary: Canary) {
            total += 1
            let before = "Here you are, as asked: "
            let (shown, isCut) = Self.shown(before + text + "\nThat is all.", canary, &random)
            guard isCut else {
                missed[name, default: 0] += 1
                return
            }
            caught += 1
            // Letters and digits of the way of writing may stand before the cut, and in numbered lines the digits that
            // the canary begins with.
            let tail = shown.dropFirst(before.count).replacing("[The answer was cut here.]", with: "")
            let count = tail.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.count
            let allowed = ["base64": 7, "unicode": 3, "numbered": 6][name.prefix { $0.isLetter || $0.isNumber }] ?? 0
            if count > allowed { leaked[name, default: ""] = String(tail) }
        }
        for _ in 0..<13 {
            let canary = Self.canary(&random)
            let texts = [canary.text]
            for text in texts {
                for lettering in CanaryWriting.letterings {
                    check(lettering.name, lettering.write(text, &random), canary)
                }
                for layout in CanaryWriting.layouts {
                    check(layout.name, layout.write(text, &random), canary)
                    for encoding in CanaryWriting.encodings {
                        let encoded = encoding.write(text, &random)
                        check("\(encoding.name), \(layout.name)", layout.write(encoded, &random), canary)
                    }
                }
            }
        }
        #expect(total >= 1000)
        #expect(Double(caught) >= 0.95 * Double(total))
        print("canary, one encoding in a layout: \(caught) of \(total); missed \(missed.sorted { $0.key < $1.key })")
        #expect(leaked == [:])
    }

    @Test func catchesCanariesInTwoEncodings() {
        var random = SeededRandom(seed: 3)
        var missed: [String: Int] = [:]
        var caught = 0
        var total = 0
        for _ in 0..<13 {
            let canary = Self.canary(&random)
            for first in CanaryWriting.encodings {
                for second in CanaryWriting.encodings {
                    total += 1
                    let text = second.write(first.write(canary.text, &random), &random)
                    if Self.shown("So: \(text) .", canary, &random).isCut {
                        caught += 1
                    } else {
                        missed["\(first.name) in \(second.name)", default: 0] += 1
                    }
                }
            }
        }
        #expect(total >= 1000)
        print("canary, two encodings: \(caught) of \(total); missed \(missed.sorted { $0.key < $1.key })")
        #expect(Double(caught) >= 0.95 * Double(total))
    }

    @Test func leavesOtherAnswers() {
        var random = SeededRandom(seed: 4)
        for _ in 0..<40 {
            let canary = Self.canary(&random)
            let other = Self.canary(&random)
            let answer = """
                The value is \(other.text), in base64 \(CanaryWriting.base64(other.text)). It has 24 characters, \
                0x41 0x42 are two codes; alpha, bravo and charlie are words. \
                https://example.org/a%20b?c=%7Bd%7D &amp; more.
                """
            let (text, isCut) = Self.shown(answer, canary, &random)
            #expect(!isCut)
            #expect(text == answer)
        }
    }
}
