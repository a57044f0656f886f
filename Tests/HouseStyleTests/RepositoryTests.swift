import Testing

/// The repository keeps the rules of its house style.
@Suite struct RepositoryTests {
    private func expectNone(_ found: [Violation]) {
        for violation in found { Issue.record("\(violation.description)") }
    }

    @Test func scanSeesTheTree() {
        #expect(SourceTree.sources.contains { $0.path == "Sources/WrightCore/DescribedError.swift" })
        #expect(SourceTree.files.contains { $0.path == "Package.swift" })
        #expect(SourceTree.swift.count > 50)
    }

    @Test(
        "sources keep each rule",
        arguments: [
            "import access", "module table", "columns", "documentation", "declarations", "empty catch",
        ]
    )
    func sourcesKeep(rule: String) throws {
        let rules: [String: @Sendable (String, String) -> [Violation]] = [
            "import access": StyleRules.importAccess, "module table": ModuleTable.violations,
            "columns": StyleRules.columns, "documentation": StyleRules.documentation,
            "declarations": StyleRules.declarations, "empty catch": StyleRules.emptyCatch,
        ]
        let check = try #require(rules[rule])
        expectNone(SourceTree.sources.flatMap { check($0.path, $0.text) })
    }

    @Test func filesAreShort() {
        let code = SourceTree.files.filter { file in
            [".swift", ".c", ".h", ".py", ".sh"].contains { file.path.hasSuffix($0) }
        }
        expectNone(code.flatMap { StyleRules.fileLength($0.path, $0.text) })
        expectNone(
            SourceTree.files.filter { $0.path == "README.md" }.flatMap { StyleRules.readmeLength($0.path, $0.text) }
        )
    }

    @Test func functionsAreShort() {
        expectNone(SourceTree.swift.flatMap { StyleRules.functionLength($0.path, $0.text) })
    }

    @Test func noErrorBecomesACrash() {
        expectNone(SourceTree.swift.flatMap { StyleRules.forcedTry($0.path, $0.text) })
    }

    @Test func nothingIsPutOff() {
        expectNone(SourceTree.written.flatMap { StyleRules.openEnds($0.path, $0.text) })
    }

    @Test func namesSayWhatFilesHold() {
        expectNone(SourceTree.swift.flatMap { StyleRules.names($0.path, $0.text) })
    }

    @Test func noPathOfOneMachine() {
        expectNone(SourceTree.files.flatMap { StyleRules.machinePaths($0.path, $0.text) })
    }

    @Test func manifestAgreesWithTheModuleTable() throws {
        let file = try #require(SourceTree.files.first { $0.path == "Package.swift" })
        let manifest = PackageManifest(file.text)
        #expect(manifest.targets.count > 20)
        let modules = manifest.targets.keys.filter {
            !$0.hasSuffix("Tests") && !ModuleTable.systemLibraries.contains($0)
        }
        for module in modules.sorted() {
            #expect(ModuleTable.rows[module] != nil, "The module '\(module)' is not in the module table.")
            expectNone(manifest.violations(of: module))
        }
        expectNone(SourceTree.sources.flatMap { manifest.undeclaredImports($0.path, $0.text) })
    }

    @Test func eachModuleThatThrowsHasOneErrorType() {
        let modules = Dictionary(grouping: SourceTree.sources) { ModuleTable.module(ofSource: $0.path) ?? "" }
        for (module, files) in modules.sorted(by: { $0.key < $1.key }) {
            let code = files.map { SwiftCode.blanked($0.text) }.joined(separator: "\n")
            let lines = code.split(separator: "\n").map(String.init)
            let errors = lines.compactMap(StyleRules.errorType).filter { $0.kind == "struct" && $0.isDescribed }
            #expect(errors.count <= 1, "The module '\(module)' has several error types: \(errors.map(\.name)).")
            let throwsOwn = lines.contains { $0.contains(" throw .") }
            #expect(errors.count == 1 || !throwsOwn, "The module '\(module)' throws without an error type of its own.")
            #expect(errors.allSatisfy { $0.name.hasSuffix("Error") }, "Error types of '\(module)' end in 'Error'.")
        }
    }
}
