internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightGuard

/// Spans of synthetic sentences that others labelled; the data is not part of the project.
@Suite struct PersonalDataSpanTests {
    private struct Place: Hashable {
        var type: String
        var range: Range<Int>
    }

    private static let names = [
        "EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone", "CREDIT_CARD": "card", "IBAN_CODE": "iban",
        "DOMAIN_NAME": "url",
        "IP_ADDRESS": "ip",
    ]

    @Test(arguments: ["train", "test"]) func findsTheLabelledSpans(split: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = ProcessInfo.processInfo.environment["WRIGHT_DATA"] ?? root.path + "/../shared/data"
        guard let file = FileManager.default.contents(atPath: data + "/security/pii-presidio/data.jsonl") else {
            return print("skipped: labelled spans (no data)")
        }
        var rightCount = 0
        var foundCount = 0
        var labelledCount = 0
        let scanner = PersonalDataScanner()
        for line in file.split(separator: 10) {
            let row = try JSONValue(parsing: Array(line))
            guard row["split"]?.string == split, let text = row["text"]?.string else { continue }
            let labelled = Set((row["spans"]?.array ?? []).compactMap { Self.place($0, in: text) })
            let found = Set(
                scanner.matches(in: text).filter { Self.names.values.contains($0.type.rawValue) }
                    .map { Place(type: $0.type.rawValue, range: $0.range) }
            )
            rightCount += found.intersection(labelled).count
            foundCount += found.count
            labelledCount += labelled.count
        }
        let precision = Double(rightCount) / Double(foundCount)
        let recall = Double(rightCount) / Double(labelledCount)
        print("labelled spans, \(split): precision \(precision), recall \(recall) of \(labelledCount)")
        #expect(precision >= 0.95 && recall >= 0.95)
    }

    private static func place(_ span: JSONValue, in text: String) -> Place? {
        guard let type = span["type"]?.string.flatMap({ names[$0] }), let start = span["start"]?.int,
            let end = span["end"]?.int
        else { return nil }
        let scalars = text.unicodeScalars
        let from = scalars.index(scalars.startIndex, offsetBy: start)
        let to = scalars.index(scalars.startIndex, offsetBy: end)
        let lower = text.utf8.distance(from: text.startIndex, to: from)
        return Place(type: type, range: lower..<(lower + text.utf8.distance(from: from, to: to)))
    }
}
