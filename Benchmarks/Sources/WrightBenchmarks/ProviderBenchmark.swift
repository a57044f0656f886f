private import Dispatch
internal import WrightCore
internal import WrightModel
internal import WrightProviders

/// What streamed answers cost this process: building and sending the request, reading and joining the pieces.
///
/// The service runs in a process of its own (`peers/stream_server.py`), so that its time does not count.
struct ProviderBenchmark {
    let address: String
    var streamCount = 40

    func run() throws -> JSONValue {
        let services: [(String, ServiceKind)] = [("chat", .openAI), ("messages", .anthropic), ("ollama", .ollama)]
        var results: [JSONValue.Member] = []
        for (name, kind) in services {
            let provider = try ServiceProvider(kind, address: ServiceAddress(address))
            var pieces = 0
            let seconds = Measurement.bestSeconds {
                pieces = 0
                for _ in 0..<streamCount { pieces += Self.wait { try await Self.read(provider) } }
            }
            let perChunk = seconds * 1_000_000 / Double(max(1, pieces))
            results.append(.init(name + "MicrosecondsPerChunk", .double((perChunk * 100).rounded() / 100)))
            results.append(.init(name + "Chunks", .int(pieces / streamCount)))
        }
        return .object(results)
    }

    private static func read(_ provider: ServiceProvider) async throws -> Int {
        var accumulator = CompletionAccumulator(model: "m")
        var count = 0
        for try await piece in provider.stream(CompletionRequest(model: "m", messages: [.user("Go on.")])) {
            if case .text = piece { count += 1 }
            accumulator.add(piece)
        }
        return accumulator.completion().text.isEmpty ? 0 : count
    }

    /// Waits for asynchronous work; 0 where it failed.
    private static func wait(_ body: @escaping @Sendable () async throws -> Int) -> Int {
        let done = DispatchSemaphore(value: 0)
        let box = ResultBox()
        Task {
            box.value = (try? await body()) ?? 0
            done.signal()
        }
        done.wait()
        return box.value
    }

    /// Written before and read after the semaphore, never at once.
    private final class ResultBox: @unchecked Sendable {
        var value = 0
    }
}
