// Idea: each value gets a numbered placeholder of its kind, the same value the same one, so that a model can still tell
// two persons apart. A text that holds something like a placeholder already has that piece put away too, as a value of
// its own: so no placeholder ever equals text that was there before, and restoring gives back exactly what was given.
private import Synchronization
private import WrightCore

/// Takes personal data and secrets out of the texts of one request, and puts them back into its answer.
///
/// ```swift
/// let vault = RedactionVault()
/// vault.redact("Write to ann@example.org")   // "Write to [EMAIL_1]"
/// vault.restore("I wrote to [EMAIL_1].")     // "I wrote to ann@example.org."
/// ```
///
/// The values are in memory only, as ``WrightCore/Secret``, and go with the vault. Make one for each request: what one
/// user gave must never be put into another's answer.
public final class RedactionVault: Sendable {
    private struct State {
        var values: [[UInt8]: Secret] = [:]
        var placeholders: [ContentHash: [UInt8]] = [:]
        var counts: [String: Int] = [:]
    }

    private let scanner: PersonalDataScanner
    private let state = Mutex(State())

    /// The length of the longest placeholder that is looked for.
    static let placeholderLimit = 32
    /// Values that one vault holds; of more, no value is put away, but each is replaced for good.
    private static let valueLimit = 100_000

    /// Makes an empty vault.
    ///
    /// - Parameter types: What is redacted; all but web addresses by default.
    public init(types: Set<PersonalDataType> = PersonalDataType.redactedByDefault) {
        scanner = PersonalDataScanner(types: types)
    }

    /// The text with placeholders for what was found.
    public func redact(_ text: String) -> String {
        String(decoding: redact(Array(text.utf8)), as: UTF8.self)
    }

    /// The text with the values for the placeholders that this vault gave out; others stay.
    public func restore(_ text: String) -> String {
        var restorer = restorer()
        return restorer.receive(text) + restorer.finish()
    }

    /// Restores an answer that comes in pieces.
    public func restorer() -> StreamRestorer {
        StreamRestorer(vault: self)
    }

    /// How many different values it holds.
    public var valueCount: Int { state.withLock { $0.values.count } }

    package func redact(_ bytes: [UInt8]) -> [UInt8] {
        let literals = Placeholder.ranges(in: bytes).map { (range: $0, label: "TEXT") }
        let matches = scanner.matches(in: bytes).map { (range: $0.range, label: $0.type.label) }
        guard !literals.isEmpty || !matches.isEmpty else { return bytes }
        var result: [UInt8] = []
        var position = 0
        for place in (literals + matches).sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            guard place.range.lowerBound >= position else { continue }
            result += bytes[position..<place.range.lowerBound]
            result += placeholder(for: bytes[place.range], label: place.label)
            position = place.range.upperBound
        }
        return result + bytes[position...]
    }

    private func placeholder(for value: ArraySlice<UInt8>, label: String) -> [UInt8] {
        let key = ContentHash(of: Array(label.utf8) + [0] + value)
        return state.withLock { state in
            if let known = state.placeholders[key] { return known }
            guard state.values.count < Self.valueLimit else { return Array("[\(label)]".utf8) }
            let number = state.counts[label, default: 0] + 1
            state.counts[label] = number
            let placeholder = Array("[\(label)_\(number)]".utf8)
            state.placeholders[key] = placeholder
            state.values[placeholder] = Secret(String(decoding: value, as: UTF8.self))
            return placeholder
        }
    }

    fileprivate func value(of placeholder: [UInt8]) -> [UInt8]? {
        state.withLock { $0.values[placeholder]?.withValue { Array($0.utf8) } }
    }
}

/// Puts values back into an answer that comes in pieces, whose placeholders may be cut anywhere.
public struct StreamRestorer: Sendable {
    private let vault: RedactionVault
    private var held: [UInt8] = []

    fileprivate init(vault: RedactionVault) {
        self.vault = vault
    }

    /// Takes a piece, and returns what can be shown.
    public mutating func receive(_ piece: String) -> String {
        var result: [UInt8] = []
        for byte in piece.utf8 {
            if byte == UInt8(ascii: "[") {
                result += held
                held = [byte]
            } else if held.isEmpty {
                result.append(byte)
            } else {
                held.append(byte)
                if byte == UInt8(ascii: "]") {
                    result += vault.value(of: held.filter { $0 != UInt8(ascii: "\\") }) ?? held
                    held = []
                } else if held.count > RedactionVault.placeholderLimit || !Placeholder.isPart(byte) {
                    result += held
                    held = []
                }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Ends the answer, and returns what was held back.
    public mutating func finish() -> String {
        defer { held = [] }
        return String(decoding: held, as: UTF8.self)
    }
}

/// The form of placeholders: `[LABEL_1]`, where Markdown may have put a backslash before marks.
enum Placeholder {
    static func isPart(_ byte: UInt8) -> Bool {
        TextByte.isUpper(byte) || TextByte.isDigit(byte) || byte == 95 || byte == UInt8(ascii: "\\")
    }

    /// Where a text holds something of that form, also with backslashes in it.
    static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start: Int?
        for (position, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "[") {
                start = position
            } else if let begin = start {
                if byte == UInt8(ascii: "]") {
                    if isForm(bytes[(begin + 1)..<position]) { ranges.append(begin..<(position + 1)) }
                    start = nil
                } else if !isPart(byte) || position - begin > RedactionVault.placeholderLimit {
                    start = nil
                }
            }
        }
        return ranges
    }

    private static func isForm(_ body: ArraySlice<UInt8>) -> Bool {
        guard let last = body.last(where: { $0 != UInt8(ascii: "\\") }), TextByte.isDigit(last) else { return false }
        return body.contains(95) && body.contains(where: TextByte.isUpper)
    }
}
