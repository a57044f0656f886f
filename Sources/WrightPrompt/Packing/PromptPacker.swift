// Idea: parts that never change stand first, in a fixed order, so that a provider's prompt cache finds the same
// beginning again; the budget is given out by priority, whole parts first, then what is left to parts that may be
// shortened at a line or sentence. What did not fit is reported by name and size. Source: the priority cut of Priompt,
// without its cost for the cache: here priorities never change the order.

internal import WrightCore
internal import WrightTrace

/// A part of a prompt that may or may not fit.
public struct PromptPart: Sendable, Hashable {
    /// What may be done to a part that does not fit.
    public enum Shortening: Sendable, Hashable {
        /// It is left out.
        case none
        /// Its end is cut off.
        case end
        /// Its beginning is cut off.
        case beginning
    }

    /// The name, for reports.
    public var name: String
    /// The text.
    public var text: String
    /// Which parts stay when not all fit: those with higher numbers.
    public var priority: Int
    /// Whether packing fails without it.
    public var isRequired: Bool
    /// Whether it is the same from call to call; such parts stand first.
    public var isStable: Bool
    /// What may be done if it does not fit.
    public var shortening: Shortening

    /// Makes a part.
    public init(
        name: String,
        text: String,
        priority: Int = 0,
        isRequired: Bool = false,
        isStable: Bool = false
    ) {
        self.name = name
        self.text = text
        self.priority = priority
        self.isRequired = isRequired
        self.isStable = isStable
        shortening = .none
    }
}

/// Parts that fit a budget.
public struct PackedPrompt: Sendable, Hashable {
    /// A part that stayed.
    public struct Part: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its text, perhaps shortened.
        public let text: String
        /// Its tokens.
        public let tokenCount: Int
    }

    /// A part that did not fit as it was.
    public struct Cut: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its tokens before.
        public let tokenCount: Int
        /// Its tokens now; 0 for a part that was left out.
        public let keptTokenCount: Int
    }

    /// The parts in the order of the prompt: stable ones first, each group in the order given.
    public let parts: [Part]
    /// What was cut, in the order given.
    public let cut: [Cut]
    /// The parts joined.
    public let text: String
    /// The tokens of the whole.
    public let tokenCount: Int
    /// Bytes at the beginning that belong to stable parts.
    public let stablePrefixByteCount: Int
}

/// Fits parts into a token budget.
public struct PromptPacker: Sendable {
    private let budget: Int
    private let separator: String
    private let count: @Sendable (String) -> Int

    /// Takes a budget and a way to count tokens.
    ///
    /// - Parameters:
    ///   - budget: The tokens that the whole may have, separators included.
    ///   - separator: What stands between two parts.
    ///   - count: Counts the tokens of a text.
    public init(budget: Int, separator: String = "\n\n", count: @escaping @Sendable (String) -> Int) {
        self.budget = budget
        self.separator = separator
        self.count = count
    }

    /// Fits parts, and notes in the current span what was cut: names and sizes, never texts.
    ///
    /// - Throws: ``PromptError`` with code `budgetTooSmall` where the required parts do not fit.
    /// - Complexity: One count a part, and about 12 for each part that is shortened.
    public func pack(_ parts: [PromptPart]) throws(PromptError) -> PackedPrompt {
        let parts = parts.filter { !$0.text.isEmpty }
        let sizes = parts.map { count($0.text) }
        let gap = separator.isEmpty ? 0 : count(separator)
        let required = parts.indices.filter { parts[$0].isRequired }
        let needed = required.reduce(0) { $0 + sizes[$1] } + gap * max(0, required.count - 1)
        guard needed <= budget else {
            throw .budgetTooSmall(needed: needed, budget: budget, parts: required.map { parts[$0].name })
        }
        var kept: [Int: (text: String, tokenCount: Int)] = [:]
        for index in required { kept[index] = (parts[index].text, sizes[index]) }
        var left = budget - needed
        let optional = parts.indices.filter { !parts[$0].isRequired }
            .sorted { (parts[$0].priority, -$0) > (parts[$1].priority, -$1) }
        for index in optional {
            let cost = kept.isEmpty ? 0 : gap
            if sizes[index] + cost <= left {
                kept[index] = (parts[index].text, sizes[index])
                left -= sizes[index] + cost
            } else if let short = shortened(parts[index], to: left - cost) {
                kept[index] = short
                left -= short.tokenCount + cost
            }
        }
        let packed = assembled(parts, sizes, kept)
        Self.note(packed.cut)
        return packed
    }

