import Testing

@Suite struct ModuleTableTests {
    @Test(
        "lets imports point down and along named edges",
        arguments: [
            ("WrightIndex", "WrightCore"), ("WrightIndex", "WrightText"), ("WrightRetrieval", "WrightDocuments"),
            ("WrightStore", "WrightRetrieval"), ("WrightCLI", "WrightStore"), ("wright", "WrightCLI"),
            ("WrightTesting", "WrightStore"), ("WrightText", "CStemmer"), ("WrightCore", "Glibc"),
            ("WrightEncoder", "CWrightKernels"), ("WrightTesting", "WrightTalent"),
        ]
    )
    func allows(module: String, imported: String) {
        #expect(ModuleTable.allows(module, toImport: imported))
    }

    @Test(
        "refuses imports that point up, aside or out",
        arguments: [
            ("WrightCore", "WrightModel"), ("WrightText", "WrightIndex"), ("WrightIndex", "WrightRetrieval"),
            ("WrightRetrieval", "WrightStore"), ("WrightStore", "WrightCLI"), ("WrightCLI", "wright"),
            ("WrightStore", "WrightTesting"), ("WrightTesting", "WrightCLI"), ("WrightText", "CXML"),
            ("WrightStore", "WrightProviders"), ("WrightIndex", "GRDB"), ("WrightNew", "WrightCore"),
        ]
    )
    func refuses(module: String, imported: String) {
        #expect(!ModuleTable.allows(module, toImport: imported))
    }

    @Test func namesTheLineOfAWrongImport() {
        let found = ModuleTable.violations(
            "Sources/WrightCore/A.swift",
            "internal import Glibc\ninternal import WrightText"
        )
        #expect(found.map(\.description) == ["Sources/WrightCore/A.swift:2: 'WrightCore' may not import 'WrightText'"])
        #expect(ModuleTable.violations("Sources/Other/A.swift", "").count == 1)
    }

    private let manifest = PackageManifest(
        """
        let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
        func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
            .target(name: name, dependencies: dependencies)
        }
        targets: [
            systemLibrary("CXML", pkgConfig: nil),
            module("WrightCore", []),
            .target(name: "CWrightKernels", cSettings: [.define("X")]),
            module(
                "WrightIndex",
                ["WrightCore", "WrightStore", grdb]
            ),
            .executableTarget(name: "wright", dependencies: ["WrightCLI"]),
            tests("WrightCoreTests", ["WrightCore"]),
        ]
        """
    )

    @Test func readsTheManifest() {
        #expect(manifest.targets["WrightIndex"] == ["WrightCore", "WrightStore", "GRDB"])
        #expect(manifest.targets["wright"] == ["WrightCLI"])
        #expect(manifest.targets["CXML"] == [] && manifest.targets["CWrightKernels"] == [])
        #expect(manifest.targets["WrightCoreTests"] == ["WrightCore"])
        #expect(manifest.targets.count == 6)
    }

    @Test func findsDependenciesThatTheTableRefuses() {
        #expect(
            manifest.violations(of: "WrightIndex").map(\.message) == [
                "'WrightIndex' may not depend on 'GRDB'", "'WrightIndex' may not depend on 'WrightStore'",
            ]
        )
        #expect(manifest.violations(of: "wright").isEmpty)
    }

    @Test func findsImportsThatTheManifestDoesNotDeclare() {
        let path = "Sources/WrightIndex/A.swift"
        #expect(manifest.undeclaredImports(path, "internal import WrightCore\ninternal import Glibc").isEmpty)
        #expect(manifest.undeclaredImports(path, "internal import CWrightKernels").map(\.line) == [1])
        #expect(manifest.undeclaredImports("Sources/WrightCore/A.swift", "internal import GRDB").map(\.line) == [1])
        #expect(manifest.undeclaredImports("Sources/WrightText/A.swift", "").count == 1)
    }
}
