import Foundation
import Testing
import WrightCore
import WrightModel

import WrightGuard

/// What the rules and the normaliser find of probes written for Wright, by mechanism, and what they flag of harmless
/// texts that look like them.
struct DetectionFloorTests {
    private struct Probe {
        let text: String
        let channel: GuardedText.Channel
        let category: String
        let attacks: Bool
    }

    private struct Shares {
        var found = 0
        var attacks = 0
        var flagged = 0
        var harmless = 0
        var foundByCategory: [String: Int] = [:]

        var foundShare: Double { Double(found) / Double(max(attacks, 1)) }
        var flaggedShare: Double { Double(flagged) / Double(max(harmless, 1)) }
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func probes(_ name: String) throws -> [Probe] {
        let file = folder.appendingPathComponent("Fixtures/\(name).jsonl")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .map { line in
                let value = try JSONValue(parsing: String(line))
                return Probe(
                    text: value["text"]?.string ?? "",
                    channel: GuardedText.Channel(rawValue: value["channel"]?.string ?? "") ?? .user,
                    category: value["category"]?.string ?? "",
                    attacks: value["label"]?.string == "injection"
                )
            }
    }

    private static func shares(_ rules: RuleSet, of name: String = "guard-probes") async throws -> Shares {
        var detectors = StandardGuard.Detectors()
        detectors.classifier = nil
        detectors.personalData = nil
        detectors.rules = rules
        let standard = StandardGuard(embedder: nil, policy: .standard, detectors: detectors)
        var shares = Shares()
        for probe in try probes(name) {
            let text = GuardedText(probe.text, channel: probe.channel)
            let isFlagged = standard.policy.isFlagged(score: try await standard.reading(of: text).score, on: text)
            if probe.attacks {
                shares.attacks += 1
                if isFlagged {
                    shares.found += 1
                    shares.foundByCategory[probe.category, default: 0] += 1
                }
            } else {
                shares.harmless += 1
                if isFlagged { shares.flagged += 1 }
            }
        }
        return shares
    }

    /// The built-in rules without those of a family.
    private static func rules(without family: String) throws -> RuleSet {
        let file = folder.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/CWrightData/Data/guard-rules.json")
        let value = try JSONValue(parsing: try String(contentsOf: file, encoding: .utf8))
        let kept = (value["rules"]?.array ?? []).filter { $0["id"]?.string?.hasPrefix(family + ".") != true }
        let less: JSONValue = ["schema": 1, "lists": value["lists"] ?? .null, "rules": .array(kept)]
        return try Array(less.text().utf8).withUnsafeBytes { try RuleSet(parsing: $0, name: "fewer rules") }
    }

    private static let foundFloor = 0.63
    private static let flaggedCeiling = 0.12

    @Test func rulesFindMostProbesAndFlagFewHarmlessTexts() async throws {
        let shares = try await Self.shares(.builtIn)
        print("probes: found \(shares.found) of \(shares.attacks), flagged \(shares.flagged) of \(shares.harmless)")
        #expect(shares.foundShare >= Self.foundFloor, "\(shares)")
        #expect(shares.flaggedShare <= Self.flaggedCeiling, "\(shares)")
        #expect(shares.foundByCategory.count >= 15, "\(shares.foundByCategory)")
    }

    /// Probes that avoid the usual words, and harmless texts that are full of them.
    @Test func rulesFindHalfOfTheHardProbes() async throws {
        let shares = try await Self.shares(.builtIn, of: "guard-probes-hard")
        print(
            "hard probes: found \(shares.found) of \(shares.attacks), flagged \(shares.flagged) of \(shares.harmless)"
        )
        #expect(shares.foundShare >= 0.5, "\(shares)")
        #expect(shares.flaggedShare <= 0.08, "\(shares)")
    }

    @Test("a family of rules that is lost is noticed", arguments: ["override", "extract", "steer", "persona"])
    func aPlantedRegressionIsNoticed(family: String) async throws {
        let whole = try await Self.shares(.builtIn)
        let less = try await Self.shares(try Self.rules(without: family))
        #expect(less.foundShare < whole.foundShare)
        #expect(less.foundShare < Self.foundFloor, "without \(family): \(less.foundShare)")
    }
}
