import Testing
import WrightCore
import WrightGuard
import WrightModel

struct AuditLogTests {
    private static func record(_ number: Int, text: String = "what was asked") -> AuditRecord {
        let guarded = GuardedText(text, channel: .document, tier: .external)
        let finding = Finding(
            rule: "override.x",
            layer: .rules,
            range: 3..<9,
            severity: .high,
            score: 0.5,
            evidence: "quotes the text",
            remedy: "look"
        )
        let verdict = Verdict(action: .quarantine, score: 0.75, findings: [finding], decidedBy: "channels.document")
        return AuditRecord(
            verdict,
            on: guarded,
            policy: .standard,
            principal: "key \(number)",
            timeNanoseconds: Int64(number) * 1_000_000_000
        )
    }

    private static func log(_ count: Int) throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for number in 0..<count { lines.append(try AuditLog.line(record(number), after: lines.last)) }
        return lines
    }

    private static func verify(_ lines: [[UInt8]], anchor: AuditAnchor? = nil) throws -> AuditAnchor {
        let bytes: [UInt8] = lines.flatMap { $0 + [10] }
        return try bytes.withUnsafeBytes { try AuditLog.verify($0, anchor: anchor) }
    }

    private static func brokenLine(_ lines: [[UInt8]], anchor: AuditAnchor? = nil) -> String? {
        #expect(throws: GuardError.self) { try verify(lines, anchor: anchor) }?.message
    }

    @Test func holdsHashesInsteadOfContent() throws {
        let line = String(decoding: try Self.log(1)[0], as: UTF8.self)
        #expect(!line.contains("what was asked") && !line.contains("quotes the text"))
        let value = try JSONValue(parsing: line)
        #expect(value["content"]?.string == "sha256:\(ContentHash(of: "what was asked"))")
        #expect(value["policyVersion"]?.string == GuardPolicy.standard.version)
        #expect(value["principal"]?.string == "key 0" && value["tier"]?.string == "external")
        #expect(value["decidedBy"]?.string == "channels.document" && value["number"]?.int == 1)
        #expect(value["findings"]?.array?.first?["rule"]?.string == "override.x")
    }

    @Test func verifiesWhatItMade() throws {
        let lines = try Self.log(50)
        let anchor = try Self.verify(lines)
        #expect(anchor.lineCount == 50)
        #expect(try Self.verify(lines, anchor: anchor) == anchor)
        #expect(AuditAnchor(anchor.description) == anchor)
        let longer = lines + [try AuditLog.line(Self.record(50), after: lines.last)]
        #expect(try Self.verify(longer, anchor: anchor).lineCount == 51)
        #expect(try Self.verify([]).lineCount == 0)
    }

    @Test func namesTheFirstLineThatWasChanged() throws {
        let lines = try Self.log(12)
        for line in lines.indices {
            for place in stride(from: 0, to: lines[line].count, by: 7) {
                var changed = lines
                changed[line][place] = changed[line][place] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
                guard changed != lines else { continue }
                #expect(Self.brokenLine(changed)?.hasPrefix("Line \(line + 1) ") == true, "\(line), \(place)")
            }
        }
    }

    @Test func namesLinesThatWereTakenOutPutInOrMoved() throws {
        let lines = try Self.log(6)
        for line in 0..<5 {
            var shorter = lines
            shorter.remove(at: line)
            #expect(Self.brokenLine(shorter)?.hasPrefix("Line \(line + 1) ") == true)
        }
        var longer = lines
        longer.insert(lines[2], at: 3)
        #expect(Self.brokenLine(longer)?.hasPrefix("Line 4 ") == true)
        var swapped = lines
        swapped.swapAt(1, 2)
        #expect(Self.brokenLine(swapped)?.hasPrefix("Line 2 ") == true)
    }

    @Test func noticesAMissingTailByItsAnchor() throws {
        let lines = try Self.log(6)
        let anchor = try Self.verify(lines)
        #expect(try Self.verify(Array(lines.prefix(4))).lineCount == 4, "Without an anchor nothing is missing.")
        #expect(Self.brokenLine(Array(lines.prefix(4)), anchor: anchor)?.hasPrefix("Line 5 ") == true)
        #expect(Self.brokenLine([], anchor: anchor)?.hasPrefix("Line 1 ") == true)
        // A chain that was made anew from line 5 on.
        var forged = Array(lines.prefix(4))
        for number in 4..<6 { forged.append(try AuditLog.line(Self.record(number, text: "else"), after: forged.last)) }
        #expect(try Self.verify(forged).lineCount == 6)
        #expect(Self.brokenLine(forged, anchor: anchor)?.hasPrefix("Line 6 ") == true)
    }

    @Test func refusesWhatIsNoLog() throws {
        let line = try Self.log(1)[0]
        let bytes = Array(line.dropLast())
        #expect(throws: GuardError.self) { try bytes.withUnsafeBytes { try AuditLog.verify($0) } }
        #expect(throws: GuardError.self) { try line.withUnsafeBytes { try AuditLog.verify($0) } }
        for text in ["", "{}", "null", "{\"hash\":\"x\"}", "[1]", "{\"number\":1,\"previous\":\"\",\"hash\":\"\"}"] {
            #expect(Self.brokenLine([Array(text.utf8)])?.hasPrefix("Line 1 ") == true)
            #expect(throws: GuardError.self) { try AuditLog.line(Self.record(1), after: Array(text.utf8)) }
        }
    }

    @Test func survivesRandomBytes() throws {
        var random = SeededRandom(seed: 5)
        let whole: [UInt8] = try Self.log(3).flatMap { $0 + [10] }
        for _ in 0..<3000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard bytes != whole else { continue }
            #expect(throws: GuardError.self) { try bytes.withUnsafeBytes { try AuditLog.verify($0) } }
        }
    }
}
