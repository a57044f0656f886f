/// Which module may import which: the table of the design, as data.
enum ModuleTable {
    struct Row: Sendable {
        let layer: Int
        /// Modules of the same layer that may be imported.
        let siblings: Set<String>
        /// Modules from outside that may be imported, system libraries included.
        let outside: Set<String>

        init(_ layer: Int, siblings: Set<String> = [], outside: Set<String> = []) {
            self.layer = layer
            self.siblings = siblings
            self.outside = outside
        }
    }

    /// What every module may use of the platform.
    static let platform: Set<String> = [
        "Swift", "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Synchronization", "Dispatch",
    ]

    /// The layer of what stands beside the layers: it may use all but the top, and no product module uses it.
    static let beside = 4

    static let rows: [String: Row] = [
        "WrightCore": Row(0, outside: ["Crypto", "Collections", "OrderedCollections", "DequeModule", "HeapModule"]),
        "CWrightKernels": Row(0),
        "CWrightData": Row(0),

        "WrightModel": Row(1),
        "WrightTrace": Row(1, outside: ["Logging", "Metrics", "Tracing"]),

        "WrightText": Row(2, outside: ["CStemmer"]),
        "WrightDocuments": Row(
            2,
            siblings: ["WrightText"],
            outside: ["CMarkdown", "CXML", "CGumbo", "CArchive", "Yams"]
        ),
        "WrightEncoder": Row(2, siblings: ["WrightText"], outside: ["Accelerate"]),
        "WrightIndex": Row(2, siblings: ["WrightText"]),
        "WrightPrompt": Row(2, outside: ["Yams"]),
        "WrightGrounding": Row(2, siblings: ["WrightText"], outside: ["Numerics", "RealModule"]),
        "WrightRetrieval": Row(2, siblings: ["WrightText", "WrightDocuments", "WrightIndex", "WrightPrompt"]),
        "WrightEvaluation": Row(2, siblings: ["WrightText", "WrightPrompt"], outside: ["Numerics", "RealModule"]),
        "WrightGuard": Row(2, siblings: ["WrightText"], outside: ["Yams"]),
        "WrightOperations": Row(2),

        "WrightStore": Row(3, outside: ["GRDB", "GRDBSQLite", "Yams"]),
        "WrightPostgres": Row(3, outside: ["CPostgres"]),
        "WrightVectorServices": Row(3, outside: ["AsyncHTTPClient"]),
        "WrightProviders": Row(3, outside: ["AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOFoundationCompat"]),
        "WrightTelemetry": Row(3, outside: ["AsyncHTTPClient"]),

        "WrightTalent": Row(4),

        "WrightServer": Row(5, outside: ["Hummingbird", "Mustache", "ServiceLifecycle"]),
        "WrightCLI": Row(5, siblings: ["WrightServer"], outside: ["ArgumentParser"]),
        "wright": Row(5, siblings: ["WrightCLI"]),

        "WrightTesting": Row(beside, outside: ["Testing"]),
    ]

    /// Targets that only name a library of the system.
    static let systemLibraries: Set<String> = [
        "CArchive", "CGumbo", "CMarkdown", "CPostgres", "CStemmer", "CXML",
    ]

    /// Whether a module may import another.
    static func allows(_ module: String, toImport imported: String) -> Bool {
        guard let row = rows[module] else { return false }
        if platform.contains(imported) || row.outside.contains(imported) || row.siblings.contains(imported) {
            return true
        }
        guard let target = rows[imported], imported != "WrightTesting", module != imported else { return false }
        return target.layer < row.layer || module == "WrightTesting" && target.layer < 5
    }

    /// Imports of a file that the table does not allow.
    static func violations(_ path: String, _ text: String) -> [Violation] {
        guard let module = module(ofSource: path) else { return [] }
        guard rows[module] != nil else {
            return [Violation(path: path, line: 0, message: "the module '\(module)' is not in the module table")]
        }
        return StyleRules.imports(text).filter { !allows(module, toImport: $0.module) }
            .map {
                Violation(path: path, line: $0.line, message: "'\(module)' may not import '\($0.module)'")
            }
    }

    /// The module that a path below `Sources` belongs to.
    static func module(ofSource path: String) -> String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }
}
