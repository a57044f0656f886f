internal import ArgumentParser
private import Foundation
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

    /// The project's settings, overlaid with the environment's.
    func settings() throws -> ProjectSettings {
        var settings = ProjectSettings()
        if let bytes = FileManager.default.contents(atPath: folder.path + "/wright.yaml") {
            settings = try ProjectSettings(yaml: String(decoding: bytes, as: UTF8.self))
        }
        let environment = ProcessInfo.processInfo.environment
        if let model = environment["WRIGHT_MODEL"], !model.isEmpty { settings.model = .init(model) }
        if let language = environment["WRIGHT_LANGUAGE"], !language.isEmpty {
            settings.language = language == "auto" ? nil : language
        }
        return settings
    }
}
