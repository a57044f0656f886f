internal import ArgumentParser
private import Foundation
internal import WrightCore
internal import WrightPrompt
internal import WrightStore

/// What the commands for prompts take.
struct PromptOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("The folder of prompts; default: 'prompts' in the project.", valueName: "dir"))
    var prompts: String?

    /// The prompts of the project.
    var session: PromptSession {
        PromptSession(folder: prompts ?? global.folder.path + "/prompts", project: global.folder)
    }
}

/// Failures of the commands for prompts.
extension CLIError {
    static func labelMissing(_ label: String, prompt: String, known: [String]) -> Self {
        let names = known.isEmpty ? "it has none" : "it has " + known.joined(separator: ", ")
        return Self(
            identifier: "labelMissing",
            message: "The prompt '\(prompt)' has no label '\(label)'; \(names).",
            remedy: "Give the label with 'wright prompt promote \(prompt) --label \(label)', or correct it."
        )
    }

    static func versionMissing(_ version: String, prompt: String) -> Self {
        Self(
            identifier: "versionMissing",
            message: "No version '\(version)' of the prompt '\(prompt)' was kept.",
            remedy: "Name the version of the file, or one that was promoted: 'wright prompt show \(prompt)' lists them."
        )
    }

    static func fileUnsuitable(_ path: String, reason: String, remedy: String) -> Self {
        Self(identifier: "fileUnsuitable", message: "'\(path)' cannot be used: \(reason).", remedy: remedy)
    }

    static func nothingToRollBack(_ label: String, prompt: String) -> Self {
        Self(
            identifier: "nothingToRollBack",
            message: "The label '\(label)' of the prompt '\(prompt)' named no other version before.",
            remedy: "Name a version: 'wright prompt promote \(prompt) --label \(label) --to VERSION'."
        )
    }

    static func testsMissing(_ path: String) -> Self {
        Self(
            identifier: "testsMissing",
            message: "There are no tests '\(path)'.",
            remedy: "Write them, or name the file with '--tests FILE'; 'wright prompt init' writes an example."
        )
    }
}

/// The prompts of a project, as commands see them.
struct PromptSession {
    let folder: String
    let project: ProjectFolder
    let catalog: PromptCatalog

    init(folder: String, project: ProjectFolder) {
        self.folder = folder
        self.project = project
        catalog = Self.catalog(folder)
    }

    static func catalog(_ folder: String) -> PromptCatalog {
        PromptCatalog(folder: folder) { path in try Self.text(folder + "/" + path) }
    }

    /// The text of a file; nil where there is none.
    static func text(_ path: String) throws -> String? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            return nil
        }
        guard let text = try MappedFile(path: path).withBytes({ String(validating: $0, as: UTF8.self) }) else {
            throw CLIError.fileUnsuitable(path, reason: "it is not UTF-8", remedy: "Save it as UTF-8.")
        }
        return text
    }

    /// The names of all prompts: files without those of partials, and what is built in.
    func names() -> [String] {
        var names = Set(BuiltInPrompts.names)
        let files = FileManager.default.enumerator(atPath: folder)
        var count = 0
        while let path = files?.nextObject() as? String, count < 10_000 {
            count += 1
            guard path.hasSuffix(".prompt") || path.hasSuffix(".prompty") else { continue }
            guard path.split(separator: "/").last?.hasPrefix("_") == false else { continue }
            names.insert(String(path.dropLast(path.hasSuffix(".prompt") ? 7 : 8)))
        }
        return names.sorted()
    }

    /// The file of a prompt below the folder, readable or not; nil where there is none.
    func file(of name: String) -> String? {
        [".prompt", ".prompty"].map { name + $0 }.first { FileManager.default.fileExists(atPath: folder + "/" + $0) }
    }

    /// The store; nil where the project has none yet.
    func storeIfThere() throws -> PromptStore? { project.exists ? try PromptStore(project: project) : nil }

    /// The prompt of `NAME`, `NAME@LABEL`, `NAME@VERSION` or of a file.
    func template(_ reference: String) throws -> PromptTemplate {
        if Self.isFile(reference), let text = try Self.text(reference) {
            let url = URL(fileURLWithPath: reference)
            let stem = url.deletingPathExtension().lastPathComponent
            let inner = Self.catalog(url.deletingLastPathComponent().path)
            return try inner.template(name: stem, source: text, isPrompty: reference.hasSuffix(".prompty"))
        }
        let parts = reference.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return try catalog.template(reference) }
        return try template(parts[0], at: parts[1])
    }

    static func isFile(_ reference: String) -> Bool {
        reference.hasSuffix(".prompt") || reference.hasSuffix(".prompty")
            || (reference.contains("/") && FileManager.default.fileExists(atPath: reference))
    }

    /// The version of a prompt that a label or the beginning of a version names.
    private func template(_ name: String, at place: String) throws -> PromptTemplate {
        let store = try storeIfThere()
        if let label = try store?.label(place, of: name) { return try template(name, version: label.version, store) }
        let isVersion =
            place.utf8.count >= 6 && place.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        if isVersion {
            if let current = try? catalog.template(name), current.version.description.hasPrefix(place) {
                return current
            }
            if let version = try store?.versions(prompt: name, prefix: place).first {
                return try template(name, version: version, store)
            }
            throw CLIError.versionMissing(place, prompt: name)
        }
        let known = try store?.labels(of: name).map(\.label) ?? []
        throw CLIError.labelMissing(place, prompt: name, known: known)
    }

    private func template(_ name: String, version: String, _ store: PromptStore?) throws -> PromptTemplate {
        guard let kept = try store?.text(prompt: name, version: version) else {
            throw CLIError.versionMissing(version, prompt: name)
        }
        var configuration = catalog.configuration(of: name)
        configuration.resolvePartial = { kept.partials[$0]?.string }
        let isPrompty = (try? catalog.origin(of: name)) == .file(name + ".prompty")
        return try PromptTemplate(name: name, source: kept.source, isPrompty: isPrompty, configuration: configuration)
    }

    /// Keeps a prompt's text, so that its version can be used later.
    func keep(_ template: PromptTemplate, in store: PromptStore, now: Int64) throws {
        let partials = template.partials.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
        try store.keep(
            prompt: template.name,
            version: template.version.description,
            source: template.source,
            partials: .object(partials),
            now: now
        )
    }

    /// Seconds since 1970.
    static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    /// Who is at work, as the system says.
    static var author: String {
        let environment = ProcessInfo.processInfo.environment
        return environment["WRIGHT_AUTHOR"] ?? environment["USER"] ?? environment["LOGNAME"] ?? "unknown"
    }

    /// A time as people read it, in UTC.
    static func text(of seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
