private import WrightCore

/// Tells kinds of text apart.
enum TextKind {
    /// What a text is.
    static func mediaType(of bytes: [UInt8], name: String) -> MediaType {
        let head = readableHead(of: bytes)
        let ending = ending(of: name)
        if isMail(head) { return .mail }
        if let language = SourceLanguage.name(forFile: name), !language.isEmpty, ending != "vue" {
            return sourceOrHTML(head, ending)
        }
        if markdownEndings.contains(ending) { return .markdown }
        if isHTML(head) { return .html }
        if let json = jsonType(bytes, head: head) { return json }
        if let table = tableType(head, isCut: head.count < bytes.count, ending: ending) { return table }
        return .plainText
    }

    /// The first 64 KiB as UTF-8; only UTF-16 and UTF-32 are converted, since all other encodings share ASCII.
    private static func readableHead(of bytes: [UInt8]) -> [UInt8] {
        let sample = Array(bytes.prefix(1 << 16))
        guard sample.contains(0) || sample.starts(with: [0xFF, 0xFE]) || sample.starts(with: [0xFE, 0xFF]) else {
            return sample.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(sample.dropFirst(3)) : sample
        }
        return Array(TextDecoder.decode(sample).text.utf8)
    }

    private static func ending(of name: String) -> String {
        let file = name.split(whereSeparator: { $0 == "/" || $0 == "#" }).last ?? ""
        guard let dot = file.lastIndex(of: ".") else { return "" }
        return file[file.index(after: dot)...].lowercased()
    }

    private static func sourceOrHTML(_ head: [UInt8], _ ending: String) -> MediaType {
        ending == "xml" && isHTML(head) ? .html : .sourceCode
    }

    /// Two of the fields that every message has, among header lines alone, before a blank line.
    private static func isMail(_ head: [UInt8]) -> Bool {
        var found: Set<String> = []
        var lineCount = 0
        for line in head.split(separator: 10, maxSplits: 200, omittingEmptySubsequences: false).prefix(200) {
            if line.allSatisfy({ $0 <= 32 }) {
                if lineCount == 0 { continue }
                break
            }
            lineCount += 1
            if line.first == 32 || line.first == 9 || (lineCount == 1 && line.starts(with: "From ".utf8)) { continue }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return false }
            let name = line[..<colon]
            guard !name.isEmpty, name.count < 64, name.allSatisfy({ $0 > 32 && $0 < 127 }) else { return false }
            let text = String(decoding: name, as: UTF8.self).lowercased()
            if mailFields.contains(text) { found.insert(text) }
        }
        return found.count >= 3 || (found.count >= 2 && (found.contains("from") || found.contains("received")))
    }

    /// A document type, or the tags of a page, at the start.
    private static func isHTML(_ head: [UInt8]) -> Bool {
        var rest = head.prefix(4096)[...].drop { $0 <= 32 }
        if rest.starts(with: "<?xml".utf8) {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...].drop { $0 <= 32 }
            let text = String(decoding: rest.prefix(512), as: UTF8.self).lowercased()
            return text.hasPrefix("<html") || text.contains("<!doctype html")
        }
        while rest.starts(with: "<!--".utf8) {
            guard let end = head.firstIndex(of: [45, 45, 62], from: rest.startIndex) else { return true }
            rest = head[(end + 3)...].prefix(4096).drop { $0 <= 32 }
        }
        guard rest.first == UInt8(ascii: "<") else { return false }
        let text = String(decoding: rest.prefix(2048), as: UTF8.self).lowercased()
        if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") { return true }
        let name = text.dropFirst().prefix { $0.isLetter || $0.isNumber }
        return htmlTags.contains(String(name)) && (text.contains("</") || text.contains("<br"))
    }

    private static func jsonType(_ bytes: [UInt8], head: [UInt8]) -> MediaType? {
        let start = head.drop { $0 <= 32 }
        guard start.first == UInt8(ascii: "{") || start.first == UInt8(ascii: "[") else { return nil }
        let text = head.count < bytes.count || bytes.contains(0) ? TextDecoder.decode(bytes).text : nil
        let all = text.map { Array($0.utf8) } ?? head
        if (try? JSONValue(parsing: all, depthLimit: 10_000)) != nil { return .json }
        let lines = all.split(separator: 10).filter { $0.contains { $0 > 32 } }.prefix(20)
        let valid = lines.count { (try? JSONValue(parsing: Array($0), depthLimit: 512)) != nil }
        return lines.count >= 2 && valid * 10 >= lines.count * 8 ? .jsonLines : nil
    }

    /// A delimiter that gives nearly all rows the same number of cells; with a table's ending, any delimiter will do.
    private static func tableType(_ head: [UInt8], isCut: Bool, ending: String) -> MediaType? {
        if ending == "csv" || ending == "tsv" || ending == "tab" {
            return DelimiterSniffer.delimiter(of: head, agreement: 0) == 9 || ending != "csv" ? .tsv : .csv
        }
        guard ending.isEmpty || ending == "txt" || ending == "dat" else { return nil }
        for delimiter: UInt8 in [9, 44, 59, 124] {
            guard let score = DelimiterSniffer.score(of: head, isCut: isCut, delimiter: delimiter) else { continue }
            // Prose has commas too, but not the same number in every line.
            let columns = delimiter == 9 ? 2 : 3
            if score.rows >= 4, score.columns >= columns, score.agreement >= 0.95 {
                return delimiter == 9 ? .tsv : .csv
            }
        }
        return nil
    }

    private static let markdownEndings: Set<String> = ["md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"]
    private static let mailFields: Set<String> = [
        "from", "to", "subject", "date", "received", "mime-version", "return-path", "message-id", "delivered-to",
        "content-type", "reply-to", "sender",
    ]
    private static let htmlTags: Set<String> = [
        "head", "body", "div", "p", "table", "title", "meta", "article", "section", "main", "h1", "h2", "h3", "ul",
        "ol",
        "span", "script", "style", "link", "center", "header", "nav", "a", "b", "br", "pre",
    ]
}
