// The pattern language of rules, and its compiled form.
//
// A pattern is items with spaces between them, each of which is met by words of the text in order:
//   word           that word, without regard to case and accents
//   beginn*        any word that begins so
//   two_words      words that follow each other
//   a|b_c|<list>   any of these; lists are named in the rules file, by language
//   item?          the item or nothing
//   ..3            up to three words of any kind (1 to 20)
//   ^              only where a sentence, a line, a quotation or a clause begins; first item only
//   %              the sentence may end here
// Text in scripts without spaces is written without them; each of its characters is a word.
//
// Compiled, each item is a class. Words know the classes that they open; a pattern is tried where a word opens the
// class of its first item. So one walk over the words serves all rules.

private import WrightText

/// A compiled pattern.
struct RulePattern: Sendable {
    /// One step of a pattern.
    enum Step: Sendable, Hashable {
        /// Words of a class.
        case item(class: Int32, isOptional: Bool)
        /// Up to so many words of any kind.
        case gap(Int)
        /// The sentence may end here.
        case anyBreak
    }

    var rule: Int
    var steps: [Step]
    var beginsClause: Bool
}

/// What a word opens: a class by itself, or as the first of several words.
struct RuleEntry: Sendable {
    var classNumber: Int32
    /// The number of the phrase whose first word it is; -1 for none.
    var phrase: Int32
}

/// All patterns of a rule set in the form that the matcher walks.
struct RuleProgram: Sendable {
    private(set) var vocabulary = RuleVocabulary()
    private(set) var patterns: [RulePattern] = []
    /// By key: what the word opens.
    private(set) var entries: [[RuleEntry]] = []
    /// The keys of the words of phrases, behind the first.
    private(set) var phrases: [[Int32]] = []
    /// By class: the patterns that begin with it.
    private(set) var openers: [[Int32]] = []
    /// By key: whether the word, alone, opens the class of discussion (1) or of negation (2).
    private(set) var contextFlags: [UInt8] = []
    /// ``entries`` and ``openers`` one after another, with the place where each key's and each class's begin.
    private(set) var flatEntries: [RuleEntry] = []
    private(set) var entryStarts: [Int32] = []
    private(set) var flatOpeners: [Int32] = []
    private(set) var openerStarts: [Int32] = []
    private var classNumbers: [String: Int32] = [:]

    /// An error in a pattern: what is wrong with it.
    struct PatternFault: Error {
        var reason: String
    }

    /// Lists by language and name; `any` holds for all languages.
    typealias Lists = [String: [String: [String]]]

    private static let stepLimit = 24

    /// Compiles a pattern.
    mutating func add(_ text: String, language: String, rule: Int, lists: Lists) throws(PatternFault) {
        var steps: [RulePattern.Step] = []
        var beginsClause = false
        for (place, item) in text.split(separator: " ").enumerated() {
            if item == "^" {
                guard place == 0 else { throw PatternFault(reason: "'^' stands behind other items") }
                beginsClause = true
            } else if item == "%" {
                steps.append(.anyBreak)
            } else if item.hasPrefix("..") {
                guard let count = Int(item.dropFirst(2)), (1...20).contains(count) else {
                    throw PatternFault(reason: "'\(item)' is not '..1' to '..20'")
                }
                steps.append(.gap(count))
            } else {
                let isOptional = item.hasSuffix("?")
                let body = isOptional ? item.dropLast() : item
                let number = try classNumber(of: String(body), language: language, lists: lists)
                steps.append(.item(class: number, isOptional: isOptional))
            }
        }
        guard steps.count <= Self.stepLimit else { throw PatternFault(reason: "it has more than 24 items") }
        guard case .item(let first, false) = steps.first else {
            throw PatternFault(reason: "its first item may be left out")
        }
        if case .gap = steps.last { throw PatternFault(reason: "it ends with a gap") }
        openers[Int(first)].append(Int32(patterns.count))
        patterns.append(RulePattern(rule: rule, steps: steps, beginsClause: beginsClause))
    }

    /// The number of a class of words; the class is made if it is new.
    mutating func classNumber(of item: String, language: String, lists: Lists) throws(PatternFault) -> Int32 {
        let name = "\(language)/\(item)"
        if let known = classNumbers[name] { return known }
        let number = Int32(openers.count)
        classNumbers[name] = number
        openers.append([])
        for alternative in try Self.alternatives(of: item, language: language, lists: lists, depth: 0) {
            try add(alternative, to: number)
        }
        return number
    }

