internal import Dispatch
internal import Synchronization
internal import WrightCore
internal import WrightEncoder
internal import WrightModel

/// Speed of one model at one precision, in bulk and for a single short question.
struct EmbedBenchmark {
    let modelFolder: String
    let textsPath: String
    let precisionName: String

    /// A question of 12 tokens, the two special ones included.
    static let question = "what is the capital of france and of spain"
    private static let questionCount = 300

    /// Measures on all processors, by the clock; the best of three rounds counts, and the median of all questions.
    func run() throws -> JSONValue {
        guard let precision = EncoderPrecision(shortName: precisionName) else {
            throw BenchmarkError.wrongUsage("The precision must be f32, bf16 or int8.")
        }
        let texts = try JSONLines.texts(path: textsPath, fields: ["text"])
        let clock = ContinuousClock()
        let start = clock.now
        let encoder = try TransformerEncoder(folder: modelFolder, configuration: .init(precision: precision))
        let loadSeconds = Self.seconds(start.duration(to: clock.now))
        var tokenCount = 0
        var best = Double.infinity
        let vectors = UnsafeMutableBufferPointer<Float>.allocate(capacity: texts.count * encoder.model.dimension)
        defer { vectors.deallocate() }
        let target = Target(vectors: vectors)
        for _ in 0..<3 {
            let start = clock.now
            tokenCount = try Self.waiting {
                try await encoder.embed(texts, for: .document, into: target.vectors).tokenCount
            }
            best = min(best, Self.seconds(start.duration(to: clock.now)))
        }
        var questions: [Double] = []
        for _ in 0..<Self.questionCount {
            let start = clock.now
            _ = try Self.waiting { try await encoder.embed([Self.question], for: .query).count }
            questions.append(Self.seconds(start.duration(to: clock.now)) * 1000)
        }
        return [
            "precision": .string(precisionName), "texts": .int(texts.count), "tokens": .int(tokenCount),
            "tokensPerSecond": .double(Measurement.rounded(Double(tokenCount) / best)),
            "questionTokens": .int(encoder.tokenCount(of: Self.question) + 2),
            "questionMilliseconds": .double(questions.sorted()[questions.count / 2]),
            "loadMilliseconds": .double(loadSeconds * 1000),
        ]
    }

    private struct Target: @unchecked Sendable {
        // `@unchecked`: only the encoder's workers write, while nobody reads.
        let vectors: UnsafeMutableBufferPointer<Float>
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    /// The result of asynchronous work, for a program that is not.
    static func waiting<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let box = Box<Value>()
        // Awaited by the semaphore below.
        Task {
            let found: Result<Value, any Error>
            do { found = .success(try await work()) } catch { found = .failure(error) }
            box.result.withLock { $0 = found }
            done.signal()
        }
        done.wait()
        guard let found = box.result.withLock({ $0 }) else { preconditionFailure("The work has ended.") }
        return try found.get()
    }

    private final class Box<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
    }
}
