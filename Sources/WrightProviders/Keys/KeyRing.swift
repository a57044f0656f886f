#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
public import WrightCore

/// The user's keys, each for the hosts that it is bound to.
///
/// Which key goes to which host is decided by a built-in table and by the user's own file of keys, never by a project:
/// an address that a project names gets the key that is bound to its host, or none. An address that the user gives on
/// the command line or in a variable is the user's word that the service's key may go there.
public struct KeyRing: Sendable {
    private let environment: [String: String]
    private let bindings: [KeyBinding]

    /// Who named an address.
    public enum AddressOrigin: Sendable, Hashable {
        /// It is the service's own.
        case service
        /// The user, on the command line or in a variable.
        case user
        /// A file of the project, which others may have written.
        case project
    }

    /// Takes the user's variables and file of keys.
    ///
    /// - Parameters:
    ///   - environment: The variables.
    ///   - file: The file of keys; it need not be there. It must be the user's and readable by nobody else.
    /// - Throws: ``ProviderError`` with code `keyUnsafe` or `settingsInvalid`.
    public init(environment: [String: String], file: String? = nil) throws {
        self.environment = environment
        bindings = try file.map { try KeyFile.bindings(path: $0) } ?? []
    }

    /// Where the file of keys is: `WRIGHT_KEYS`, else `wright/keys.json` in the user's folder of settings.
    public static func file(environment: [String: String]) -> String? {
        if let path = environment["WRIGHT_KEYS"], !path.isEmpty { return path }
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return folder + "/wright/keys.json" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return home + "/.config/wright/keys.json"
    }

    /// The key for a service at an address; nil where it goes without.
    ///
    /// - Throws: ``ProviderError`` with code `keyNotBound` where a project names a host that the service's key is not
    ///   for, or `keyMissing` where the service itself needs one.
    public func key(for kind: ServiceKind, at address: ServiceAddress, from origin: AddressOrigin) throws -> Secret? {
        try key(service: kind.requiresKey ? kind.name : nil, variable: kind.keyVariable, at: address, from: origin)
    }

    /// The key for a service of any kind, by the rules above; a service without a name also answers without a key.
    func key(
        service: String?,
        variable: String?,
        at address: ServiceAddress,
        from origin: AddressOrigin
    ) throws -> Secret? {
        if let binding = bindings.first(where: { $0.matches(address) }) { return try binding.key(environment) }
        if let variable = Self.variables(boundTo: address.host, preferred: variable).first(where: holds) {
            return environment[variable].map { Secret($0) }
        }
        let own = variable.flatMap { holds($0) ? $0 : Self.otherNames[$0].flatMap { holds($0) ? $0 : nil } }
        guard let own, let value = environment[own] else {
            if let variable, let service, origin == .service {
                throw ProviderError.keyMissing(service: service, variable: variable)
            }
            return nil
        }
        switch origin {
        case .service, .user: return Secret(value)
        case .project:
            if address.isLoopback { return nil }
            throw ProviderError.keyNotBound(key: own, host: address.host)
        }
    }

    private func holds(_ variable: String) -> Bool { !(environment[variable] ?? "").isEmpty }

    /// The variables of the keys that are for a host, the preferred one first.
    private static func variables(boundTo host: String, preferred: String?) -> [String] {
        let bound = hosts.filter { $0.host == host }.map(\.variable)
        return bound.filter { $0 == preferred } + bound.filter { $0 != preferred }
    }

    private static let otherNames = ["GEMINI_API_KEY": "GOOGLE_API_KEY"]

