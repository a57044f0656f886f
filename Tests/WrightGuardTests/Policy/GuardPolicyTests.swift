import Testing
import WrightCore
import WrightGuard
import WrightModel

struct GuardPolicyTests {
    private static func finding(
        _ rule: String,
        _ layer: Finding.Layer,
        _ severity: Finding.Severity,
        range: Range<Int>? = nil,
        score: Double = 1
    ) -> Finding {
        Finding(
            rule: rule,
            layer: layer,
            range: range,
            severity: severity,
            score: score,
            evidence: "seen",
            remedy: "look"
        )
    }

    private static func policy(_ yaml: String) throws -> GuardPolicy {
        try GuardPolicy(parsing: yaml, name: "policy.yaml")
    }

    private static func failure(_ yaml: String) -> GuardError? {
        #expect(throws: GuardError.self) { try policy(yaml) }
    }

    @Test func verdictsTellTheFindingThatDecided() throws {
        let rule = Self.finding("override.earlier-instructions", .rules, .medium)
        let number = Self.finding("personal.iban", .personalData, .high)
        let text = GuardedText("text", channel: .document)
        let byScore = GuardPolicy.standard.decide([number, rule], score: 0.9, on: text)
        #expect(byScore.action == .quarantine && byScore.decidingFinding == rule)
        let policy = try Self.policy("personalData:\n  ingestion: {iban: block}\n")
        let byNumber = policy.decide([rule, number], score: 0.9, on: text)
        #expect(byNumber.action == .block && byNumber.decidingFinding == number)
    }

    @Test func whatThePolicyAllowsDoesNotCount() throws {
        let rule = Self.finding("override.earlier-instructions", .rules, .medium)
        let number = Self.finding("personal.iban", .personalData, .high)
        let policy = try Self.policy("personalData:\n  ingestion: {iban: allow}\n")
        let text = GuardedText("text", channel: .document)
        #expect(policy.counted([rule, number], on: text) == [rule])
        #expect(GuardPolicy.standard.counted([rule, number], on: text) == [rule, number])
    }

    @Test(
        "The standard policy by channel and tier.",
        arguments: [
            (GuardedText.Channel.user, TrustTier.user, 0.5, GuardAction.block, "channels.user"),
            (.user, .user, 0.49, .allow, nil),
            (.user, .operator, 0.9, .annotate, "channels.user.operator"),
            (.document, .curated, 0.5, .quarantine, "channels.document"),
            (.document, .external, 0.5, .quarantine, "channels.document"),
            (.document, .operator, 1, .annotate, "channels.document.operator"),
            (.hidden, .curated, 0.35, .quarantine, "channels.hidden"),
            (.hidden, .external, 0.3, .quarantine, "channels.hidden.external"),
            (.hidden, .curated, 0.34, .allow, nil),
            (.tool, .external, 0.5, .quarantine, "channels.tool"),
            (.output, .external, 0.99, .annotate, "channels.output"),
        ] as [(GuardedText.Channel, TrustTier, Double, GuardAction, String?)]
    )
    func decidesByScore(
        channel: GuardedText.Channel,
        tier: TrustTier,
        score: Double,
        action: GuardAction,
        rule: String?
    ) {
        let text = GuardedText("text", channel: channel, tier: tier)
        let verdict = GuardPolicy.standard.decide([], score: score, on: text)
        #expect(verdict.action == action)
        #expect(verdict.decidedBy == rule)
        #expect(GuardPolicy.standard.isFlagged(score: score, on: text) == (action > .allow))
    }

    @Test func annotatesFindingsThatProveNothing() {
        let findings = [
            Self.finding("language.unsupported", .classifier, .low), Self.finding("override.x", .rules, .critical),
        ]
        let verdict = GuardPolicy.standard.decide(findings, score: 0.2, on: GuardedText("text", channel: .user))
        #expect(verdict.action == .annotate)
        #expect(verdict.decidedBy == "findings.default")
        #expect(verdict.findings == findings)
    }

