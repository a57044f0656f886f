/// A model with its service, as users write it: `openai:gpt-4o-mini`, `ollama:llama3.2`.
public struct ModelReference: Sendable, Hashable {
    /// The service.
    public var kind: ServiceKind
    /// The model's name, as the service knows it.
    public var model: String
    /// Where the service is; nil for its own address.
    public var address: ServiceAddress?
    /// Who named the address.
    public var origin: KeyRing.AddressOrigin

    /// A service that a project names, in `wright.yaml`.
    public struct NamedService: Sendable, Hashable {
        /// The name before the colon.
        public var name: String
        /// The form: the name of a service that speaks it, such as `openai`.
        public var form: String
        /// Its address.
        public var address: String?

        /// Names a service.
        public init(name: String, form: String, address: String?) {
            self.name = name
            self.form = form
            self.address = address
        }
    }

    /// Reads a reference.
    ///
    /// - Parameters:
    ///   - text: The name of a service, a colon, and the model's name.
    ///   - baseURL: An address that the user gives for this call.
    ///   - services: Services that the project names; they do not replace those known by name.
    ///   - environment: The user's variables, which may hold another address.
    /// - Throws: ``ProviderError`` with code `settingsInvalid` or `addressInvalid`.
    public init(
        _ text: String,
        baseURL: String? = nil,
        services: [NamedService] = [],
        environment: [String: String] = [:]
    ) throws(ProviderError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw .settingsInvalid(
                text,
                reason: "a model is named with its service",
                remedy: "Write SERVICE:MODEL, such as 'ollama:llama3.2' or 'openai:gpt-4o-mini'."
            )
        }
        model = parts[1]
        address = nil
        origin = .service
        if let known = ServiceKind.named(parts[0]) {
            kind = known
            if let variable = known.addressVariable, let value = environment[variable], !value.isEmpty {
                address = try ServiceAddress(Self.completed(value, for: known))
                origin = .user
            }
        } else if let named = services.first(where: { $0.name == parts[0] }) {
            guard let form = ServiceKind.named(named.form) else {
                throw .settingsInvalid(
                    named.form,
                    reason: "no service speaks a form of that name",
                    remedy: "Write one of \(ServiceKind.all.map(\.name).joined(separator: ", "))."
                )
            }
            kind = form
            address = try named.address.map { (text) throws(ProviderError) in try ServiceAddress(text) }
            origin = named.address == nil ? .service : .project
        } else {
            let names = ServiceKind.all.map(\.name) + services.map(\.name)
            throw .settingsInvalid(
                text,
                reason: "there is no service '\(parts[0])'",
                remedy:
                    "Write one of \(names.joined(separator: ", ")), a colon and the model, or name it in wright.yaml."
            )
        }
        if let baseURL {
            address = try ServiceAddress(Self.completed(baseURL, for: kind))
            origin = .user
        }
    }

    /// Opens the service with the key that is for it.
    ///
    /// - Throws: ``ProviderError`` with code `keyMissing`, `keyNotBound`, `insecureAddress` or `addressInvalid`.
    public func provider(keys: KeyRing) throws -> ServiceProvider {
        let place = try address ?? kind.ownAddress()
        let key = try keys.key(for: kind, at: place, from: origin)
        return try ServiceProvider(kind, address: place, key: key)
    }

    /// Ollama's variable may hold a host without a scheme or a port; the address to listen on is that of this machine.
    private static func completed(_ text: String, for kind: ServiceKind) -> String {
        guard kind == .ollama, !text.contains("://") else { return text }
        let host = text.hasPrefix("0.0.0.0") ? "127.0.0.1" + text.dropFirst(7) : text
        return "http://" + (host.contains(":") ? host : host + ":11434")
    }
}
