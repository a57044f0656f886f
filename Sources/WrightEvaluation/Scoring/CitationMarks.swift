/// The marks by which an answer cites its passages.
///
/// Wright writes them as in `It is red. [1]` and `It is red [1, 2].` A mark stands behind a blank, the end of a
/// sentence or another mark, and before the end of the text, a blank or punctuation; its numbers count the answer's
/// passages from 1. Whatever else stands in brackets is text: `[1999]`, `args[1]`, `[1](address)`.
struct CitationMarks {
    /// How many passages the answer has.
    let passageCount: Int

    /// How many characters a mark has at most.
    private static let lengthLimit = 64

    /// The text without the marks and the blanks before them.
    ///
    /// What a text is compared with must lose its marks by the same count, so that equal texts stay equal.
    func removed(from text: String) -> String {
        guard passageCount > 0, text.utf8.contains(UInt8(ascii: "[")) else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var place = 0
        var isBehindMark = false
        while place < scalars.count {
            let isFitting = isBehindMark || result.last.map(Self.mayPrecede) ?? false
            if isFitting, let end = endOfMark(scalars, place) {
                while result.last == " " { result.removeLast() }
                (place, isBehindMark) = (end, true)
            } else {
                result.append(scalars[place])
                (place, isBehindMark) = (place + 1, false)
            }
        }
        return String(result)
    }

    /// The place behind a mark that begins here; nil if none does.
    private func endOfMark(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
        guard scalars[start] == "[",
            let close = scalars[start..<min(scalars.count, start + Self.lengthLimit)].firstIndex(of: "]"),
            close + 1 == scalars.count || Self.mayFollow(scalars[close + 1])
        else { return nil }
        let numbers = scalars[(start + 1)..<close].split(separator: ",", omittingEmptySubsequences: false)
        let areNumbers = numbers.allSatisfy { part in
            var digits = String.UnicodeScalarView()
            digits.append(contentsOf: part.drop { $0 == " " })
            while digits.last == " " { digits.removeLast() }
            guard digits.first != "+" else { return false }
            return Int(String(digits)).map { (1...passageCount).contains($0) } ?? false
        }
        return areNumbers ? close + 1 : nil
    }

    private static func mayPrecede(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || ".!?…。！？".unicodeScalars.contains(scalar)
    }

    private static func mayFollow(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || ".,;:!?…。，；：！？)[\"”’»".unicodeScalars.contains(scalar)
    }
}

extension Outcome {
    /// The marks that the answer's passages give.
    var citationMarks: CitationMarks { CitationMarks(passageCount: contexts.count) }
}
