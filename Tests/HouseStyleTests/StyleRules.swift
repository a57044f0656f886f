import Foundation

/// Something that the house style does not allow.
struct Violation: Hashable, CustomStringConvertible {
    let path: String
    /// From 1; 0 for the file as a whole.
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// The rules of the house style that one file shows by itself: each takes a path and a text.
enum StyleRules {
    static let lineCeiling = 800
    static let functionCeiling = 70
    static let columnCeiling = 120

    /// Files are short; generated code and tables say in line 1 what they are.
    static func fileLength(_ path: String, _ text: String) -> [Violation] {
        let count = lines(text).count
        guard count > lineCeiling, !isGenerated(text) else { return [] }
        return [Violation(path: path, line: 0, message: "has \(count) lines, more than \(lineCeiling)")]
    }

    static func functionLength(_ path: String, _ text: String) -> [Violation] {
        guard !isGenerated(text) else { return [] }
        return FunctionScanner(text).functions().filter { $0.lineCount > functionCeiling }
            .map {
                Violation(
                    path: path,
                    line: $0.line,
                    message: "a function of \($0.lineCount) lines, more than \(functionCeiling)"
                )
            }
    }

    static func columns(_ path: String, _ text: String) -> [Violation] {
        guard !isGenerated(text) else { return [] }
        return numbered(text).filter { $0.text.count > columnCeiling && !$0.text.contains("://") }
            .map {
                Violation(path: path, line: $0.number, message: "\($0.text.count) columns, more than \(columnCeiling)")
            }
    }

    /// Every import says how far it reaches.
    static func importAccess(_ path: String, _ text: String) -> [Violation] {
        imports(text).filter { $0.access == nil }
            .map {
                Violation(path: path, line: $0.line, message: "the import of '\($0.module)' states no access level")
            }
    }

    static func forcedTry(_ path: String, _ text: String) -> [Violation] {
        numbered(SwiftCode.blanked(text)).filter { $0.text.contains("try" + "!") }
            .map {
                Violation(path: path, line: $0.number, message: "an error is turned into a crash")
            }
    }

    /// An error is not swallowed without a word; a comment that says why is a word.
    static func emptyCatch(_ path: String, _ text: String) -> [Violation] {
        let code = numbered(SwiftCode.blanked(text))
        let raw = numbered(text)
        return code.indices.compactMap { index in
            guard let start = code[index].text.range(of: "} catch") else { return nil }
            let rest = code[index].text[start.upperBound...] + code[(index + 1)...].prefix(3).map(\.text).joined()
            let body = rest.drop { $0 != "{" }.dropFirst().drop { $0 == " " }
            let isExplained = raw[index...].prefix(4).contains { $0.text.contains("//") }
            guard body.first == "}", !isExplained else { return nil }
            return Violation(path: path, line: code[index].number, message: "an error is swallowed by an empty 'catch'")
        }
    }

    /// Words that put work off.
    static func openEnds(_ path: String, _ text: String) -> [Violation] {
        let words: Set<Substring> = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]
        return numbered(text)
            .flatMap { line in
                line.text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.filter(words.contains)
                    .map {
                        Violation(path: path, line: line.number, message: "'\($0)' puts work off")
                    }
            }
    }

    /// Names that say nothing of what a file or folder holds.
    static func names(_ path: String, _ text: String) -> [Violation] {
        let vague = ["Utils", "Utilities", "Utility", "Helpers", "Helper", "Misc", "Extensions", "Common"]
        let kinds: Set<String> = ["Protocols", "Models", "Extensions", "Utilities", "Utils", "Helpers", "Misc"]
        let parts = path.split(separator: "/").map(String.init)
        var found: [Violation] = []
        for folder in parts.dropLast() where kinds.contains(folder) {
            found.append(Violation(path: path, line: 0, message: "the folder '\(folder)' names a kind, not a thing"))
        }
        let stem = (parts.last ?? "").split(separator: ".").first.map(String.init) ?? ""
        if stem.split(separator: "+").contains(where: { part in vague.contains { part.hasSuffix($0) } }) {
            found.append(Violation(path: path, line: 0, message: "the name '\(stem)' says nothing of what it holds"))
        }
        return found
    }

    /// Paths of the machine that something was written on.
    static func machinePaths(_ path: String, _ text: String) -> [Violation] {
        let places = [["work"], ["root"], ["home"], ["tmp", "w"], ["tmp", "peers"], ["Users"]]
            .map { "/" + $0.joined(separator: "/") + "/" }
        return numbered(text)
            .flatMap { line in
                places.filter { holdsPath($0, in: line.text) }
                    .map {
                        Violation(
                            path: path,
                            line: line.number,
                            message: "the path '\($0)…' exists on one machine only"
                        )
                    }
            }
    }