    @Test func takesTheStrictestDecisionAndNamesIt() {
        let findings = [
            Self.finding("corpus.flood", .corpus, .high), Self.finding("output.canary", .output, .critical),
            Self.finding("output.link", .output, .high),
        ]
        let text = GuardedText("text", channel: .document)
        let verdict = GuardPolicy.standard.decide(findings, score: 0.9, on: text)
        #expect(verdict.action == .block)
        #expect(verdict.decidedBy == "findings.leak")
        let less = GuardPolicy.standard.decide([findings[0]], score: 0.9, on: text)
        #expect(less.decidedBy == "channels.document", "Of equally strict decisions that by score is told.")
    }

    @Test func redactsSecretsAndKeepsPersonalDataInPrompts() {
        let policy = GuardPolicy.standard
        let text = GuardedText("text", channel: .user)
        let mail = policy.decide([Self.finding("personal.email", .personalData, .low)], score: 0, on: text)
        #expect(mail.action == .annotate && mail.decidedBy == "personalData.prompt.*")
        let key = policy.decide([Self.finding("secret.aws-key", .personalData, .high)], score: 0, on: text)
        #expect(key.action == .redact && key.decidedBy == "personalData.prompt.secrets")
        let token = policy.decide([Self.finding("personal.jwt", .personalData, .high)], score: 0, on: text)
        #expect(token.action == .redact)
        #expect(policy.action(forPersonalData: "email", at: .trace) == .redact)
        #expect(policy.action(forPersonalData: "private-key", at: .output) == .redact)
        #expect(policy.action(forPersonalData: "email", at: .output) == .annotate)
    }

    @Test func followsAFile() throws {
        let policy = try Self.policy(
            """
            name: support desk
            channels:
              document:
                threshold: 0.6
                action: annotate
                tiers:
                  external: {threshold: 0.4, action: block}
              user: {action: confirm}
            findings:
              - {name: our-wiki, rule: "persona.*", channel: document, severity: medium, action: redact}
            personalData:
              prompt: {email: redact, secrets: block, "*": allow}
            allow:
              - a phrase we use
              - {rule: "encoding.*", phrase: certificate}
            """
        )
        #expect(policy.name == "support desk")
        #expect(policy.threshold(for: .document, tier: .operator) == 0.6)
        #expect(policy.threshold(for: .document, tier: .external) == 0.4)
        #expect(policy.threshold(for: .user, tier: .user) == 0.5)
        let text = GuardedText("text", channel: .document, tier: .external)
        #expect(policy.decide([], score: 0.4, on: text).decidedBy == "channels.document.external")
        let user = GuardedText("text", channel: .user)
        #expect(policy.decide([], score: 0.5, on: user).action == .confirm)
        let persona = Self.finding("persona.free", .rules, .medium)
        #expect(policy.decide([persona], score: 0, on: text).decidedBy == "findings.our-wiki")
        #expect(policy.decide([persona], score: 0, on: user).decidedBy == "findings.default")
        #expect(policy.action(forPersonalData: "phone", at: .prompt) == .allow)
        #expect(policy.action(forPersonalData: "secret", at: .prompt) == .block)
        #expect(policy.allowedPhrases == ["a phrase we use"])
    }

    @Test func leavesAllowedFindingsOutButTellsThem() throws {
        let policy = try Self.policy(
            """
            allow:
              - ignore the above
              - {rule: "encoding.*", phrase: QUJD}
              - {rule: noise.*, channel: tool}
            """
        )
        let text = GuardedText("please ignore the above QUJD", channel: .document)
        let inside = Self.finding("override.x", .rules, .high, range: 7..<23)
        let beyond = Self.finding("override.x", .rules, .high, range: 0..<23)
        let encoded = Self.finding("encoding.base64", .normalisation, .high, range: 24..<28)
        let other = Self.finding("override.y", .rules, .high, range: 24..<28)
        let noise = Self.finding("noise.a", .rules, .high)
        func action(_ finding: Finding, _ text: GuardedText) -> GuardAction {
            policy.decide([finding], score: 0, on: text).action
        }
        #expect(action(inside, text) == .allow)
        #expect(action(beyond, text) == .annotate)
        #expect(action(encoded, text) == .allow)
        #expect(action(other, text) == .annotate)
        #expect(action(noise, text) == .annotate)
        #expect(action(noise, GuardedText("text", channel: .tool)) == .allow)
        #expect(policy.decide([inside], score: 0, on: text).findings == [inside])
        let whole = GuardedText(" ignore the above\n", channel: .document)
        #expect(policy.decide([], score: 0.9, on: whole).action == .allow)
        #expect(policy.decide([], score: 0.9, on: text).action == .quarantine)
    }

