import Foundation
import Testing

/// The threat model names code and tests that exist, for every item of the OWASP list.
@Suite struct ThreatModelTests {
    /// A link to something in the tree.
    struct Link: Hashable {
        /// What is named: a type, or a test's type and function.
        let name: String
        /// The file, from the root of the repository.
        let path: String
    }

    static func links(in text: String) -> [Link] {
        text.matches(of: /\[([^\]]+)\]\(\.\.\/([^)]+)\)/).map { Link(name: String($0.1), path: String($0.2)) }
    }

    /// What is wrong with a link; nil where it is right.
    static func fault(of link: Link, in source: String?) -> String? {
        guard let source else { return "'\(link.path)' does not exist" }
        guard link.path.hasSuffix(".swift") else { return nil }
        let parts = link.name.split(separator: ".").map(String.init)
        guard let type = parts.first, parts.count <= 2 else { return "'\(link.name)' names no type" }
        let kinds = ["struct", "final class", "class", "enum", "actor", "protocol", "extension"]
        guard kinds.contains(where: { source.contains("\($0) \(type)") }) else {
            return "'\(link.path)' declares no '\(type)'"
        }
        guard parts.count == 2 else { return nil }
        return source.contains("func \(parts[1])(") ? nil : "'\(link.path)' has no '\(parts[1])'"
    }

    private func text(_ path: String) -> String? {
        try? String(contentsOf: SourceTree.root.appending(path: path), encoding: .utf8)
    }

    @Test func everyLinkLeadsToWhatItNames() throws {
        let model = try #require(text("Documentation/threat-model.md"))
        let links = Self.links(in: model)
        #expect(links.count > 50)
        for link in links {
            if let fault = Self.fault(of: link, in: text(link.path)) { Issue.record("\(fault)") }
        }
    }

    @Test func everyItemHasCodeATestAndAnOpenEnd() throws {
        let model = try #require(text("Documentation/threat-model.md"))
        for number in 1...10 {
            let item = "LLM" + (number < 10 ? "0" : "") + String(number)
            let row = try #require(model.split(separator: "\n").first { $0.hasPrefix("| \(item) ") }, "\(item)")
            let cells = row.split(separator: "|").map(String.init)
            try #require(cells.count == 6, "\(item)")
            #expect(Self.links(in: cells[2]).contains { $0.path.hasPrefix("Sources/") }, "\(item) names no code")
            #expect(Self.links(in: cells[3]).contains { $0.path.hasPrefix("Tests/") }, "\(item) names no test")
            #expect(cells[4].contains("G") || cells[4].contains("S"), "\(item) is neither signal nor guarantee")
            #expect(cells[5].count > 20, "\(item) says nothing of what is open")
        }
    }

    @Test func faultsAreFound() {
        let link = Link(name: "ATests.works", path: "Tests/A/ATests.swift")
        #expect(Self.links(in: "x [ATests.works](../Tests/A/ATests.swift) y") == [link])
        #expect(Self.fault(of: link, in: nil) != nil)
        #expect(Self.fault(of: link, in: "struct BTests {}") != nil)
        #expect(Self.fault(of: link, in: "struct ATests { func other() {} }") != nil)
        #expect(Self.fault(of: link, in: "struct ATests { func works() {} }") == nil)
    }
}
