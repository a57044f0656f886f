internal import ArgumentParser
private import Foundation
internal import WrightCore
internal import WrightPrompt

/// Checks JSON against a schema, or prompts themselves.
struct PromptValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check JSON against a JSON Schema (draft 2020-12), or prompt files by their format.",
        discussion: """
            With '--schema', '--instance' is checked, exit code 3 if it does not fit; '--instances' checks one value a \
            line and prints one JSON line for each. Nothing is fetched: schemas that are referred to come from \
            '--resource URI=FILE' and '--schema-dir DIR', where the path of the URI is looked for below the folder; \
            '--schema-dir DIR=PREFIX' does so only for URIs that begin with the prefix. Files beside the schema are \
            found by relative references. Without '--schema', the prompts that are named are read and checked.
            """
    )

    @OptionGroup var options: PromptOptions

    @Option(help: ArgumentHelp("The schema.", valueName: "file.json"))
    var schema: String?

    @Option(help: ArgumentHelp("The value; '-' is standard input.", valueName: "file.json"))
    var instance: String?

    @Option(help: ArgumentHelp("Many values, one a line; '-' is standard input.", valueName: "file.jsonl"))
    var instances: String?

    @Flag(help: "Let 'format' decide; without it, it is a remark, as the draft says.")
    var assertFormats = false

    @Option(help: ArgumentHelp("A schema that may be referred to; may be repeated.", valueName: "uri=file"))
    var resource: [String] = []

    @Option(help: ArgumentHelp("A folder of schemas that may be referred to.", valueName: "dir[=prefix]"))
    var schemaDir: [String] = []

    @Argument(help: "Prompts to check: names or files; default: all of the project.")
    var prompts: [String] = []

    func validate() throws {
        guard (schema != nil) == (instance != nil || instances != nil) else {
            throw ValidationError("'--schema' needs '--instance' or '--instances', and they need it.")
        }
        guard instance == nil || instances == nil else {
            throw ValidationError("Give '--instance' or '--instances', not both.")
        }
        guard resource.allSatisfy({ $0.contains("=") }) else { throw ValidationError("'--resource' must be URI=FILE.") }
    }

    func run() async throws {
        guard let schema else { return try checkPrompts() }
        let compiled = try PromptSchemas(resources: resource, folders: schemaDir)
            .schema(path: schema, assertsFormats: assertFormats)
        if let instances { return try checkLines(of: instances, compiled) }
        let report = try compiled.check(parsing: Input.bytes(instance ?? "-"))
        if options.global.json {
            Output.json(.object([.init("schema", 1)] + Self.members(report.violations)))
        } else if report.isValid {
            Output.line("valid")
        } else {
            for violation in report.violations { Output.line(Output.printable(violation.text)) }
        }
        if !report.isValid { throw ExitCode(3) }
    }

    static func members(_ violations: [SchemaViolation]) -> [JSONValue.Member] {
        let errors: [JSONValue] = violations.map {
            [
                "instance": .string($0.instance), "keyword": .string($0.keyword), "message": .string($0.message),
                "location": .string($0.location),
            ]
        }
        return [.init("valid", .bool(violations.isEmpty)), .init("errors", .array(errors))]
    }

    private func checkLines(of file: String, _ schema: JSONSchema) throws {
        var hasFaults = false
        for line in try Input.bytes(file).split(separator: 10, omittingEmptySubsequences: false)
        where line.contains(where: { $0 > 32 }) {
            do {
                Output.line(JSONValue.object(Self.members(try schema.check(parsing: Array(line)).violations)).text())
            } catch {
                hasFaults = true
                Output.line(PromptLines.fault(error))
            }
        }
        if hasFaults { throw ExitCode(2) }
    }

    private func checkPrompts() throws {
        let session = options.session
        var rows: [JSONValue] = []
        var isValid = true
        for name in prompts.isEmpty ? session.names() : prompts {
            var reason: String?
            do {
                let template = try session.template(name)
                if let missing = template.missingPartials.first { reason = "The partial '\(missing)' does not exist." }
            } catch let error as any DescribedError {
                reason = error.message
            }
            isValid = isValid && reason == nil
            var members: [JSONValue.Member] = [.init("name", .string(name)), .init("valid", .bool(reason == nil))]
            if let reason { members.append(.init("message", .string(reason))) }
            rows.append(.object(members))
            if !options.global.json { Output.line(Output.printable("\(name): \(reason ?? "valid")")) }
        }
        if options.global.json { Output.json(["schema": 1, "valid": .bool(isValid), "prompts": .array(rows)]) }
        if !isValid { throw ExitCode(3) }
    }
}

/// Schemas from files.
struct PromptSchemas {
    private var resources: [String: String] = [:]
    private var folders: [(path: String, prefix: String?)] = []

    init(resources: [String], folders: [String]) {
        for pair in resources {
            guard let mark = pair.lastIndex(of: "=") else { continue }
            self.resources[String(pair[..<mark])] = String(pair[pair.index(after: mark)...])
        }
        for folder in folders {
            let parts = folder.split(separator: "=", maxSplits: 1).map(String.init)
            self.folders.append((parts[0], parts.count > 1 ? parts[1] : nil))
        }
    }

    /// Reads a schema; its own folder is where relative references lead.
    func schema(path: String, assertsFormats: Bool) throws -> JSONSchema {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let base = "file://" + url.path
        let folder = "file://" + url.deletingLastPathComponent().path + "/"
        var configuration = JSONSchema.Configuration()
        configuration.assertsFormats = assertsFormats
        configuration.address = path == "-" ? "" : base
        let (resources, folders) = (resources, folders)
        configuration.resolve = { address in
            if let file = resources[address] ?? resources[address + "#"] { return try Input.bytes(file) }
            for (root, prefix) in folders {
                guard let inner = Self.path(of: address, prefix: prefix), Self.isSafe(inner) else { continue }
                for candidate in [inner, inner + ".json"]
                where FileManager.default.fileExists(atPath: root + "/" + candidate) {
                    return try Input.bytes(root + "/" + candidate)
                }
            }
            guard address.hasPrefix(folder), Self.isSafe(String(address.dropFirst(folder.count))) else { return nil }
            let file = String(address.dropFirst(7))
            return FileManager.default.fileExists(atPath: file) ? try Input.bytes(file) : nil
        }
        return try JSONSchema(parsing: Input.bytes(path), configuration: configuration)
    }

    /// The path of an address after its prefix, or after its host.
    private static func path(of address: String, prefix: String?) -> String? {
        if let prefix {
            guard address.hasPrefix(prefix) else { return nil }
            return String(address.dropFirst(prefix.count).drop { $0 == "/" })
        }
        guard let mark = address.range(of: "://") else { return address }
        let rest = address[mark.upperBound...]
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        return String(rest[rest.index(after: slash)...])
    }

    private static func isSafe(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
    }
}
