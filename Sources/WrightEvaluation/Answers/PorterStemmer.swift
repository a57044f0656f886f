// Idea: English words are cut to a common stem by lists of suffixes.
// Source: Porter (1980), "An algorithm for suffix stripping", with the extensions that NLTK's PorterStemmer applies by
//   default, which `rouge-score` uses. Equality with NLTK is asserted on its words in TextOverlapParityTests.
// Deviation: none from NLTK's default mode.
// Data layout: ASCII letters and digits as bytes.

/// Porter's stemmer with NLTK's extensions, for figures that must equal those of `rouge-score`.
package struct PorterStemmer {
    private typealias Word = [UInt8]

    /// A suffix, what stands in its place, and the least measure of what is left.
    private struct Rule {
        let suffix: [UInt8]
        let replacement: [UInt8]
        let measure: Int

        init(_ suffix: String, _ replacement: String, _ measure: Int) {
            self.suffix = Array(suffix.utf8)
            self.replacement = Array(replacement.utf8)
            self.measure = measure
        }
    }

    /// The stem of a word in lower-case ASCII.
    package static func stem(_ word: [UInt8]) -> [UInt8] {
        if let irregular = irregularForms[String(decoding: word, as: UTF8.self)] { return irregular }
        guard word.count > 2 else { return word }
        return step5(step4(apply(step3Rules, to: step2(step1c(step1b(step1a(word)))))))
    }

    private static let irregularForms: [String: [UInt8]] = {
        let forms = [
            "sky": ["sky", "skies"], "die": ["dying"], "lie": ["lying"], "tie": ["tying"], "news": ["news"],
            "inning": ["innings", "inning"], "outing": ["outings", "outing"], "canning": ["cannings", "canning"],
            "howe": ["howe"], "proceed": ["proceed"], "exceed": ["exceed"], "succeed": ["succeed"],
        ]
        var table: [String: [UInt8]] = [:]
        for (stem, words) in forms { for word in words { table[word] = Array(stem.utf8) } }
        return table
    }()

    private static let step2Rules = [
        Rule("ational", "ate", 1), Rule("tional", "tion", 1), Rule("enci", "ence", 1), Rule("anci", "ance", 1),
        Rule("izer", "ize", 1), Rule("bli", "ble", 1), Rule("alli", "al", 1), Rule("entli", "ent", 1),
        Rule("eli", "e", 1), Rule("ousli", "ous", 1), Rule("ization", "ize", 1), Rule("ation", "ate", 1),
        Rule("ator", "ate", 1), Rule("alism", "al", 1), Rule("iveness", "ive", 1), Rule("fulness", "ful", 1),
        Rule("ousness", "ous", 1), Rule("aliti", "al", 1), Rule("iviti", "ive", 1), Rule("biliti", "ble", 1),
        Rule("fulli", "ful", 1),
    ]

    private static let step3Rules = [
        Rule("icate", "ic", 1), Rule("ative", "", 1), Rule("alize", "al", 1), Rule("iciti", "ic", 1),
        Rule("ical", "ic", 1), Rule("ful", "", 1), Rule("ness", "", 1),
    ]

    private static let step4Rules = [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
        "iti", "ous", "ive", "ize",
    ]
    .map { Rule($0, "", 2) }

    private static func step1a(_ word: Word) -> Word {
        if ends(word, "ies") { return word.dropLast(3) + Array((word.count == 4 ? "ie" : "i").utf8) }
        if ends(word, "sses") { return word.dropLast(2) }
        if ends(word, "ss") { return word }
        return ends(word, "s") ? word.dropLast() : word
    }

    private static func step1b(_ word: Word) -> Word {
        if ends(word, "ied") { return word.dropLast(3) + Array((word.count == 4 ? "ie" : "i").utf8) }
        if ends(word, "eed") { return measure(word.dropLast(3)) > 0 ? word.dropLast() : word }
        var stem: Word?
        for suffix in ["ed", "ing"] where stem == nil && ends(word, suffix) {
            let rest = Word(word.dropLast(suffix.utf8.count))
            if consonants(rest).contains(false) { stem = rest }
        }
        guard let stem else { return word }
        if ends(stem, "at") || ends(stem, "bl") || ends(stem, "iz") { return stem + [UInt8(ascii: "e")] }
        if endsInDoubleConsonant(stem) {
            let last = stem[stem.count - 1]
            return "lsz".utf8.contains(last) ? stem : stem.dropLast()
        }
        return measure(stem) == 1 && endsInShortSyllable(stem) ? stem + [UInt8(ascii: "e")] : stem
    }

    private static func step1c(_ word: Word) -> Word {
        guard ends(word, "y"), word.count > 2, consonants(word)[word.count - 2] else { return word }
        return word.dropLast() + [UInt8(ascii: "i")]
    }

    private static func step2(_ word: Word) -> Word {
        if ends(word, "alli"), measure(word.dropLast(4)) > 0 { return step2(word.dropLast(2)) }
        if step2Rules.allSatisfy({ !word.suffixMatches($0.suffix) }), ends(word, "logi") {
            return measure(word.dropLast(3)) > 0 ? word.dropLast() : word
        }
        return apply(step2Rules, to: word)
    }

    private static func step4(_ word: Word) -> Word {
        guard let rule = step4Rules.first(where: { word.suffixMatches($0.suffix) }) else { return word }
        let rest = Word(word.dropLast(rule.suffix.count))
        guard measure(rest) >= rule.measure else { return word }
        if rule.suffix.elementsEqual("ion".utf8), let last = rest.last, !"st".utf8.contains(last) { return word }
        return rest
    }

    private static func step5(_ word: Word) -> Word {
        var word = word
        if ends(word, "e") {
            let rest = Word(word.dropLast())
            let size = measure(rest)
            if size > 1 || size == 1 && !endsInShortSyllable(rest) { word = rest }
        }
        if ends(word, "ll"), measure(word.dropLast()) > 1 { word = word.dropLast() }
        return word
    }

    /// The first rule whose suffix fits decides, whether its condition holds or not.
    private static func apply(_ rules: [Rule], to word: Word) -> Word {
        guard let rule = rules.first(where: { word.suffixMatches($0.suffix) }) else { return word }
        let rest = Word(word.dropLast(rule.suffix.count))
        return measure(rest) >= rule.measure ? rest + rule.replacement : word
    }

    private static func ends(_ word: Word, _ suffix: String) -> Bool {
        word.count >= suffix.utf8.count && word.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    /// For each letter whether it is a consonant; a y is one unless it follows one.
    private static func consonants(_ word: Word) -> [Bool] {
        var flags: [Bool] = []
        flags.reserveCapacity(word.count)
        for letter in word {
            switch letter {
            case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"):
                flags.append(false)
            case UInt8(ascii: "y"): flags.append(flags.last.map { !$0 } ?? true)
            default: flags.append(true)
            }
        }
        return flags
    }

    /// How often a vowel is followed by a consonant.
    private static func measure(_ word: Word) -> Int {
        let flags = consonants(word)
        return zip(flags, flags.dropFirst()).count { !$0 && $1 }
    }

    private static func endsInDoubleConsonant(_ word: Word) -> Bool {
        guard word.count >= 2, word[word.count - 1] == word[word.count - 2] else { return false }
        return consonants(word)[word.count - 1]
    }

    /// Consonant, vowel, consonant other than w, x, y; or vowel, consonant alone.
    private static func endsInShortSyllable(_ word: Word) -> Bool {
        let flags = consonants(word)
        let count = word.count
        if count == 2 { return !flags[0] && flags[1] }
        guard count >= 3, flags[count - 3], !flags[count - 2], flags[count - 1] else { return false }
        return !"wxy".utf8.contains(word[count - 1])
    }
}

extension [UInt8] {
    fileprivate func suffixMatches(_ ending: [UInt8]) -> Bool {
        count >= ending.count && suffix(ending.count).elementsEqual(ending)
    }
}
