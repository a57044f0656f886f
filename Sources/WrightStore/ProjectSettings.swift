public import WrightCore
public import WrightIndex
public import WrightRetrieval
private import WrightText
private import Yams

/// What the project's `wright.yaml` says; every setting has a default.
public struct ProjectSettings: Sendable, Hashable {
    /// The embedding model; nil: that of the index, or the default one for a new index.
    public var model: ModelChoice?
    /// The precision of the embedding model's arithmetic, such as `int8`; nil: that of the index, or the default one.
    public var precision: String?
    /// The model that judges hits again, a name or a folder; nil: none.
    public var rerank: String?
    /// The file of an adapter that questions' embeddings go through; nil: none.
    public var adapter: String?
    /// The language model that writes answers, as `SERVICE:MODEL`; nil: none.
    public var languageModel: String?
    /// The language-model services that the project names.
    public var services: [Service] = []
    /// The file of a table of prices that go before the built-in ones; nil: none.
    public var prices: String?
    /// The language of the words, a BCP-47 code; nil: found out from the documents.
    public var language: String?
    /// The chunker's name; nil: that of the index, or `structure` for a new index.
    public var chunker: String?
    /// The tokens that a chunk should have; nil: those of the index, or the chunker's default.
    public var chunkTokenCount: Int?
    /// How much words in title, headings and text count.
    public var fieldWeights = LexicalFieldWeights()
    /// The guard's policy: `standard`, or a file relative to the project's folder; nil: documents are not inspected
    /// when they are indexed.
    public var guardPolicy: String?
    /// How much one document, one source and one tier may say in the context of one answer.
    public var contextCap = ContextCap.standard
    /// How much memory indexing may take; nil: ``MemoryBudget/standard``.
    public var memoryBudget: MemoryBudget?
    /// Patterns of which a file must match one; empty: all.
    public var includes: [String] = []
    /// Patterns of which a file must match none.
    public var excludes: [String] = []
    /// Which groups may see what.
    ///
    /// The last rule that matches a document holds.
    public var accessRules: [AccessRule] = []
    /// How far what is trusted.
    ///
    /// The last rule that matches a document holds.
    public var trustRules: [TrustRule] = []

    /// Which embedding model is used.
    public enum ModelChoice: Sendable, Hashable {
        /// None, so that search is by words only.
        case none
        /// The model of that name in the cache, or in that folder.
        case named(String)

        /// Reads `none`, a name or a folder.
        public init(_ text: String) {
            self = text == "none" ? .none : .named(text)
        }

        /// The name or folder; nil for none.
        public var name: String? {
            if case .named(let name) = self { name } else { nil }
        }
    }

    /// Restricts documents to groups.
    public struct AccessRule: Sendable, Hashable {
        /// The documents.
        public var pattern: String
        /// The groups whose members may see them.
        public var groups: Set<String>
    }

    /// Sets documents' trust.
    public struct TrustRule: Sendable, Hashable {
        /// The documents.
        public var pattern: String
        /// How far their origin is trusted.
        public var tier: TrustTier
    }

    /// The defaults.
    public init() {}

