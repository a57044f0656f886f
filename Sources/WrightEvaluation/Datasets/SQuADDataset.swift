private import WrightCore

/// Questions on paragraphs of Wikipedia, some of which the paragraph does not answer (SQuAD), as JSON lines.
///
/// `contexts.jsonl` holds `context_id`, `title`, `text`; `questions.jsonl` holds `id`, `context_id`, `question`,
/// `answers` and, in version 2.0, `answerable`.
public struct SQuADDataset: Sendable {
    /// A paragraph.
    public struct Context: Sendable, Hashable {
        /// The identifier that questions use.
        public let id: String
        /// The title of the article.
        public let title: String
        /// The paragraph.
        public let text: String
    }

    /// A question on one paragraph.
    public struct Question: Sendable, Hashable {
        /// The identifier.
        public let id: String
        /// The paragraph that it is asked of.
        public let contextID: String
        /// What is asked.
        public let text: String
        /// The answers that people gave, each a part of the paragraph; empty if it does not answer.
        public let answers: [String]
        /// Whether the paragraph answers the question.
        public let isAnswerable: Bool
    }

    /// The paragraphs, in the order of their file.
    public let contexts: [Context]
    /// The questions, in the order of their file.
    public let questions: [Question]

    /// Reads paragraphs and questions.
    ///
    /// - Parameters:
    ///   - contexts: The bytes of `contexts.jsonl`.
    ///   - questions: The bytes of `questions.jsonl`.
    ///   - limits: How much is read of each.
    /// - Throws: ``EvaluationError`` with code `invalidLine`, which names the line, also for a question whose paragraph
    ///   does not exist; or `limitExceeded`.
    public init(
        contexts: UnsafeRawBufferPointer,
        questions: UnsafeRawBufferPointer,
        limits: ReadingLimits = ReadingLimits()
    ) throws(EvaluationError) {
        self.contexts = try Self.contexts(in: contexts, limits: limits)
        self.questions = try Self.questions(in: questions, on: Set(self.contexts.map(\.id)), limits: limits)
    }

    private static func contexts(
        in bytes: UnsafeRawBufferPointer,
        limits: ReadingLimits
    ) throws(EvaluationError) -> [Context] {
        var contexts: [Context] = []
        var lines = TextLines(of: bytes, name: "contexts.jsonl", limits: limits)
        while let line = try lines.nextJSON() {
            let record = JSONRecord(line, at: lines)
            let title = try record.optionalString("title")
            contexts.append(
                Context(id: try record.string("context_id"), title: title, text: try record.string("text"))
            )
        }
        return contexts
    }

    private static func questions(
        in bytes: UnsafeRawBufferPointer,
        on contextIDs: Set<String>,
        limits: ReadingLimits
    ) throws(EvaluationError) -> [Question] {
        var questions: [Question] = []
        var lines = TextLines(of: bytes, name: "questions.jsonl", limits: limits)
        while let line = try lines.nextJSON() {
            let record = JSONRecord(line, at: lines)
            let contextID = try record.string("context_id")
            guard contextIDs.contains(contextID) else {
                throw record.invalid(
                    "there is no context '\(contextID)'",
                    remedy: "Read the questions with the contexts that they were made for."
                )
            }
            let answers = try record.strings("answers")
            questions.append(
                Question(
                    id: try record.string("id"),
                    contextID: contextID,
                    text: try record.string("question"),
                    answers: answers,
                    isAnswerable: try record.bool("answerable") ?? !answers.isEmpty
                )
            )
        }
        return questions
    }
}
