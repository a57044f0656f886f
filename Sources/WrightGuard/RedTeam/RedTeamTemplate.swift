private import WrightCore

/// Fills the holes of probes: `{{first}}`, `{{second}}`, `{{canary}}`, `{{host}}`, `{{goal.NAME}}`, `{{filler.BYTES}}`.
struct RedTeamTemplate: Sendable, Hashable {
    let canary: RedTeamCanary
    let goals: [String: [String]]
    /// What choices among wordings start from.
    let seed: UInt64

    /// The most filler that a hole makes.
    static let fillerLimit = 1 << 20
    /// Goals may hold holes, but no goals.
    private static let depthLimit = 2

    /// The names of the holes of a text.
    static func holes(in text: String) -> [String] {
        parts(of: text).compactMap { part in if case .hole(let name) = part { name } else { nil } }
    }

    static func isKnown(_ hole: String, goals: [String: [String]]) -> Bool {
        if ["first", "second", "canary", "host"].contains(hole) { return true }
        if let name = after("goal.", hole) { return goals[name] != nil }
        if let count = after("filler.", hole) { return Int(count).map { (1...fillerLimit).contains($0) } ?? false }
        return false
    }

    /// The text with its holes filled; unknown holes stay as they are.
    func filled(_ text: String) -> String { filled(text, depth: 0) }

    private func filled(_ text: String, depth: Int) -> String {
        guard depth < Self.depthLimit, text.contains("{{") else { return text }
        return Self.parts(of: text)
            .map { part in
                switch part {
                case .text(let text): text
                case .hole(let name): value(of: name, depth: depth) ?? "{{\(name)}}"
                }
            }
            .joined()
    }

    private func value(of hole: String, depth: Int) -> String? {
        switch hole {
        case "first": return canary.first
        case "second": return canary.second
        case "canary": return canary.word
        case "host": return canary.host
        default: break
        }
        if let name = Self.after("goal.", hole), let wordings = goals[name], !wordings.isEmpty {
            var random = SeededRandom(seed: RedTeamSeed.mixed(seed, "goal " + name))
            return filled(wordings[Int.random(in: 0..<wordings.count, using: &random)], depth: depth + 1)
        }
        if let count = Self.after("filler.", hole), let count = Int(count) {
            return Self.filler(min(max(1, count), Self.fillerLimit), seed: seed)
        }
        return nil
    }

    private static func after(_ prefix: String, _ hole: String) -> String? {
        hole.hasPrefix(prefix) ? String(hole.dropFirst(prefix.count)) : nil
    }

    private static let fillerWords = [
        "the", "of", "garden", "report", "table", "river", "winter", "paper", "and", "a", "window", "letter", "train",
        "house", "with", "for", "morning", "street", "colour", "number",
    ]

    private static func filler(_ count: Int, seed: UInt64) -> String {
        var random = SeededRandom(seed: seed)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 16)
        while bytes.count < count {
            bytes += fillerWords[Int.random(in: 0..<fillerWords.count, using: &random)].utf8
            bytes.append(32)
        }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private enum Part {
        case text(String)
        case hole(String)
    }

    /// The text cut at its holes; a name of a hole is at most 64 bytes.
    private static func parts(of text: String) -> [Part] {
        let bytes = Array(text.utf8)
        var parts: [Part] = []
        var (start, index) = (0, 0)
        while index + 3 < bytes.count {
            guard bytes[index] == UInt8(ascii: "{"), bytes[index + 1] == UInt8(ascii: "{"),
                let end = bytes[(index + 2)...].prefix(66).firstRange(of: Array("}}".utf8))?.lowerBound
            else {
                index += 1
                continue
            }
            parts.append(.text(String(decoding: bytes[start..<index], as: UTF8.self)))
            parts.append(.hole(String(decoding: bytes[(index + 2)..<end], as: UTF8.self)))
            index = end + 2
            start = index
        }
        parts.append(.text(String(decoding: bytes[start...], as: UTF8.self)))
        return parts
    }
}