    /// Lays the program out for the matcher, and notes which words open the classes of discussion and of negation.
    mutating func seal(discussion: Int32?, negation: Int32?) {
        entryStarts = [0]
        for list in entries {
            flatEntries += list
            entryStarts.append(Int32(flatEntries.count))
        }
        openerStarts = [0]
        for list in openers {
            flatOpeners += list
            openerStarts.append(Int32(flatOpeners.count))
        }
        contextFlags = entries.map { list in
            var flags: UInt8 = 0
            for entry in list {
                if entry.classNumber == discussion { flags |= entry.phrase < 0 ? 1 : 4 }
                if entry.classNumber == negation { flags |= entry.phrase < 0 ? 2 : 8 }
            }
            return flags
        }
    }

    private static func alternatives(
        of item: String,
        language: String,
        lists: Lists,
        depth: Int
    ) throws(PatternFault) -> [String] {
        guard depth < 4 else { throw PatternFault(reason: "its lists name one another in a ring") }
        var result: [String] = []
        for part in item.split(separator: "|") {
            guard part.hasPrefix("<") else {
                result.append(String(part))
                continue
            }
            guard part.hasSuffix(">"), part.count > 2 else { throw PatternFault(reason: "'\(part)' is not closed") }
            let name = String(part.dropFirst().dropLast())
            guard let list = lists[language]?[name] ?? lists["any"]?[name] else {
                throw PatternFault(reason: "there is no list '\(name)' of '\(language)'")
            }
            for entry in list {
                result += try alternatives(of: entry, language: language, lists: lists, depth: depth + 1)
            }
        }
        guard !result.isEmpty else { throw PatternFault(reason: "an item is empty") }
        return result
    }

    private mutating func add(_ alternative: String, to number: Int32) throws(PatternFault) {
        let isBeginning = alternative.hasSuffix("*")
        let words = RuleWords.split(isBeginning ? String(alternative.dropLast()) : alternative)
        guard !words.isEmpty else { throw PatternFault(reason: "'\(alternative)' holds no word") }
        if isBeginning, let last = words.last, last.isSingle == false, last.length < 2 {
            throw PatternFault(reason: "'\(alternative)' is too short for a beginning")
        }
        let keys = words.enumerated()
            .map { place, word in
                let isOpen = isBeginning && place == words.count - 1 && !word.isSingle
                return vocabulary.key(of: word.hash, isBeginning: isOpen)
            }
        while entries.count < vocabulary.count { entries.append([]) }
        var phrase: Int32 = -1
        if keys.count > 1 {
            phrase = Int32(phrases.count)
            phrases.append(Array(keys.dropFirst()))
        }
        entries[Int(keys[0])].append(RuleEntry(classNumber: number, phrase: phrase))
    }
}

/// The words of a pattern, folded like those of texts.
enum RuleWords {
    /// A word of a pattern.
    struct Word {
        var hash: UInt64
        var length: Int
        /// Whether it is one character of a script without spaces.
        var isSingle: Bool
    }

    /// Cuts a text at its underscores, and characters of scripts without spaces apart.
    static func split(_ text: String) -> [Word] {
        let table = RuleCharacters.shared.table
        var words: [Word] = []
        var bytes: [UInt8] = []
        var length = 0
        func end() {
            guard length > 0 else { return }
            words.append(Word(hash: WordScanner.hash(bytes), length: length, isSingle: false))
            bytes.removeAll()
            length = 0
        }
        for scalar in composed(text) {
            let entry = table[scalar]
            switch entry >> 24 {
            case RuleCharacters.letter:
                _ = CharacterFolding.append(entry & 0xFF_FFFF, to: &bytes)
                length += 1
            case RuleCharacters.single:
                end()
                var single: [UInt8] = []
                _ = CharacterFolding.append(entry & 0xFF_FFFF, to: &single)
                words.append(Word(hash: WordScanner.hash(single), length: 1, isSingle: true))
            case RuleCharacters.ignored: continue
            default:
                // An apostrophe before a "t" belongs to the word, as in "don't".
                if scalar == 0x27, length > 0 { continue }
                end()
            }
        }
        end()
        return words
    }

    /// The characters of a text as the normaliser leaves them, but for look-alikes: a word of Cyrillic or Greek letters
    /// that all have a Latin twin stays what it is, as it does among other words of its script.
    private static func composed(_ text: String) -> [UInt32] {
        let bytes = Array(text.utf8)
            .withUnsafeBufferPointer { bytes in
                var folding = CharacterFolding(bytes)
                return folding.run().bytes
            }
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value)
    }
}
