internal import Yams

extension ProjectSettings {
    /// A language-model service that a project names under `providers`.
    public struct Service: Sendable, Hashable {
        /// The name that models are named with, as in `NAME:MODEL`.
        public var name: String
        /// The name of a known service that speaks the same form, such as `openai`.
        public var form: String
        /// Its address; nil for that of the known service.
        ///
        /// A key goes there only if the user bound one to that host: a project cannot send keys anywhere.
        public var address: String?
    }

    /// Services that a project may name.
    private static let serviceLimit = 100

    /// Reads `providers`: a mapping of names to `form` and `url`.
    static func services(_ node: Node, _ name: String) throws(StoreError) -> [Service] {
        guard let mapping = node.mapping, mapping.count <= serviceLimit else {
            throw .settingsInvalid(name: name, reason: "it must be a mapping of names to services")
        }
        var services: [Service] = []
        for (key, value) in mapping {
            guard let service = key.string, !service.isEmpty, !service.contains(":"), let fields = value.mapping else {
                throw .settingsInvalid(name: name, reason: "each service has a name and a mapping with its form")
            }
            var found = Service(name: service, form: "openai", address: nil)
            for (field, text) in fields {
                switch field.string {
                case "form": found.form = text.string ?? ""
                case "url": found.address = text.string
                case "key", "apiKey", "api_key", "headers":
                    throw .settingsInvalid(
                        name: "\(name).\(service)",
                        reason: "keys do not stand in a project; put yours into a variable or your own keys.json"
                    )
                default:
                    let field = field.string ?? ""
                    throw .settingsInvalid(name: "\(name).\(service).\(field)", reason: "there is no such setting")
                }
            }
            services.append(found)
        }
        return services
    }
}
