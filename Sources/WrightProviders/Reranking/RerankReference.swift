/// A reranking model with its service, as users write it: `cohere:rerank-v3.5`, `voyage:rerank-2`, `tei:served`.
public struct RerankReference: Sendable, Hashable {
    /// The form of requests, and the model.
    public let form: RerankService.Form
    /// Where the service is.
    public let address: ServiceAddress
    /// Who named the address.
    public let origin: KeyRing.AddressOrigin
    private let kind: Kind

    /// The forms that are known by name.
    private enum Kind: String, CaseIterable {
        case jina
        case cohere
        case voyage
        case tei

        var address: String {
            switch self {
            case .jina: "https://api.jina.ai/v1"
            case .cohere: "https://api.cohere.com"
            case .voyage: "https://api.voyageai.com/v1"
            case .tei: "http://localhost:8080"
            }
        }

        var keyVariable: String? { self == .tei ? nil : rawValue.uppercased() + "_API_KEY" }

        func form(model: String) -> RerankService.Form {
            switch self {
            case .jina: .jina(model: model)
            case .cohere: .cohere(model: model)
            case .voyage: .voyage(model: model)
            case .tei: .textEmbeddingsInference
            }
        }
    }

    /// Reads a reference; nil for what names no reranking service, such as a model on this machine.
    ///
    /// - Parameters:
    ///   - text: The name of a service, a colon, and the model's name.
    ///   - services: Services that the project names; they do not replace those known by name.
    /// - Throws: ``ProviderError`` with code `addressInvalid`.
    public init?(_ text: String, services: [ModelReference.NamedService] = []) throws(ProviderError) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        if let known = Kind(rawValue: parts[0]) {
            kind = known
            address = try ServiceAddress(known.address)
            origin = .service
        } else if let named = services.first(where: { $0.name == parts[0] }), let known = Kind(rawValue: named.form) {
            kind = known
            address = try ServiceAddress(named.address ?? known.address)
            origin = named.address == nil ? .service : .project
        } else {
            return nil
        }
        form = kind.form(model: parts[1])
    }

    /// Opens the service with the key that is for it.
    ///
    /// - Throws: ``ProviderError`` with code `keyMissing`, `keyNotBound` or `insecureAddress`.
    public func service(keys: KeyRing) throws -> RerankService {
        let variable = kind.keyVariable
        let key = try keys.key(service: kind.rawValue, variable: variable, at: address, from: origin)
        return try RerankService(form, address: address, key: key)
    }
}
