internal import WrightCore

/// The prompts of a project: files in its folder of prompts, and the built-in ones for names that have no file.
///
/// Partials are looked for as `_NAME.prompt`, `NAME.prompt` and `_NAME.hbs` in the same folder; schemas that Picoschema
/// names as `NAME.schema.json` and `NAME.json`. Names never lead out of the folder.
public struct PromptCatalog: Sendable {
    /// Where a prompt comes from.
    public enum Origin: Sendable, Hashable {
        /// A file of the folder, by its name there.
        case file(String)
        /// It is built in.
        case builtIn
    }

    /// Gives a prompt in a chosen version, such as the one that carries a label; nil leaves it to the folder.
    public var pinned: @Sendable (_ name: String) throws -> PromptTemplate? = { _ in nil }

    private let folder: String
    private let read: @Sendable (_ path: String) throws -> String?

    /// Only the built-in prompts.
    public static let builtIn = PromptCatalog(folder: "") { _ in nil }

    /// Takes a folder.
    ///
    /// - Parameters:
    ///   - folder: The folder, as errors name it.
    ///   - read: Gives the text of a file by its path below the folder; nil where there is none.
    public init(folder: String, read: @escaping @Sendable (_ path: String) throws -> String?) {
        self.folder = folder
        self.read = read
    }

    /// Reads a prompt by its name: `answer`, `support/answer`, or with a variant `answer.short`.
    ///
    /// - Throws: ``PromptError`` with code `promptMissing`, and what reading it throws.
    public func template(_ name: String) throws -> PromptTemplate {
        if let template = try pinned(name) { return template }
        guard let found = try source(of: name) else { throw PromptError.promptMissing(name: name, folder: folder) }
        return try template(name: name, source: found.text, isPrompty: found.isPrompty)
    }

    /// Reads a prompt whose source is given, with partials and schemas from the folder.
    public func template(name: String, source: String, isPrompty: Bool = false) throws(PromptError) -> PromptTemplate {
        try PromptTemplate(name: name, source: source, isPrompty: isPrompty, configuration: configuration(of: name))
    }

    /// Where a prompt comes from; nil where there is none of that name.
    public func origin(of name: String) throws -> Origin? { try source(of: name)?.origin }

    /// How prompts in this folder are read.
    public func configuration(of name: String) -> PromptTemplate.Configuration {
        let base = name.split(separator: "/").dropLast().joined(separator: "/")
        var configuration = PromptTemplate.Configuration()
        configuration.resolvePartial = { partial in
            let parts = partial.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard Self.isSafe(partial), let last = parts.last else { return nil }
            let inner = parts.dropLast().joined(separator: "/")
            for start in Set([base, ""]).sorted(by: >) {
                for file in ["_\(last).prompt", "\(last).prompt", "_\(last).hbs", "_\(last).handlebars", "\(last).hbs"]
                {
                    let path = [start, inner, file].filter { !$0.isEmpty }.joined(separator: "/")
                    if let text = try read(path) { return try FrontMatterParts(text, name: partial).body }
                }
            }
            return nil
        }
        configuration.resolveSchema = { schema in
            guard Self.isSafe(schema) else { return nil }
            for start in Set([base, ""]).sorted(by: >) {
                for file in ["\(schema).schema.json", "\(schema).json", "schemas/\(schema).json"] {
                    let path = start.isEmpty ? file : start + "/" + file
                    if let text = try read(path) { return try JSONValue(parsing: text) }
                }
            }
            return nil
        }
        return configuration
    }

    private func source(of name: String) throws -> (text: String, isPrompty: Bool, origin: Origin)? {
        guard Self.isSafe(name) else { throw PromptError.promptMissing(name: name, folder: folder) }
        for ending in [".prompt", ".prompty"] {
            if let text = try read(name + ending) { return (text, ending == ".prompty", .file(name + ending)) }
        }
        return BuiltInPrompts.source(name).map { ($0, false, .builtIn) }
    }

    /// Whether a name stays inside the folder.
    static func isSafe(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("/") && !name.utf8.contains(0) && !name.utf8.contains(UInt8(ascii: "\\"))
            && name.split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}
