private import CWrightData
package import WrightCore
package import WrightModel

/// Phrases and rules that a project lets pass.
package struct AllowList: Sendable, Hashable {
    /// Ids or families of rules.
    package var rules: Set<String>
    /// Phrases, without regard to case: what a rule finds inside one of them is let pass.
    package var phrases: [String]

    /// Nothing is let pass.
    package init(rules: Set<String> = [], phrases: [String] = []) {
        self.rules = rules
        self.phrases = phrases
    }

    /// Takes entries as users write them: `rule:override.*` or `rule:family.name`; anything else is a phrase.
    package init(entries: [String]) {
        self.init()
        for entry in entries {
            let text = entry.trimmingSpaces()
            guard !text.isEmpty, !text.hasPrefix("#") else { continue }
            if text.hasPrefix("rule:") {
                let id = text.dropFirst(5)
                rules.insert(id.hasSuffix(".*") ? String(id.dropLast(2)) : String(id))
            } else {
                phrases.append(text)
            }
        }
    }

    /// Whether a rule is let pass, by its id or by its family.
    func allows(_ rule: String) -> Bool {
        !rules.isEmpty && (rules.contains(rule) || rules.contains(String(rule.prefix { $0 != "." })))
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}

/// Weighted rules for mechanisms of attack, in many languages.
///
/// A rule is a signal: it tells that a text is written like an attack. What may not happen is held by access rules, by
/// the filter of answers and by the policy of tools.
package struct RuleSet: Sendable {
    private let rules: [GuardRule]
    private let program: RuleProgram
    private let literals: LiteralScanner
    private let signs: [StructuralSign: Int]
    private let discussion: Int32?
    private let negation: Int32?

    /// The name of the file that the rules come from.
    package let name: String

    /// The rules that ship with Wright.
    package static let builtIn: RuleSet = {
        var size: UInt = 0
        let bytes = UnsafeRawBufferPointer(start: wright_guard_rules(&size), count: Int(size))
        do {
            return try RuleSet(parsing: bytes, name: "built-in rules")
        } catch {
            preconditionFailure("The built-in rules cannot be read: \(error)")
        }
    }()

    /// Reads a rules file.
    ///
    /// - Throws: ``GuardError`` with code `unreadableRules`.
    package init(parsing bytes: UnsafeRawBufferPointer, name: String) throws {
        let file = try RuleFile(parsing: bytes, name: name)
        var program = RuleProgram()
        for pattern in file.patterns {
            do {
                try program.add(pattern.text, language: pattern.language, rule: pattern.rule, lists: file.lists)
            } catch {
                throw RuleFile.fault(
                    "The pattern '\(pattern.text)' of '\(file.rules[pattern.rule].id)' in '\(name)' cannot be read: "
                        + "\(error.reason)."
                )
            }
        }
        discussion = Self.contextClass("discussion", of: file, in: &program)
        negation = Self.contextClass("negation", of: file, in: &program)
        program.seal(discussion: discussion, negation: negation)
        self.name = name
        self.program = program
        rules = file.rules
        literals = LiteralScanner(file.literals)
        signs = Dictionary(
            file.signs.compactMap { name, rule in StructuralSign(rawValue: name).map { ($0, rule) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// One class of the words of a list in all languages.
    private static func contextClass(_ list: String, of file: RuleFile, in program: inout RuleProgram) -> Int32? {
        let words = file.lists.values.compactMap { $0[list] }.flatMap { $0 }.sorted()
        guard !words.isEmpty else { return nil }
        return try? program.classNumber(of: words.joined(separator: "|"), language: "any", lists: [:])
    }

    /// The ids of the rules, in the order of the file.
    package var identifiers: [String] { rules.map(\.id) }

    /// What the rules find in a text and in its views, in the order of places.
    ///
    /// A finding's score is the weight of its rule after channel, tier and context.
    package func findings(
        in text: NormalisedText,
        channel: GuardedText.Channel,
        tier: TrustTier,
        allowList: AllowList = AllowList()
    ) -> [Finding] {
        let factor = channel == .hidden ? ConcealedText.factor(ofHidden: text.bytes) : 1
        var findings = found(in: text.bytes, channel: channel, tier: tier, allowList: allowList)
            .map { finding in
                var finding = finding
                if finding.rule.hasPrefix("concealed.") { finding.score *= factor }
                finding.range = finding.range.map { text.sourceRange(of: $0) }
                return finding
            }
        for view in text.views {
            let inner = view.isHidden ? .hidden : channel
            let factor = ConcealedText.factor(of: view)
            for finding in found(in: view.bytes, channel: inner, tier: tier, allowList: allowList) {
                var finding = finding
                if finding.rule.hasPrefix("concealed.") { finding.score *= factor }
                finding.range = view.range
                finding.evidence += " (in \(view.encoding))"
                findings.append(finding)
            }
        }
        return Self.sorted(Self.strongest(findings))
    }

    private static func sorted(_ findings: [Finding]) -> [Finding] {
        findings.sorted { ($0.range?.lowerBound ?? 0, $0.rule) < ($1.range?.lowerBound ?? 0, $1.rule) }
    }

    /// The strongest four findings of each rule.
    private static func strongest(_ findings: [Finding]) -> [Finding] {
        var counts: [String: Int] = [:]
        return findings.sorted { $0.score > $1.score }
            .filter { finding in
                counts[finding.rule, default: 0] += 1
                return counts[finding.rule, default: 0] <= 4
            }
    }

    private func found(
        in bytes: [UInt8],
        channel: GuardedText.Channel,
        tier: TrustTier,
        allowList: AllowList
    ) -> [Finding] {
        bytes.withUnsafeBufferPointer { buffer in
            let text = WordScanner.scan(buffer, vocabulary: program.vocabulary)
            let allowed = Self.places(of: allowList.phrases, in: buffer)
            let context = RuleContext(text: text, program: program, discussion: discussion, negation: negation)
            var findings: [Finding] = []
            func add(_ number: Int, _ range: Range<Int>, factor: Double) {
                let rule = rules[number]
                guard !allowList.allows(rule.id), !allowed.contains(where: { $0.contains(range) }) else { return }
                let score =
                    rule.weight * factor * (rule.channels[channel] ?? Self.usualFactor(of: channel))
                    * Self.factor(of: tier, channel: channel)
                guard score >= 0.03 else { return }
                findings.append(Self.finding(rule, range: range, score: min(score, 0.97), in: buffer))
            }
            for match in counting(RuleMatcher.matches(program, in: text, ruleCount: rules.count)) {
                let range =
                    Int(text.words[match.words.lowerBound].start)..<Int(text.words[match.words.upperBound - 1].end)
                let isOpen = rules[match.rule].isContextual && channel != .hidden
                add(match.rule, range, factor: isOpen ? context.factor(at: match.words) : 1)
            }
            for (rule, range) in literals.places(in: buffer) {
                let isOpen = rules[rule].isContextual && channel != .hidden
                add(rule, range, factor: isOpen ? context.factor(atBytes: range) : 1)
            }
            for (sign, range) in StructureScanner.places(in: buffer) {
                guard let rule = signs[sign] else { continue }
                let isOpen = rules[rule].isContextual && channel != .hidden
                add(rule, range, factor: isOpen ? context.factor(atBytes: range) : 1)
            }
            return findings
        }
    }

    /// The matches without those that a rule of everyday phrases exempts.
    private func counting(_ matches: [RuleMatch]) -> [RuleMatch] {
        let exempting = matches.filter { !rules[$0.rule].exempts.isEmpty }
        guard !exempting.isEmpty else { return matches }
        return matches.filter { match in
            let rule = rules[match.rule]
            return !exempting.contains { other in
                let names = rules[other.rule].exempts
                return other.words.overlaps(match.words) && (names.contains(rule.id) || names.contains(rule.family))
            }
        }
    }

    private static func usualFactor(of channel: GuardedText.Channel) -> Double {
        switch channel {
        case .user, .document, .tool: 1
        case .hidden: 1.15
        case .output: 0.6
        }
    }

    private static func factor(of tier: TrustTier, channel: GuardedText.Channel) -> Double {
        switch tier {
        case .external: 1.05
        case .user, .curated: 1
        case .operator: channel == .hidden ? 0.9 : 0.6
        }
    }

    private static func finding(
        _ rule: GuardRule,
        range: Range<Int>,
        score: Double,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> Finding {
        let severity: Finding.Severity =
            score >= 0.5 ? rule.severity : score >= 0.25 ? min(rule.severity, .medium) : .low
        return Finding(
            rule: rule.id,
            layer: .rules,
            range: range,
            severity: severity,
            score: score,
            evidence: "\(rule.about): \(excerpt(of: range, in: bytes))",
            remedy: rule.remedy
        )
    }

    /// The words of a match, 80 bytes at most.
    private static func excerpt(of range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> String {
        var end = min(range.upperBound, range.lowerBound + 80)
        while end > range.lowerBound, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        let text = bytes[range.lowerBound..<end].map { $0 < 0x20 ? 0x20 : $0 }
        return "“" + String(decoding: text, as: UTF8.self) + (end < range.upperBound ? "…”" : "”")
    }

    /// Where phrases stand in a text.
    static func places(of phrases: [String], in bytes: [UInt8]) -> [Range<Int>] {
        bytes.withUnsafeBufferPointer { places(of: phrases, in: $0) }
    }

    private static func places(of phrases: [String], in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        guard !phrases.isEmpty else { return [] }
        let scanner = LiteralScanner(phrases.map { (0, Array($0.utf8)) })
        return scanner.places(in: bytes).map(\.range)
    }
}

extension Range<Int> {
    fileprivate func contains(_ other: Range<Int>) -> Bool {
        lowerBound <= other.lowerBound && upperBound >= other.upperBound
    }
}
