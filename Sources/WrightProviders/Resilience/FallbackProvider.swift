public import WrightModel
internal import WrightTrace
internal import WrightCore

/// Asks one service after another until one answers.
///
/// The next is asked where the fault is the service's, not the request's, and only before any piece was handed on.
public struct FallbackProvider: CompletionProvider {
    /// A service of the chain.
    public struct Link: Sendable {
        /// The service.
        public var provider: any CompletionProvider
        /// The model that it is asked for; nil for the request's own.
        public var model: String?

        /// Makes a link.
        public init(_ provider: any CompletionProvider, model: String? = nil) {
            self.provider = provider
            self.model = model
        }
    }

    private let links: [Link]

    /// Makes a chain.
    ///
    /// - Parameter links: The services in the order in which they are asked, one or more.
    public init(_ links: [Link]) {
        precondition(!links.isEmpty, "A chain has one service or more.")
        self.links = links
    }

    /// The first of the chain.
    public var identity: ProviderIdentity { links[0].provider.identity }

    /// Answers at once.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        var failures: [any Error] = []
        for link in links {
            do {
                return try await link.provider.complete(Self.request(request, for: link))
            } catch {
                failures.append(try fallen(link, error))
            }
        }
        throw Self.joined(failures)
    }

    /// Answers bit by bit.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { sink in
            var failures: [any Error] = []
            for link in links {
                var isHandedOn = false
                do {
                    for try await piece in link.provider.stream(Self.request(request, for: link)) {
                        isHandedOn = true
                        try await sink.send(piece)
                    }
                    return
                } catch {
                    if isHandedOn { throw error }
                    failures.append(try fallen(link, error))
                }
            }
            throw Self.joined(failures)
        }
    }

    private static func request(_ request: CompletionRequest, for link: Link) -> CompletionRequest {
        var request = request
        request.model = link.model ?? request.model
        return request
    }

    /// The error as one of the chain's failures; thrown on where another service would fail the same way.
    private func fallen(_ link: Link, _ error: any Error) throws -> any Error {
        guard let fault = error as? ProviderError, fault.isFaultOfService, !Task.isCancelled else { throw error }
        TraceScope.event(
            "fallback",
            [
                TraceAttribute(.providerName, .string(link.provider.identity.name)),
                TraceAttribute(.errorType, .string(fault.identifier)),
            ]
        )
        return error
    }

    private static func joined(_ failures: [any Error]) -> any Error {
        if failures.count == 1, let only = failures.first { return only }
        return ProviderError.everyProviderFailed(
            failures.compactMap { ($0 as? any DescribedError)?.message.lowercasedFirst }
        )
    }
}
