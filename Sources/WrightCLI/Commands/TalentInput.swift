internal import ArgumentParser
private import Foundation
internal import WrightCore
internal import WrightDocuments
private import WrightStore
internal import WrightTalent

/// How commands of the team's half read postings, CVs and months.
enum TalentInput {
    /// The current month, in universal time.
    static var thisMonth: YearMonth {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        let parts = calendar.dateComponents([.year, .month], from: Date())
        return YearMonth(year: parts.year ?? 2026, month: parts.month ?? 1)
    }

    /// Today as `2026-02-17`, in universal time.
    static var today: String { day(of: now) }

    /// The day of a time in seconds since 1970, in universal time.
    static func day(of seconds: Int64) -> String { String(PromptSession.text(of: seconds).prefix(10)) }

    /// Seconds since 1970.
    static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    /// A month that an option gives.
    static func month(_ text: String?, option: String) throws -> YearMonth? {
        guard let text else { return nil }
        guard let month = YearMonth(text) else {
            throw ValidationError("'\(option)' must be a month such as 2026-02.")
        }
        return month
    }

    /// A posting from a file in any format that is read, or from standard input.
    static func posting(_ path: String, posted: YearMonth?) throws -> JobPosting {
        let bytes = try Input.bytes(path)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let month = posted ?? thisMonth
        if let value = try? JSONValue(parsing: bytes),
            let posting = try PostingReader.posting(jsonLD: value, id: name, fallback: month, htmlText: htmlText)
        {
            return posting
        }
        if let ending = name.split(separator: ".").last, ["txt", "text"].contains(ending.lowercased()) || path == "-" {
            return try JobPosting(id: name, text: String(decoding: bytes, as: UTF8.self), posted: month)
        }
        let source = DocumentSource(uri: name, bytes: bytes, path: path == "-" ? nil : path)
        return try PostingReader.posting(try DocumentParser().parse(source), posted: month)
    }

    private static func htmlText(_ html: String) throws -> String {
        let page = "<html><body><main>" + html + "</main></body></html>"
        return try DocumentParser().parse(DocumentSource(uri: "posting.html", bytes: Array(page.utf8)), as: .html).text
    }

    /// A CV from a file in any format that is read.
    static func candidate(_ path: String) throws -> CandidateText {
        let bytes = try Input.bytes(path)
        if let value = try? JSONValue(parsing: bytes), let text = JSONResume.text(value) {
            return try CandidateText(plainText: text)
        }
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        if path == "-" || ["txt", "text"].contains(ending) {
            return try CandidateText(plainText: String(decoding: bytes, as: UTF8.self))
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let source = DocumentSource(uri: name, bytes: bytes, path: path == "-" ? nil : path)
        // What stands under a picture or has no opacity shows only where the page is drawn.
        var parser = DocumentParser()
        parser.drawsEveryPage = true
        return try CandidateText(document: try parser.parse(source))
    }

    /// The lines of a file or of standard input.
    static func lines(_ name: String) throws -> [String] {
        String(decoding: try Input.bytes(name), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }
}
