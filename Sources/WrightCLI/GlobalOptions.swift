internal import ArgumentParser
private import Foundation
private import WrightCore
internal import WrightOperations
internal import WrightStore

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The project's folder.",
            discussion: """
                Default: the nearest folder upward with wright.yaml or .wright, else this one. Also WRIGHT_PROJECT.
                """,
            valueName: "dir"
        ),
        completion: .directory
    )
    var project: String?

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    @Flag(name: [.short, .long], help: "Print no progress and no remarks.")
    var quiet = false

    /// The project that the command works on.
    var folder: ProjectFolder {
        let named = project ?? ProcessInfo.processInfo.environment["WRIGHT_PROJECT"].flatMap { $0.isEmpty ? nil : $0 }
        if let named { return ProjectFolder(path: named) }
        return ProjectFolder.nearest(from: FileManager.default.currentDirectoryPath)
    }

    /// Whether the project is that of a folder further up, which nobody named.
    var isInherited: Bool {
        let named = project ?? ProcessInfo.processInfo.environment["WRIGHT_PROJECT"].flatMap { $0.isEmpty ? nil : $0 }
        return named == nil && folder != ProjectFolder(path: FileManager.default.currentDirectoryPath)
    }

    /// The project's settings, overlaid with the environment's.
    func settings() throws -> ProjectSettings {
        var settings = ProjectSettings()
        let path = folder.path + "/wright.yaml"
        // A file that is there and cannot be read must not count as absent: it may hold rules of access.
        if (try? FileManager.default.attributesOfItem(atPath: path)) != nil {
            let text = try MappedFile(path: path).withBytes { String(validating: $0, as: UTF8.self) }
            guard let text else { throw StoreError.settingsInvalid(name: "wright.yaml", reason: "it is not UTF-8") }
            settings = try ProjectSettings(yaml: text)
            settings.rerank = settings.rerank.map { Self.modelReference($0, base: folder.path) }
            settings.adapter = settings.adapter.map { $0.hasPrefix("/") ? $0 : folder.path + "/" + $0 }
            settings.prices = settings.prices.map { $0.hasPrefix("/") ? $0 : folder.path + "/" + $0 }
            if let name = settings.model?.name { settings.model = .named(Self.modelReference(name, base: folder.path)) }
        }
        let environment = ProcessInfo.processInfo.environment
        if let model = environment["WRIGHT_MODEL"], !model.isEmpty { settings.model = Self.modelChoice(model) }
        if let precision = environment["WRIGHT_PRECISION"], !precision.isEmpty { settings.precision = precision }
        if let rerank = environment["WRIGHT_RERANK"], !rerank.isEmpty { settings.rerank = rerank }
        if let prices = environment["WRIGHT_PRICES"], !prices.isEmpty {
            settings.prices = prices == "none" ? nil : prices
        }
        if let language = environment["WRIGHT_LANGUAGE"], !language.isEmpty {
            settings.language = try ProjectSettings.languageChoice(language, name: "WRIGHT_LANGUAGE")
        }
        if let memory = environment["WRIGHT_MEMORY"], !memory.isEmpty {
            guard let budget = MemoryBudget(memory) else {
                throw StoreError.settingsInvalid(name: "WRIGHT_MEMORY", reason: "it must be \(MemoryBudget.form)")
            }
            settings.memoryBudget = budget
        }
        return settings
    }

    /// What calls of models cost: by the project's or the user's own table, and else by the built-in one.
    func prices() throws -> PriceTable {
        let known = try PriceTable.builtIn()
        guard let path = try settings().prices else { return known }
        return known.adding(try MappedFile(path: path).withBytes { try PriceTable(reading: $0, name: path) })
    }

    /// The model that an option or a variable names; a path is taken from the current folder.
    static func modelChoice(_ text: String) -> ProjectSettings.ModelChoice {
        guard let name = ProjectSettings.ModelChoice(text).name else { return .none }
        return .named(modelReference(name, base: FileManager.default.currentDirectoryPath))
    }

    /// A name as it is, a path from the root of the file system.
    private static func modelReference(_ name: String, base: String) -> String {
        guard name.contains("/") else { return name }
        return ProjectFolder(path: name.hasPrefix("/") ? name : base + "/" + name).path
    }
}