    private static func note(_ cuts: [PackedPrompt.Cut]) {
        guard !cuts.isEmpty else { return }
        let dropped = cuts.map { max(0, $0.tokenCount - $0.keptTokenCount) }
        TraceScope.event(
            "pack",
            [
                TraceAttribute(.droppedTokenCount, .int(dropped.reduce(0, +))),
                TraceAttribute(.droppedParts, .array(cuts.map { .string($0.name) })),
                TraceAttribute(.droppedPartTokens, .array(dropped.map { .int($0) })),
            ]
        )
    }

    /// Joins what is kept; tokens may join across parts, so the whole is counted once more and cut until it fits.
    private func assembled(
        _ parts: [PromptPart],
        _ sizes: [Int],
        _ chosen: [Int: (text: String, tokenCount: Int)]
    ) -> PackedPrompt {
        var kept = chosen
        while true {
            let order = kept.keys.sorted { (parts[$0].isStable ? 0 : 1, $0) < (parts[$1].isStable ? 0 : 1, $1) }
            let text = order.compactMap { kept[$0]?.text }.joined(separator: separator)
            let total = count(text)
            let droppable = order.filter { !parts[$0].isRequired }
            if total > budget, let last = droppable.min(by: { (parts[$0].priority, -$0) < (parts[$1].priority, -$1) }) {
                kept[last] = nil
                continue
            }
            let stable = order.filter { parts[$0].isStable }.compactMap { kept[$0]?.text }.joined(separator: separator)
            let cuts = parts.indices.filter { kept[$0]?.text != parts[$0].text }
                .map {
                    PackedPrompt.Cut(
                        name: parts[$0].name,
                        tokenCount: sizes[$0],
                        keptTokenCount: kept[$0]?.tokenCount ?? 0
                    )
                }
            return PackedPrompt(
                parts: order.compactMap { index in
                    kept[index].map { .init(name: parts[index].name, text: $0.text, tokenCount: $0.tokenCount) }
                },
                cut: cuts,
                text: text,
                tokenCount: total,
                stablePrefixByteCount: stable.utf8.count
            )
        }
    }

    /// The longest beginning or end of a part, cut where a line or sentence ends, that fits.
    private func shortened(_ part: PromptPart, to limit: Int) -> (text: String, tokenCount: Int)? {
        guard part.shortening != .none, limit > 0 else { return nil }
        let places = Self.breaks(part.text)
        var low = 0
        var high = places.count
        var best: (text: String, tokenCount: Int)?
        while low < high {
            let middle = (low + high) / 2
            let place = part.shortening == .end ? places[middle] : places[places.count - 1 - middle]
            let index = part.text.utf8.index(part.text.startIndex, offsetBy: place)
            let text = String(part.shortening == .end ? part.text[..<index] : part.text[index...])
            let size = count(text)
            if size <= limit {
                best = (text, size)
                low = middle + 1
            } else {
                high = middle
            }
        }
        return best
    }

    /// Places after a line, a sentence or, failing those, a word.
    private static func breaks(_ text: String) -> [Int] {
        let bytes = Array(text.utf8)
        func places(_ isBreak: (Int) -> Bool) -> [Int] { bytes.indices.dropFirst().filter(isBreak) }
        let sentences = places { place in
            bytes[place - 1] == 10 || (bytes[place] == 32 && Array(".!?".utf8).contains(bytes[place - 1]))
        }
        return sentences.isEmpty ? places { bytes[$0] == 32 } : sentences
    }
}
