private import WrightCore

/// Questions with the exact parts of a text that answer them, to measure chunkers by (Chroma's chunking evaluation).
///
/// `questions.jsonl` holds `id`, `question`, `corpus` and `references`, each with `content`, `start_index` and
/// `end_index` in code points of the corpus; they are turned into UTF-8 bytes here.
public struct ChunkingDataset: Sendable {
    /// A question.
    public struct Question: Sendable, Hashable {
        /// The identifier.
        public let id: String
        /// What is asked.
        public let text: String
        /// The name of the text that answers it.
        public let corpus: String
        /// The parts of that text that answer it, as UTF-8 byte ranges.
        public let references: [Range<Int>]
    }

    /// The questions, in the order of their file.
    public let questions: [Question]

    /// Reads questions.
    ///
    /// - Parameters:
    ///   - questions: The bytes of `questions.jsonl`.
    ///   - corpora: The texts by name, in UTF-8.
    ///   - limits: How much is read.
    /// - Throws: ``EvaluationError`` with code `invalidLine`, which names the line, also for a reference that does not
    ///   stand in the text where it says; or `limitExceeded`.
    public init(
        questions: UnsafeRawBufferPointer,
        corpora: [String: UnsafeRawBufferPointer],
        limits: ReadingLimits = ReadingLimits()
    ) throws(EvaluationError) {
        let offsets = corpora.mapValues { CodePointOffsets(of: $0) }
        var read: [Question] = []
        var lines = TextLines(of: questions, name: "questions.jsonl", limits: limits)
        while let line = try lines.nextJSON() {
            let record = JSONRecord(line, at: lines)
            let corpus = try record.string("corpus")
            guard let text = offsets[corpus] else {
                throw record.invalid("there is no corpus '\(corpus)'", remedy: "Read the questions with their corpora.")
            }
            let id = try record.optionalString("id")
            read.append(
                Question(
                    id: id.isEmpty ? "\(read.count)" : id,
                    text: try record.string("question"),
                    corpus: corpus,
                    references: try Self.references(of: record, in: text)
                )
            )
        }
        self.questions = read
    }

    private static func references(
        of record: JSONRecord,
        in text: CodePointOffsets
    ) throws(EvaluationError) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for reference in try record.records("references") {
            let start = try reference.int("start_index")
            let end = try reference.int("end_index")
            let content = try reference.string("content")
            guard let range = text.bytes(from: start, to: end), text.holds(content, at: range) else {
                throw reference.invalid(
                    "the reference at \(start)…\(end) does not stand there in its corpus",
                    remedy: "Read the questions with the corpora that they were made for."
                )
            }
            ranges.append(range)
        }
        return ranges
    }
}
