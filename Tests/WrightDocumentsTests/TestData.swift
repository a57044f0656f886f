internal import Foundation
internal import WrightCore
internal import WrightDocuments

/// Files that tests read: fixtures beside the tests, and data that is not part of the package.
enum TestData {
    /// The bytes of a file under `Fixtures` or another folder of the tests.
    static func fixture(_ name: String, folder: String = "Fixtures") throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(folder)
        return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    /// The folder of documents of other projects; nil, with a line that says so, where it is not there.
    static func documents(_ folder: String, for test: String = #function) -> URL? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let base =
            ProcessInfo.processInfo.environment["WRIGHT_DATA"].map { URL(fileURLWithPath: $0) }
            ?? root.appendingPathComponent("../shared/data")
        let url = base.appendingPathComponent("docs/\(folder)").standardizedFileURL
        guard FileManager.default.fileExists(atPath: url.path) else {
            print("skipped: \(test) (no data)")
            return nil
        }
        return url
    }

    /// The bytes of a file.
    static func bytes(_ url: URL) throws -> [UInt8] {
        Array(try Data(contentsOf: url))
    }

    /// The document that a file's bytes make.
    static func parse(_ url: URL) throws -> Document {
        try DocumentParser().parse(DocumentSource(uri: url.lastPathComponent, bytes: bytes(url)))
    }

    /// The document that a text makes under a name.
    static func parse(_ text: String, name: String) throws -> Document {
        try DocumentParser().parse(DocumentSource(uri: name, bytes: Array(text.utf8)))
    }

    /// A document's blocks, one a line, in a form that can be compared.
    static func dump(_ document: Document) -> String {
        document.blocks
            .map { block in
                let text = String(document.text[utf8: block.range]).replacingOccurrences(of: "\n", with: "⏎")
                switch block.kind {
                case .heading(let level): return "h\(level) \(text)"
                case .paragraph: return "p \(text)"
                case .listItem(let depth): return "li\(depth) \(text)"
                case .table: return "table \(text)"
                case .code: return "code \(text)"
                }
            }
            .joined(separator: "\n")
    }

    /// What every document must be: blocks in order, inside the text, nothing but white space between them.
    static func problem(in document: Document) -> String? {
        let bytes = Array(document.text.utf8)
        var position = 0
        for block in document.blocks {
            guard block.range.lowerBound >= position, block.range.upperBound <= bytes.count else { return "ranges" }
            guard bytes[position..<block.range.lowerBound].allSatisfy({ $0 <= 32 }) else {
                return "text between blocks"
            }
            position = block.range.upperBound
        }
        guard bytes[position...].allSatisfy({ $0 <= 32 }) else { return "text after blocks" }
        return bytes.contains(13) ? "carriage return" : nil
    }
}