    /// Which key is for which host.
    private static let hosts: [(host: String, variable: String)] = [
        ("api.openai.com", "OPENAI_API_KEY"), ("eu.api.openai.com", "OPENAI_API_KEY"),
        ("us.api.openai.com", "OPENAI_API_KEY"), ("api.anthropic.com", "ANTHROPIC_API_KEY"),
        ("generativelanguage.googleapis.com", "GEMINI_API_KEY"),
        ("generativelanguage.googleapis.com", "GOOGLE_API_KEY"), ("api.groq.com", "GROQ_API_KEY"),
        ("api.mistral.ai", "MISTRAL_API_KEY"), ("api.deepseek.com", "DEEPSEEK_API_KEY"),
        ("openrouter.ai", "OPENROUTER_API_KEY"), ("api.together.xyz", "TOGETHER_API_KEY"),
        ("api.fireworks.ai", "FIREWORKS_API_KEY"), ("api.x.ai", "XAI_API_KEY"),
        ("api.perplexity.ai", "PERPLEXITY_API_KEY"), ("api.cerebras.ai", "CEREBRAS_API_KEY"),
        ("api.cohere.com", "COHERE_API_KEY"), ("api.voyageai.com", "VOYAGE_API_KEY"), ("api.jina.ai", "JINA_API_KEY"),
        ("ollama.com", "OLLAMA_API_KEY"), ("router.huggingface.co", "HF_TOKEN"),
        ("integrate.api.nvidia.com", "NVIDIA_API_KEY"),
    ]
}

/// A key in the user's file and the hosts that it is for.
struct KeyBinding: Sendable {
    /// Where the key is.
    enum Source: Sendable {
        case value(Secret)
        case variable(String)
        case file(String)
    }

    /// Hosts, or hosts with a port: `llm.example.com`, `127.0.0.1:8080`.
    let hosts: Set<String>
    let source: Source

    func matches(_ address: ServiceAddress) -> Bool {
        hosts.contains(address.host) || hosts.contains(address.authority)
    }

    func key(_ environment: [String: String]) throws -> Secret? {
        switch source {
        case .value(let key): return key
        case .variable(let name): return environment[name].flatMap { $0.isEmpty ? nil : Secret($0) }
        case .file(let path):
            let text = try OwnerOnlyFile.text(path: path)
            return Secret(text.trimmingSpace)
        }
    }
}

/// Reads the user's file of keys: `{"keys":[{"hosts":["llm.example.com"],"variable":"MY_KEY"}]}`, where `"key"` or
/// `"file"` may stand in place of `"variable"`.
enum KeyFile {
    static func bindings(path: String) throws -> [KeyBinding] {
        guard access(path, F_OK) == 0 else { return [] }
        let text = try OwnerOnlyFile.text(path: path)
        func fault(_ reason: String) -> ProviderError {
            .settingsInvalid(path, reason: reason, remedy: "Write {\"keys\":[{\"hosts\":[…],\"variable\":…}]}.")
        }
        guard let value = try? JSONValue(parsing: text), let list = value["keys"]?.array else {
            throw fault("it is not JSON with a list 'keys'")
        }
        return try list.prefix(1000)
            .map { entry in
                let hosts = Set((entry["hosts"]?.array ?? []).compactMap { $0.string?.lowercased() })
                guard !hosts.isEmpty else { throw fault("a key names no hosts") }
                if let name = entry["variable"]?.string { return KeyBinding(hosts: hosts, source: .variable(name)) }
                if let path = entry["file"]?.string { return KeyBinding(hosts: hosts, source: .file(path)) }
                guard let key = entry["key"]?.string, !key.isEmpty else { throw fault("a key has no value") }
                return KeyBinding(hosts: hosts, source: .value(Secret(key)))
            }
    }
}

/// Reads files that nobody but their owner can read.
enum OwnerOnlyFile {
    private static let limit = 1 << 20

    /// - Throws: ``ProviderError`` with code `keyUnsafe`.
    static func text(path: String) throws(ProviderError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .keyUnsafe(path: path, reason: "it cannot be opened") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .keyUnsafe(path: path, reason: "it is no regular file")
        }
        guard status.st_uid == geteuid() else { throw .keyUnsafe(path: path, reason: "it belongs to another user") }
        guard status.st_mode & 0o077 == 0 else {
            throw .keyUnsafe(path: path, reason: "others than its owner can read or write it")
        }
        guard status.st_size <= limit else { throw .keyUnsafe(path: path, reason: "it is too large") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let added = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count)
            }
            guard added > 0 else { break }
            count += added
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}

extension String {
    /// The text without white space at both ends.
    var trimmingSpace: String {
        String(decoding: utf8.drop { $0 <= 32 }.reversed().drop { $0 <= 32 }.reversed(), as: UTF8.self)
    }
}
