internal import WrightText

/// The questions that one document's sentences answer.
struct SentenceDrafts {
    let drafts: [QuestionDraft]

    /// How many bytes a sentence has that makes a good question.
    private static let lengths = 40...320
    private static let sentenceLimit = 2000

    init(_ document: SourceText, _ statistics: TermStatistics, _ analyzer: Analyzer) {
        let bytes = Array(document.text.utf8)
        let ranges = SentenceSegmenter().sentences(in: document.text).prefix(Self.sentenceLimit)
        var drafts: [QuestionDraft] = []
        for range in ranges where Self.lengths.contains(range.count) {
            let sentence = String(decoding: bytes[range], as: UTF8.self)
            guard Self.isProse(sentence) else { continue }
            let terms = analyzer.terms(in: sentence)
            guard terms.count >= 4 else { continue }
            let weight = terms.reduce(0) { $0 + statistics.weight($1.term) } / Double(terms.count)
            if let (subject, answer) = Self.definition(sentence) {
                let question = "What \(answer.hasPrefix("are ") ? "are" : "is") \(subject)?"
                let reference = String(answer.drop { $0 != " " }.dropFirst())
                drafts.append(
                    QuestionDraft(
                        question: question,
                        answer: Self.withoutStop(reference),
                        sentence: sentence,
                        range: range,
                        kind: "definition",
                        names: QuestionDraft.names(in: String(question.dropFirst("What is ".count))),
                        weight: weight
                    )
                )
            } else if let draft = Self.cloze(sentence, range, terms, statistics, weight) {
                drafts.append(draft)
            }
        }
        self.drafts = drafts + Self.headings(document, bytes, Array(ranges))
    }

    /// What a section is about, answered by its first sentence.
    private static func headings(_ document: SourceText, _ bytes: [UInt8], _ sentences: [Range<Int>]) -> [QuestionDraft]
    {
        document.sections.compactMap { section in
            guard let heading = section.path.last, (3...80).contains(heading.utf8.count) else { return nil }
            let inside = sentences.first {
                section.range.lowerBound <= $0.lowerBound && $0.upperBound <= section.range.upperBound
                    && lengths.contains($0.count)
            }
            guard let range = inside else { return nil }
            let sentence = String(decoding: bytes[range], as: UTF8.self)
            guard isProse(sentence) else { return nil }
            let isQuestion = heading.hasSuffix("?")
            let outer = section.path.dropLast().last.map { " in \($0)" } ?? ""
            return QuestionDraft(
                question: isQuestion ? heading : "What does the documentation say about \(heading)\(outer)?",
                answer: withoutStop(sentence),
                sentence: sentence,
                range: range,
                kind: "heading",
                names: isQuestion || outer.isEmpty ? [] : [heading],
                weight: 1
            )
        }
    }

    /// "X is a …": the subject, and the rest from the verb on.
    private static func definition(_ sentence: String) -> (subject: String, answer: String)? {
        for verb in [" is a ", " is an ", " is the ", " are the ", " refers to ", " means "] {
            guard let found = sentence.range(ofText: verb) else { continue }
            let subject = sentence[..<found.lowerBound]
            let words = subject.split(separator: " ")
            let first = words.first.map { $0.lowercased() } ?? ""
            guard (1...6).contains(words.count), !subject.contains(","),
                !["it", "this", "that", "there", "he", "she", "they", "which", "what", "these", "those"].contains(first)
            else { return nil }
            let name =
                ["the", "a", "an"].contains(first)
                ? first + subject.dropFirst(first.count) : String(subject)
            let rest = sentence[found.lowerBound...].dropFirst()
            return (name, String(rest))
        }
        return nil
    }

    /// The sentence with its weightiest number or name hidden.
    private static func cloze(
        _ sentence: String,
        _ range: Range<Int>,
        _ terms: [AnalyzedTerm],
        _ statistics: TermStatistics,
        _ weight: Double
    ) -> QuestionDraft? {
        let bytes = Array(sentence.utf8)
        func isSpecial(_ term: AnalyzedTerm) -> Bool {
            let first = bytes[term.range.lowerBound]
            let isNumber = bytes[term.range].contains { (0x30...0x39).contains($0) }
            return isNumber || term.range.lowerBound > 0 && (0x41...0x5A).contains(first)
        }
        let best = terms.filter(isSpecial).max { statistics.weight($0.term) < statistics.weight($1.term) }
        guard let best, best.range.count > 1 || (0x30...0x39).contains(bytes[best.range.lowerBound]) else { return nil }
        // A number keeps its decimals and signs: the whole run between blanks, less what ends a sentence.
        let isEnd: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0A || $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: ")") }
        let start = bytes[..<best.range.lowerBound].lastIndex(where: isEnd).map { $0 + 1 } ?? 0
        var end = bytes[best.range.upperBound...].firstIndex(where: isEnd) ?? bytes.count
        while end > best.range.upperBound, ".,;:!?\"'".utf8.contains(bytes[end - 1]) { end -= 1 }
        let answer = String(decoding: bytes[start..<end], as: UTF8.self)
        let blank =
            String(decoding: bytes[..<start], as: UTF8.self) + "_____"
            + String(decoding: bytes[end...], as: UTF8.self)
        return QuestionDraft(
            question: "Fill in what is missing: \(withoutStop(blank))?",
            answer: answer,
            sentence: sentence,
            range: range,
            kind: "cloze",
            names: QuestionDraft.names(in: blank),
            weight: weight
        )
    }

    /// Begins with a capital letter, ends with a full stop, and holds mostly letters.
    private static func isProse(_ sentence: String) -> Bool {
        guard let first = sentence.first, first.isUppercase, sentence.hasSuffix("."), !sentence.contains("|") else {
            return false
        }
        let letters = sentence.utf8.count { $0 == 0x20 || $0 >= 0x80 || (0x41...0x5A).contains($0 & 0xDF) }
        return letters * 10 >= sentence.utf8.count * 8 && !sentence.contains("\n")
    }

    private static func withoutStop(_ text: String) -> String {
        text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}

extension String {
    /// The first place of a text in this one.
    fileprivate func range(ofText part: String) -> Range<Index>? {
        guard let first = part.utf8.first else { return nil }
        let wanted = Array(part.utf8)
        var place = utf8.startIndex
        while let found = utf8[place...].firstIndex(of: first) {
            if utf8[found...].starts(with: wanted) { return found..<utf8.index(found, offsetBy: wanted.count) }
            place = utf8.index(after: found)
        }
        return nil
    }
}