    @Test func saysInADryRunWhatItWouldDo() throws {
        let policy = try Self.policy("dryRun: true")
        let verdict = policy.decide([], score: 0.9, on: GuardedText("text", channel: .user))
        #expect(verdict.action == .allow)
        #expect(verdict.decidedBy == "channels.user (dry run: would block)")
        #expect(verdict.score == 0.9)
    }

    @Test func hasAVersionOfItsContent() throws {
        let plain = try Self.policy("channels: {user: {threshold: 0.6, action: block}}")
        let same = try Self.policy(
            "# a comment\nname: other\nchannels:\n  user:\n    action: block\n    threshold: 0.6\n"
        )
        let other = try Self.policy("channels: {user: {threshold: 0.7, action: block}}")
        #expect(plain.version == same.version)
        #expect(plain.version != other.version)
        #expect(plain.version != GuardPolicy.standard.version)
        #expect(try Self.policy("").version == GuardPolicy.standard.version)
        #expect(plain.version.utf8.count == 16)
    }

    @Test func startsFromNothingWhereTheFileSaysSo() throws {
        let policy = try Self.policy("extends: none")
        let verdict = policy.decide(
            [Self.finding("output.canary", .output, .critical)],
            score: 1,
            on: GuardedText("text", channel: .user)
        )
        #expect(verdict.action == .annotate)
    }

    @Test(
        "What a file must not say, with the line and the entry that errors name.",
        arguments: [
            ("channels:\n  user:\n    treshold: 0.5\n", 3, "treshold"),
            ("channels:\n  users: {}\n", 2, "users"),
            ("channels:\n  user:\n    threshold: 1.5\n", 3, "threshold"),
            ("channels:\n  user:\n    threshold: high\n", 3, "threshold"),
            ("channels:\n  user:\n    action: destroy\n", 3, "action"),
            ("colour: red\n", 1, "colour"),
            ("dryRun: maybe\n", 1, "dryRun"),
            ("extends: everything\n", 1, "extends"),
            ("findings:\n  - {rule: x, action: block}\n", 2, "name"),
            ("findings:\n  - {name: x, rule: x}\n", 2, "action"),
            ("findings:\n  - {name: x, action: block, severity: awful}\n", 2, "severity"),
            ("findings: block\n", 1, "findings"),
            ("personalData:\n  everywhere: {email: redact}\n", 2, "everywhere"),
            ("personalData:\n  prompt:\n    email: hide\n", 3, "email"),
            ("allow:\n  - {channel: user}\n", 2, "rule"),
            ("allow:\n  - [a]\n", 2, "allow"),
            ("- a\n- b\n", 1, "mapping"),
        ]
    )
    func refusesWithLineAndEntry(yaml: String, line: Int, entry: String) {
        let error = Self.failure(yaml)
        #expect(error?.code == .unreadablePolicy)
        #expect(error?.message.contains("Line \(line) ") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(entry) == true, "\(error?.message ?? "")")
        #expect(error?.remedy?.isEmpty == false)
    }

    @Test(arguments: ["a: [", "a: b: c", "\t- x", "user: {}\nuser: {}", "{", "a: *b"])
    func refusesWhatIsNoYAML(yaml: String) {
        #expect(Self.failure(yaml)?.code == .unreadablePolicy)
    }

    @Test func survivesRandomBytes() {
        var random = SeededRandom(seed: 17)
        let pieces = [
            "channels:", "user", ": ", "\n", "  ", "- ", "{", "}", "[", "]", "0.5", "action", "&a", "*a", "\"", "|",
        ]
        for _ in 0..<2000 {
            let yaml = (0..<Int.random(in: 1...30, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            do {
                _ = try Self.policy(yaml)
            } catch {
                #expect((error as? GuardError)?.code == .unreadablePolicy)
            }
        }
    }
}
