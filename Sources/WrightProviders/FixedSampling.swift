internal import WrightModel
internal import WrightTrace
private import Synchronization

/// Remembers which models do not let the freedom of their words be set, as reasoning models do not.
///
/// Built-in prompts ask for a temperature of 0; a model that takes none would otherwise never answer them.
final class FixedSampling: Sendable {
    private let models = Mutex<Set<String>>([])

    /// A request without what its model is known to refuse.
    func adjusted(_ request: CompletionRequest) -> CompletionRequest {
        models.withLock { $0.contains(request.model) } ? Self.plain(request) : request
    }

    /// The request to make in place of one that was refused for its temperature or share of probability; nil where it
    /// was refused for anything else.
    func replacement(for request: CompletionRequest, after error: ProviderError) -> CompletionRequest? {
        guard error.code == .requestRefused, request.temperature != nil || request.topP != nil else { return nil }
        let said = error.message.lowercased()
        guard said.contains("temperature") || said.contains("top_p") else { return nil }
        let reasons = ["unsupported", "not supported", "does not support", "deprecated"]
        guard reasons.contains(where: { said.contains($0) }) else { return nil }
        models.withLock { models in
            if models.count < 1000 { models.insert(request.model) }
        }
        TraceScope.event("sampling left out")
        return Self.plain(request)
    }

    private static func plain(_ request: CompletionRequest) -> CompletionRequest {
        var request = request
        request.temperature = nil
        request.topP = nil
        return request
    }
}
