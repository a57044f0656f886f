internal import ArgumentParser
internal import WrightCore
internal import WrightGuard
internal import WrightModel
internal import WrightRetrieval
private import WrightStore
internal import WrightTrace

/// Whether questions are inspected; shared by the commands that answer.
struct QuestionOptions: ParsableArguments {
    @Flag(
        name: .customLong("guard"),
        help: ArgumentHelp(
            "Inspect the question before it is answered; what the policy stops is refused, with exit code 3.",
            discussion: "Also 'guard: standard' or 'guard: policy.yaml' in wright.yaml."
        )
    )
    var isGuarded = false
}

/// What a project's policy says of a question before it is answered, and of an answer before it is shown.
struct QuestionInspection {
    private let desk: GuardDesk
    private let project: ProjectFolder

    /// Nil where neither the option nor the project's settings ask for it.
    init?(_ options: QuestionOptions, global: GlobalOptions) throws {
        guard try options.isGuarded || global.settings().guardPolicy != nil else { return nil }
        let embedder = try ModelLoading.encoderIfInstalled(named: ModelSpecification.allMiniLM.name)
        desk = try GuardDesk(global: global, policyFile: nil, embedder: embedder)
        project = global.folder
    }

    /// What was decided about a question that may be answered.
    ///
    /// - Throws: `CLIError` with the identifier `questionRefused` where the policy asks for a person, keeps texts apart
    ///   or blocks them. The refusal is written into the audit log first.
    func verdict(on question: String, _ span: ActiveSpan?) async throws -> Verdict {
        let text = GuardedText(question, channel: .user)
        let verdict = try await desk.verdict(on: text)
        span?.set(.guardAction, .string(verdict.action.rawValue))
        if let rule = verdict.decidedBy { span?.set(.guardRule, .string(rule)) }
        guard verdict.action >= .confirm else { return verdict }
        let record = AuditRecord(
            verdict,
            on: text,
            policy: desk.policy,
            principal: GuardDesk.principal,
            timeNanoseconds: GuardDesk.nowNanoseconds
        )
        if project.exists { try GuardDesk.log(record, project: project) }
        throw CLIError.questionRefused(
            action: verdict.action.rawValue,
            decidedBy: verdict.decidedBy ?? "the policy",
            rules: Self.rules(of: verdict, else: "its score")
        )
    }

    /// The answer without what the policy redacts from answers, for one in the documents' own words.
    ///
    /// Sentences and quotes are masked with as many bytes, so that each quote is as long as the place it stands for.
    func redacted(_ answer: Answer) -> Answer {
        let redaction = PersonalDataRedaction(policy: desk.policy, place: .output)
        guard !redaction.isEmpty else { return answer }
        var answer = answer
        answer.text = redaction.masked(answer.text)
        for place in answer.citations.indices {
            answer.citations[place].quote = redaction.masked(answer.citations[place].quote)
            answer.citations[place].document.title = redaction.redacted(answer.citations[place].document.title)
            answer.citations[place].headingPath = answer.citations[place].headingPath.map { redaction.redacted($0) }
        }
        return answer
    }

    /// What is said beside the answer; nil where nothing was noticed.
    static func note(_ verdict: Verdict) -> String? {
        let rules = rules(of: verdict, else: "its score")
        guard verdict.action > .allow || verdict.decidedBy?.contains("dry run") ?? false else { return nil }
        return "The guard noticed something in the question: " + rules.joined(separator: ", ")
            + " (\(verdict.decidedBy ?? verdict.action.rawValue))."
    }

    /// The member of JSON output.
    static func member(_ verdict: Verdict) -> JSONValue.Member {
        .init(
            "guard",
            [
                "verdict": .string(verdict.action.rawValue), "score": .double(verdict.score),
                "decidedBy": verdict.decidedBy.map { .string($0) } ?? .null,
                "rules": .array(rules(of: verdict).map { .string($0) }),
            ]
        )
    }

    private static func rules(of verdict: Verdict, else other: String? = nil) -> [String] {
        let known = Set(verdict.findings.map(\.rule)).sorted()
        return known.isEmpty ? [other].compactMap { $0 } : Array(known.prefix(4))
    }
}
