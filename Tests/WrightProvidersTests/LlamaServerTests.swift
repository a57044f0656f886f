import Foundation
import Testing
import WrightCore
import WrightModel
import WrightProviders

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A real server in the form of chat completions: `llama-cpp-python[server]` with a tiny model of random weights.
///
/// Runs where the variable `WRIGHT_LLAMA_PYTHON` names a Python that has the packages `llama_cpp` and `gguf`.
@Suite(.serialized) struct LlamaServerTests {
    @Test func `a real server answers whole and bit by bit`() async throws {
        guard let python = ProcessInfo.processInfo.environment["WRIGHT_LLAMA_PYTHON"], !python.isEmpty else {
            print("skipped: a real server answers (no WRIGHT_LLAMA_PYTHON)")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wright-llama-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = folder.appendingPathComponent("tiny.gguf").path
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Scripts/make-tiny-model.py").path
        let maker = try Self.start(python, [script, model])
        var status: Int32 = 0
        try #require(waitpid(maker, &status, 0) == maker && status == 0)
        let port = Int.random(in: 20_000...40_000)
        let server = try Self.start(
            python,
            ["-m", "llama_cpp.server", "--model", model, "--port", "\(port)", "--host", "127.0.0.1", "--n_ctx", "512"]
        )
        // It takes a request to end as one to wait for its connections.
        defer {
            kill(server, SIGKILL)
            waitpid(server, nil, 0)
        }
        let address = try ServiceAddress("http://127.0.0.1:\(port)/v1")
        let provider = try ServiceProvider(#require(ServiceKind.named("llamacpp")), address: address)
        var request = CompletionRequest(model: "tiny", messages: [.user("the a is in of")])
        request.maximumTokenCount = 8
        request.temperature = 0
        request.seed = 1
        let whole = try await Self.answer(provider, request)
        #expect(whole.usage.map { $0.inputTokenCount > 0 && $0.outputTokenCount > 0 } == true)
        var accumulator = CompletionAccumulator(model: "tiny")
        for try await piece in provider.stream(request) { accumulator.add(piece) }
        let streamed = accumulator.completion()
        // Of characters of several bytes, this server's stream leaves most out; random weights write many.
        #expect(streamed.text.utf8.filter { $0 < 128 } == whole.text.utf8.filter { $0 < 128 })
        #expect(streamed.finishReason == whole.finishReason)
        // Its grammar for JSON keeps what is written an object from the first byte on.
        request.responseFormat = .json
        request.maximumTokenCount = 64
        let structured = try await provider.complete(request)
        #expect(structured.text.utf8.first { $0 > 32 } == UInt8(ascii: "{"))
        if structured.finishReason == .stop { #expect(try JSONValue(parsing: structured.text).object != nil) }
    }

    /// Asks again until the server has loaded its model.
    private static func answer(_ provider: ServiceProvider, _ request: CompletionRequest) async throws -> Completion {
        for _ in 0..<100 {
            do {
                return try await provider.complete(request)
            } catch {
                guard (error as? ProviderError)?.code == .unreachable else { throw error }
                try await Task.sleep(for: .milliseconds(300))
            }
        }
        return try await provider.complete(request)
    }

    /// Starts a program whose output nobody reads; not by Foundation's `Process`, for the reason in `WrightProcess`.
    private static func start(_ program: String, _ arguments: [String]) throws -> pid_t {
        let quiet = ["/bin/sh", "-c", "exec \"$@\" >/dev/null 2>&1", "sh", program] + arguments
        let settings = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
        let lists = [quiet, settings].map { list in list.map { strdup($0) } + [nil] }
        defer { for pointer in lists.joined() { free(pointer) } }
        var process = pid_t()
        try #require(posix_spawn(&process, "/bin/sh", nil, nil, lists[0], lists[1]) == 0)
        return process
    }
}