    /// Reads the text of a `wright.yaml`.
    ///
    /// - Throws: ``StoreError`` with code `settingsInvalid`, naming the setting.
    public init(yaml text: String) throws(StoreError) {
        self.init()
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw .settingsInvalid(name: "wright.yaml", reason: "it is not YAML: \(error)")
        }
        guard let node, !(node.scalar?.string.isEmpty ?? false) else { return }
        guard let mapping = node.mapping else {
            throw .settingsInvalid(name: "wright.yaml", reason: "it is no mapping")
        }
        for (key, value) in mapping {
            try set(key.string ?? "", to: value)
        }
    }

    /// Reads a language's code, or `auto` for the one that is found out, which is nil.
    ///
    /// - Throws: ``StoreError`` with code `settingsInvalid` for what is neither.
    package static func languageChoice(_ text: String, name: String) throws(StoreError) -> String? {
        if text == "auto" { return nil }
        guard TextLanguage.isTag(text) else {
            throw .settingsInvalid(name: name, reason: "'\(text)' is not \(languageForm)")
        }
        return text
    }

    /// What a language is said by.
    package static var languageForm: String {
        "a language's code; known are \(TextLanguage.stemmed.map(\.code).joined(separator: ", ")), and auto"
    }

    /// The precisions by the names that users say.
    public static let precisions = ["f32", "bf16", "int8"]

    private mutating func set(_ name: String, to value: Node) throws(StoreError) {
        switch name {
        case "model": model = ModelChoice(try Self.text(value, name))
        case "precision":
            let name = try Self.text(value, name)
            guard Self.precisions.contains(name) else {
                let names = Self.precisions.joined(separator: ", ")
                throw .settingsInvalid(name: "precision", reason: "it must be one of \(names)")
            }
            precision = name
        case "rerank": rerank = ModelChoice(try Self.text(value, name)).name
        case "adapter": adapter = ModelChoice(try Self.text(value, name)).name
        case "language": language = try Self.languageChoice(try Self.text(value, name), name: name)
        case "languageModel": languageModel = try Self.text(value, name)
        case "providers": services = try Self.services(value, name)
        case "prices": prices = ModelChoice(try Self.text(value, name)).name
        case "chunker": chunker = try Self.text(value, name)
        case "chunkTokens":
            guard let count = value.int, (16...4096).contains(count) else {
                throw .settingsInvalid(name: name, reason: "it must be a number from 16 to 4096")
            }
            chunkTokenCount = count
        case "fieldWeights": fieldWeights = try Self.fieldWeights(value, name)
        case "guard":
            let policy = try Self.text(value, name)
            guardPolicy = policy == "none" ? nil : policy
        case "contextCap": contextCap = try Self.contextCap(value, name)
        case "memory":
            guard let budget = MemoryBudget(try Self.text(value, name)) else {
                throw .settingsInvalid(name: name, reason: "it must be \(MemoryBudget.form)")
            }
            memoryBudget = budget
        case "include": includes = try Self.texts(value, name)
        case "exclude": excludes = try Self.texts(value, name)
        case "access":
            accessRules = try Self.rules(value, name) { pattern, node throws(StoreError) in
                let groups = Set(try Self.texts(node["groups"], "access.groups"))
                guard !groups.isEmpty else {
                    throw .settingsInvalid(name: "access.groups", reason: "it must name a group or more")
                }
                return AccessRule(pattern: pattern, groups: groups)
            }
        case "trust":
            trustRules = try Self.rules(value, name) { pattern, node throws(StoreError) in
                guard let tier = TrustTier(rawValue: try Self.text(node["tier"], "trust.tier")) else {
                    let names = TrustTier.allCases.map(\.rawValue).joined(separator: ", ")
                    throw .settingsInvalid(name: "trust.tier", reason: "it must be one of \(names)")
                }
                return TrustRule(pattern: pattern, tier: tier)
            }
        default:
            throw .settingsInvalid(name: name, reason: "there is no such setting")
        }
    }

    /// The groups whose members may see a document; empty means everybody.
    func groups(for uri: String) -> Set<String> {
        accessRules.last { matches($0.pattern, uri) }?.groups ?? []
    }

    /// How far a document's origin is trusted.
    func trust(for uri: String) -> TrustTier {
        trustRules.last { matches($0.pattern, uri) }?.tier ?? .curated
    }

    /// The folders that are indexed, as URIs: the rules' patterns may also be relative to one of them.
    var indexedFolders: [String] = []

    /// Whether a pattern matches a document by its URI or by its path below an indexed folder.
    private func matches(_ pattern: String, _ uri: String) -> Bool {
        let pattern = PathPattern(pattern)
        return pattern.matches(uri)
            || indexedFolders.contains {
                uri.hasPrefix($0 + "/") && pattern.matches(String(uri.dropFirst($0.count + 1)))
            }
    }

    private static func fieldWeights(_ node: Node, _ name: String) throws(StoreError) -> LexicalFieldWeights {
        guard let mapping = node.mapping else { throw .settingsInvalid(name: name, reason: "it must be a mapping") }
        var weights = LexicalFieldWeights()
        for (key, value) in mapping {
            let field = "\(name).\(key.string ?? "")"
            guard let weight = value.float, (0...1000).contains(weight) else {
                throw .settingsInvalid(name: field, reason: "it must be a number from 0 to 1000")
            }
            switch key.string {
            case "title": weights.title = Float(weight)
            case "headings": weights.heading = Float(weight)
            case "body" where weight > 0: weights.body = Float(weight)
            case "body": throw .settingsInvalid(name: field, reason: "it must be above 0")
            default: throw .settingsInvalid(name: field, reason: "there is no such field; name title, headings or body")
            }
        }
        return weights
    }

    private static func contextCap(_ node: Node, _ name: String) throws(StoreError) -> ContextCap {
        if node.string == "none" { return .none }
        guard let mapping = node.mapping else {
            throw .settingsInvalid(name: name, reason: "it must be a mapping or none")
        }
        var cap = ContextCap.standard
        for (key, value) in mapping {
            let kind = key.string ?? ""
            let isTier = TrustTier(rawValue: kind) != nil
            let count = value.string == "none" ? nil : value.int
            guard value.string == "none" || count.map({ ($0 >= (isTier ? 0 : 1)) && $0 <= 1000 }) ?? false else {
                let least = isTier ? 0 : 1
                throw .settingsInvalid(name: "\(name).\(kind)", reason: "it must be none or from \(least) to 1000")
            }
            switch kind {
            case "document": cap.perDocument = count
            case "source": cap.perSource = count
            default:
                guard let tier = TrustTier(rawValue: kind) else {
                    throw .settingsInvalid(
                        name: "\(name).\(kind)",
                        reason: "there is no such kind; name document, source or a tier"
                    )
                }
                cap.perTier[tier] = count
            }
        }
        return cap
    }

    private static func text(_ node: Node?, _ name: String) throws(StoreError) -> String {
        guard let text = node?.string, !text.isEmpty else {
            throw .settingsInvalid(name: name, reason: "it must be a text")
        }
        return text
    }

    private static func texts(_ node: Node?, _ name: String) throws(StoreError) -> [String] {
        guard let sequence = node?.sequence else { throw .settingsInvalid(name: name, reason: "it must be a list") }
        var texts: [String] = []
        for element in sequence { texts.append(try text(element, name)) }
        return texts
    }

    private static func rules<Rule>(
        _ node: Node,
        _ name: String,
        _ rule: (String, Node) throws(StoreError) -> Rule
    ) throws(StoreError) -> [Rule] {
        guard let sequence = node.sequence else { throw .settingsInvalid(name: name, reason: "it must be a list") }
        var rules: [Rule] = []
        for element in sequence { rules.append(try rule(try text(element["path"], name + ".path"), element)) }
        return rules
    }
}
