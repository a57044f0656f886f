import Foundation
import Testing
import WrightCore
import WrightModel

import WrightGuard

/// The guard on the labelled set of hidden and obfuscated texts, where the data is at hand.
struct HiddenTextFiguresTests {
    private struct Row {
        var id: String
        var text: String
        var label: String
        var category: String
    }

    private static func rows() throws -> [Row]? {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let named = ProcessInfo.processInfo.environment["WRIGHT_DATA"].map { URL(fileURLWithPath: $0) }
        let data = named ?? folder.appendingPathComponent("../shared/data")
        let file = data.appendingPathComponent("security/hidden-text/data.jsonl")
        guard let content = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        return try content.split(separator: "\n")
            .map { line in
                let value = try JSONValue(parsing: String(line))
                return Row(
                    id: value["id"]?.string ?? "",
                    text: value["text"]?.string ?? "",
                    label: value["label"]?.string ?? "",
                    category: value["category"]?.string ?? ""
                )
            }
    }

    @Test func hiddenAttacksAreFlaggedAndTypographyIsNot() async throws {
        guard let rows = try Self.rows() else {
            print("skipped: figures on hidden texts (no data)")
            return
        }
        // The normaliser and the rules alone reach it; the classifier only adds.
        var detectors = StandardGuard.Detectors()
        detectors.classifier = nil
        let standard = StandardGuard(embedder: nil, policy: .standard, detectors: detectors)
        var flagged: [String: Int] = [:]
        var counts: [String: Int] = [:]
        for row in rows {
            let text = GuardedText(row.text, channel: .document)
            let score = try await standard.reading(of: text).score
            counts[row.label, default: 0] += 1
            guard standard.policy.isFlagged(score: score, on: text) else { continue }
            flagged[row.label, default: 0] += 1
            if row.label == "benign" { Issue.record("\(row.id) \(row.category) is flagged with \(score)") }
        }
        let found = Double(flagged["injection"] ?? 0) / Double(max(counts["injection"] ?? 1, 1))
        print("hidden text: \(flagged) of \(counts)")
        #expect(found >= 0.95, "found \(found)")
    }
}
