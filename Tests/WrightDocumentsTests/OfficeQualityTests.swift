internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightDocuments

/// Compares what parsers find with what other projects expect of the same files, as bags of words.
@Suite struct OfficeQualityTests {
    /// One file with the least agreement that is asked of it.
    struct Expectation: Sendable, CustomTestStringConvertible {
        var folder: String
        var file: String
        var expected: String
        var least: Double
        var testDescription: String { "\(folder)/\(file)" }

        init(_ folder: String, _ file: String, _ expected: String, _ least: Double) {
            self.folder = folder
            self.file = file
            self.expected = expected
            self.least = least
        }
    }

    /// Equations differ from LaTeX by their notation, and dates of comments are not kept: hence what is below 0.95.
    static let expectations = [
        Expectation("docx", "docx_lists.docx", "docx_lists.docx.md", 0.99),
        Expectation("docx", "word_sample.docx", "word_sample.docx.md", 0.99),
        Expectation("docx", "word_tables.docx", "word_tables.docx.md", 0.99),
        Expectation("docx", "unit_test_headers_numbered.docx", "unit_test_headers_numbered.docx.md", 0.99),
        Expectation("docx", "equations.docx", "equations.docx.md", 0.90),
        Expectation(
            "docx",
            "docx_page_header_footer_first_page.docx",
            "docx_page_header_footer_first_page.docx.md",
            0.99
        ),
        Expectation("pptx", "powerpoint_sample.pptx", "powerpoint_sample.pptx.md", 0.95),
        Expectation("pptx", "powerpoint_comments.pptx", "powerpoint_comments.pptx.md", 0.95),
        Expectation("pptx", "pptx_chart.pptx", "pptx_chart.pptx.md", 0.86),
        Expectation("xlsx", "xlsx_01.xlsx", "xlsx_01.xlsx.md", 0.98),
        Expectation("xlsx", "xlsx_06_edge_cases_.xlsx", "xlsx_06_edge_cases_.xlsx.md", 0.98),
        Expectation("odf", "text_document_01.odt", "text_document_01.odt.md", 0.98),
        Expectation("epub", "epub_purvis_poetry.epub", "epub_purvis_poetry.epub.md", 0.98),
        Expectation("pdf", "2305.03393v1-pg9.pdf", "2305.03393v1-pg9.md", 0.95),
        Expectation("pdf", "amt_handbook_sample.pdf", "amt_handbook_sample.md", 0.95),
        Expectation("pdf", "code_and_formula.pdf", "code_and_formula.md", 0.97),
        Expectation("pdf", "normal_4pages.pdf", "normal_4pages.md", 0.97),
        Expectation("pdf", "redp5110_sampled.pdf", "redp5110_sampled.md", 0.94),
        Expectation("pdf", "right_to_left_01.pdf", "right_to_left_01.md", 0.93),
    ]

    @Test("finds the words that others find", arguments: expectations)
    func words(expectation: Expectation) throws {
        guard let folder = TestData.documents(expectation.folder) else { return }
        guard let document = try parse(folder.appendingPathComponent(expectation.file)) else { return }
        let url = folder.appendingPathComponent("expected/" + expectation.expected)
        let expected = Self.plain(try String(contentsOf: url, encoding: .utf8))
        // Notes are text here and not there; comments the other way round.
        let shown = document.text.components(separatedBy: "\n\n").filter { !$0.hasPrefix("Notes: ") }
        let comments = document.hidden.filter { $0.reason == .comment || $0.reason == .notDisplayed }.map(\.text)
        let score = Self.agreement((shown + comments).joined(separator: " "), expected)
        print("words \(expectation.folder)/\(expectation.file): F1 \((score * 1000).rounded() / 1000)")
        #expect(score >= expectation.least)
        #expect(TestData.problem(in: document) == nil)
    }

    @Test func recognizesScans() throws {
        guard let folder = TestData.documents("pdf") else { return }
        do {
            guard let document = try parse(folder.appendingPathComponent("linn-scanned-two-columns.pdf")) else {
                return
            }
            let expected = try String(contentsOf: folder.appendingPathComponent("expected/linn.txt"), encoding: .utf8)
            let score = Self.agreement(document.text, expected)
            print("words pdf/linn-scanned-two-columns.pdf (OCR): F1 \((score * 1000).rounded() / 1000)")
            #expect(score >= 0.9)
            #expect(document.metadata["ocr"] == "tesseract")
        } catch let error as DocumentError where error.identifier == "empty" {
            print("skipped: recognizesScans (no tesseract)")
        }
    }

    /// Nil where a program that the format needs is not installed.
    private func parse(_ url: URL) throws -> Document? {
        let source = DocumentSource(uri: url.lastPathComponent, bytes: try TestData.bytes(url), path: url.path)
        do throws(DocumentError) {
            return try Self.parse(source, format: url.pathExtension)
        } catch {
            guard error.identifier == "toolMissing" else { throw error }
            print("skipped: \(url.lastPathComponent) (no poppler)")
            return nil
        }
    }

    private static func parse(_ source: DocumentSource, format: String) throws(DocumentError) -> Document {
        let limits = ParsingLimits()
        switch format {
        case "docx": return try OfficeParser.parseDocx(source, limits: limits)
        case "pptx": return try OfficeParser.parsePptx(source, limits: limits)
        case "xlsx": return try OfficeParser.parseXlsx(source, limits: limits)
        case "odt": return try OfficeParser.parseOdt(source, limits: limits)
        case "epub": return try EPUBParser.parse(source, limits: limits)
        default: return try PDFParser.parse(source, limits: limits)
        }
    }

    /// Markdown without its comments, escapes, addresses of links, and the heads of comments.
    private static func plain(_ markdown: String) -> String {
        var text = markdown.replacing("<!-- image -->", with: " ").replacing("\\_", with: "_")
        for (entity, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")] {
            text = text.replacing(entity, with: sign)
        }
        text = text.replacing(/\]\([^)\s]*( "[^"]*")?\)/, with: "] ")
        return text.replacing(/\[author: ([^(,]*)[^\]]*\]/) { $0.output.1 }
    }

    /// The harmonic mean of precision and recall of words, each counted as often as it occurs.
    private static func agreement(_ found: String, _ expected: String) -> Double {
        let left = words(found)
        let right = words(expected)
        var counts: [String: Int] = [:]
        for word in right { counts[word, default: 0] += 1 }
        var shared = 0
        for word in left {
            guard let count = counts[word], count > 0 else { continue }
            counts[word] = count - 1
            shared += 1
        }
        return left.isEmpty && right.isEmpty ? 1 : 2 * Double(shared) / Double(left.count + right.count)
    }

    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                word.append(scalar)
            } else if !word.isEmpty {
                words.append(String(word))
                word = String.UnicodeScalarView()
            }
        }
        return word.isEmpty ? words : words + [String(word)]
    }
}
