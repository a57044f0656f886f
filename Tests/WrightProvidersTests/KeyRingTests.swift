internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightProviders
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

@Suite struct KeyRingTests {
    static let environment = ["OPENAI_API_KEY": "sk-openai", "ANTHROPIC_API_KEY": "sk-anthropic"]

    static func key(_ ring: KeyRing, _ kind: ServiceKind, _ address: String, _ origin: KeyRing.AddressOrigin) throws
        -> String?
    {
        try ring.key(for: kind, at: ServiceAddress(address), from: origin)?.withValue { $0 }
    }

    @Test func `a key goes to its own host whoever names the address`() throws {
        let ring = try KeyRing(environment: Self.environment)
        for origin in [KeyRing.AddressOrigin.service, .user, .project] {
            #expect(try Self.key(ring, .openAI, "https://api.openai.com/v1", origin) == "sk-openai")
            #expect(try Self.key(ring, .anthropic, "https://api.anthropic.com", origin) == "sk-anthropic")
        }
    }

    @Test(arguments: [
        "https://evil.example/v1", "https://api.openai.com.evil.example/v1", "https://api-openai.com/v1",
        "https://openai.com/v1", "https://evil.example:443/api.openai.com",
    ])
    func `a project cannot send a key to another host`(address: String) throws {
        let ring = try KeyRing(environment: Self.environment)
        let error = #expect(throws: ProviderError.self) { _ = try Self.key(ring, .openAI, address, .project) }
        #expect(error?.code == .keyNotBound)
        #expect(error.map { !String(reflecting: $0).contains("sk-openai") } == true)
    }

    @Test func `a project's server on this machine gets no key`() throws {
        let ring = try KeyRing(environment: Self.environment)
        #expect(try Self.key(ring, .openAI, "http://127.0.0.1:8000/v1", .project) == nil)
        #expect(try Self.key(ring, .openAI, "http://127.0.0.1:8000/v1", .user) == "sk-openai")
    }

    @Test(arguments: [
        "https://api.openai.com@evil.example/v1", "https://user:pass@api.openai.com/", "ftp://api.openai.com",
        "https://", "https:///v1", "api.openai.com/v1", "https://evil.example\\@api.openai.com", "https://a b/",
        "https://evil.example#@api.openai.com/", "https://host:99999/", "https://host:/", "https://[::1/",
        "https://h/../x",
        "https://münchen.example/",
    ])
    func `an address that can be read in two ways is refused`(text: String) {
        let error = #expect(throws: ProviderError.self) { _ = try ServiceAddress(text) }
        #expect(error?.code == .addressInvalid)
        #expect(error?.message.contains("pass@") != true)
    }

    @Test(arguments: [
        ("http://localhost:1", true), ("http://127.0.0.1", true), ("http://127.9.9.9", true), ("http://[::1]:8", true),
        ("http://127.0.0.1.evil.example", false), ("http://localhost.evil.example", false), ("http://10.0.0.1", false),
        ("http://0.0.0.0", false), ("http://127.1", false),
    ])
    func `only this machine is this machine`(text: String, isLoopback: Bool) throws {
        #expect(try ServiceAddress(text).isLoopback == isLoopback)
    }

    @Test func `a key is never sent without encryption to another machine`() throws {
        let address = try ServiceAddress("http://api.openai.com/v1")
        let error = #expect(throws: ProviderError.self) {
            _ = try ServiceProvider(.openAI, address: address, key: Secret("k"))
        }
        #expect(error?.code == .insecureAddress)
        _ = try ServiceProvider(.openAI, address: address, key: nil)
    }

    @Test func `the user's file binds keys to hosts, and must be the user's alone`() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let path = "\(folder)/wright-keys-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).json"
        defer { unlink(path) }
        let text = #"{"keys":[{"hosts":["llm.example"],"variable":"GATEWAY"},{"hosts":["127.0.0.1:8"],"key":"local"}]}"#
        let descriptor = open(path, O_CREAT | O_WRONLY | O_EXCL, 0o600)
        try #require(descriptor >= 0)
        _ = text.withCString { write(descriptor, $0, text.utf8.count) }
        close(descriptor)
        let ring = try KeyRing(environment: ["GATEWAY": "gate", "OPENAI_API_KEY": "sk"], file: path)
        #expect(try Self.key(ring, .openAI, "https://llm.example/v1", .project) == "gate")
        #expect(try Self.key(ring, .openAI, "http://127.0.0.1:8/v1", .project) == "local")
        #expect(throws: ProviderError.self) { _ = try Self.key(ring, .openAI, "https://other.example", .project) }
        chmod(path, 0o644)
        let error = #expect(throws: ProviderError.self) { _ = try KeyRing(environment: [:], file: path) }
        #expect(error?.code == .keyUnsafe)
    }

    @Test func `a service of its own that needs a key says which variable`() throws {
        let ring = try KeyRing(environment: [:])
        let error = #expect(throws: ProviderError.self) {
            _ = try Self.key(ring, .anthropic, "https://api.anthropic.com", .service)
        }
        #expect(error?.code == .keyMissing)
        #expect(error?.remedy?.contains("ANTHROPIC_API_KEY") == true)
        #expect(try Self.key(ring, .ollama, "http://localhost:11434", .service) == nil)
    }

    @Test func `models are named with their service`() throws {
        let reference = try ModelReference("ollama:llama3.2:1b")
        #expect(reference.kind == .ollama)
        #expect(reference.model == "llama3.2:1b")
        #expect(throws: ProviderError.self) { _ = try ModelReference("gpt-4o") }
        #expect(throws: ProviderError.self) { _ = try ModelReference("nowhere:gpt") }
        let services = [ModelReference.NamedService(name: "office", form: "openai", address: "https://llm.example/v1")]
        let named = try ModelReference("office:m", services: services)
        #expect(named.origin == .project)
        #expect(try ModelReference("office:m", baseURL: "http://localhost:1", services: services).origin == .user)
        let environment = ["OLLAMA_HOST": "0.0.0.0"]
        #expect(
            try ModelReference("ollama:m", environment: environment).address?.description == "http://127.0.0.1:11434"
        )
    }
}