    static func readmeLength(_ path: String, _ text: String) -> [Violation] {
        let count = lines(text).count
        return count > 160 ? [Violation(path: path, line: 0, message: "has \(count) lines, more than 160")] : []
    }

    /// What library users see is documented.
    static func documentation(_ path: String, _ text: String) -> [Violation] {
        let code = lines(SwiftCode.blanked(text))
        let raw = lines(text)
        return code.indices.compactMap { index in
            let words = code[index].split(separator: " ")
            guard words.first == "public" || words.first == "open", !words.contains("import") else { return nil }
            // `public private(set) var` and `public extension` included; attributes may stand between.
            var above = index - 1
            while above >= 0, trimmed(raw[above]).hasPrefix("@") || trimmed(raw[above]).hasPrefix("#") { above -= 1 }
            guard above < 0 || !trimmed(raw[above]).hasPrefix("///") else { return nil }
            return Violation(path: path, line: index + 1, message: "a public declaration without a doc comment")
        }
    }

    /// Classes are not open, and errors that others see are structures that say what to do.
    ///
    /// A type that stays in its module and is not called an error may signal a failure on its way to the error.
    static func declarations(_ path: String, _ text: String) -> [Violation] {
        numbered(SwiftCode.blanked(text))
            .compactMap { line in
                let words = line.text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
                let kinds: Set<Substring> = ["class", "func", "var", "subscript", "override", "static", "final"]
                if words.first == "open", words.count > 1, kinds.contains(words[1]) {
                    return Violation(path: path, line: line.number, message: "'open' invites subclasses")
                }
                guard let error = errorType(line.text), error.kind != "struct" || !error.isDescribed else { return nil }
                let isSeen = words.contains("public") || words.contains("package") || error.name.hasSuffix("Error")
                guard isSeen else { return nil }
                return Violation(
                    path: path,
                    line: line.number,
                    message: "'\(error.name)' is an error that is not a structure conforming to DescribedError"
                )
            }
    }
}

extension StyleRules {
    struct Import: Hashable {
        let module: String
        let access: String?
        let line: Int
    }

    /// The imports of a file.
    static func imports(_ text: String) -> [Import] {
        numbered(SwiftCode.blanked(text))
            .compactMap { line in
                let words = line.text.split(separator: " ").filter { !$0.hasPrefix("@") }.map(String.init)
                guard let place = words.firstIndex(of: "import"), place <= 1, words.count > place + 1 else {
                    return nil
                }
                let levels = ["public", "package", "internal", "private", "fileprivate"]
                if place == 1, !levels.contains(words[0]) { return nil }
                let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
                let name =
                    kinds.contains(words[place + 1]) && words.count > place + 2 ? words[place + 2] : words[place + 1]
                let module = name.split(separator: ".").first.map(String.init) ?? name
                return Import(module: module, access: place == 1 ? words[0] : nil, line: line.number)
            }
    }

    /// An error type that a line declares.
    static func errorType(_ code: String) -> (kind: String, name: String, isDescribed: Bool)? {
        let parts = code.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let words = parts[0].split(separator: " ").map(String.init)
        let kinds = ["struct", "enum", "class", "actor"]
        guard words.count >= 2, kinds.contains(words[words.count - 2]) else { return nil }
        let conformances = parts[1].split { !($0.isLetter || $0.isNumber || $0 == "_") }
        guard conformances.contains("Error") || conformances.contains("DescribedError") else { return nil }
        return (words[words.count - 2], words[words.count - 1], conformances.contains("DescribedError"))
    }

    static func isGenerated(_ text: String) -> Bool {
        guard let first = lines(text).first, first.hasPrefix("//") || first.hasPrefix("/*") else { return false }
        return first.lowercased().contains("generated") || first.lowercased().contains("table")
    }

    private static func holdsPath(_ place: String, in line: String) -> Bool {
        var rest = line[...]
        while let found = rest.range(of: place) {
            // After a letter or a digit it is the tail of another path or of an address.
            let before = found.lowerBound == line.startIndex ? nil : line[line.index(before: found.lowerBound)]
            if !(before.map { $0.isLetter || $0.isNumber || "_.-})".contains($0) } ?? false) { return true }
            rest = rest[found.upperBound...]
        }
        return false
    }

    private static func trimmed(_ line: Substring) -> Substring {
        line.drop { $0 == " " }
    }

    private static func lines(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func numbered(_ text: String) -> [(number: Int, text: String)] {
        lines(text).enumerated().map { ($0.offset + 1, String($0.element)) }
    }
}
