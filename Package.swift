// swift-tools-version: 6.1
import Foundation
import PackageDescription

/// Set `WRIGHT_STRICT=1` to turn warnings into errors; unsafe flags would bar others from depending on the package.
let isStrict = ProcessInfo.processInfo.environment["WRIGHT_STRICT"] == "1"

let swiftSettings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ] + (isStrict ? [.unsafeFlags(["-warnings-as-errors"])] : [])

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], excluding: [String] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        exclude: excluding,
        swiftSettings: swiftSettings
    )
}

func systemLibrary(_ name: String, pkgConfig: String?, apt: String, brew: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

let package = Package(
    name: "wright",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "wright", targets: ["wright"]),
        .library(name: "WrightCore", targets: ["WrightCore"]),
        .library(name: "WrightModel", targets: ["WrightModel"]),
        .library(name: "WrightTrace", targets: ["WrightTrace"]),
        .library(name: "WrightText", targets: ["WrightText"]),
        .library(name: "WrightDocuments", targets: ["WrightDocuments"]),
        .library(name: "WrightEncoder", targets: ["WrightEncoder"]),
        .library(name: "WrightIndex", targets: ["WrightIndex"]),
        .library(name: "WrightPrompt", targets: ["WrightPrompt"]),
        .library(name: "WrightGrounding", targets: ["WrightGrounding"]),
        .library(name: "WrightRetrieval", targets: ["WrightRetrieval"]),
        .library(name: "WrightEvaluation", targets: ["WrightEvaluation"]),
        .library(name: "WrightGuard", targets: ["WrightGuard"]),
        .library(name: "WrightOperations", targets: ["WrightOperations"]),
        .library(name: "WrightStore", targets: ["WrightStore"]),
        .library(name: "WrightProviders", targets: ["WrightProviders"]),
        .library(name: "WrightTalent", targets: ["WrightTalent"]),
        .library(name: "WrightTesting", targets: ["WrightTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
    ],
    targets: [
        // System libraries
        systemLibrary("CMarkdown", pkgConfig: "libcmark-gfm", apt: "libcmark-gfm-dev", brew: "cmark-gfm"),
        systemLibrary("CXML", pkgConfig: "libxml-2.0", apt: "libxml2-dev", brew: "libxml2"),
        systemLibrary("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev", brew: "libarchive"),
        systemLibrary("CGumbo", pkgConfig: "gumbo", apt: "libgumbo-dev", brew: "gumbo-parser"),
        systemLibrary("CStemmer", pkgConfig: nil, apt: "libstemmer-dev", brew: "snowball"),

        // Layer 0
        module("WrightCore", [crypto]),
        .target(name: "CWrightKernels", cSettings: [.define("_GNU_SOURCE")]),
        .target(name: "CWrightData", exclude: ["Data"]),
        // Layer 1
        module("WrightModel", ["WrightCore"]),
        module("WrightTrace", ["WrightCore"]),
        // Layer 2
        module("WrightText", ["WrightCore", "CStemmer"]),
        module(
            "WrightDocuments",
            ["WrightCore", "WrightText", "CMarkdown", "CXML", "CArchive", "CGumbo", yams]
        ),
        module("WrightEncoder", ["WrightCore", "WrightModel", "WrightText", "CWrightKernels"]),
        module("WrightIndex", ["WrightCore", "WrightText", "CWrightKernels"]),
        module("WrightPrompt", ["WrightCore", "WrightModel", "WrightTrace", "CWrightData", yams]),
        module("WrightGrounding", ["WrightCore", "WrightModel", "WrightText", "CWrightData"]),
        module(
            "WrightRetrieval",
            ["WrightCore", "WrightModel", "WrightText", "WrightDocuments", "WrightIndex", "WrightPrompt"]
        ),
        module("WrightEvaluation", ["WrightCore", "WrightModel", "WrightText", "WrightPrompt"]),
        module("WrightGuard", ["WrightCore", "WrightModel", "WrightText", "CWrightData", yams]),
        module("WrightOperations", ["WrightCore", "WrightModel", "WrightTrace", "CWrightData"]),
        // Layer 3
        module(
            "WrightStore",
            [
                "WrightCore", "WrightModel", "WrightText", "WrightDocuments", "WrightIndex", "WrightRetrieval", grdb,
                sqlite, yams,
            ]
        ),
        module(
            "WrightProviders",
            ["WrightCore", "WrightModel", "WrightTrace", asyncHTTPClient, nioCore, nioHTTP1]
        ),
        // Layer 4
        module("WrightTalent", ["WrightCore", "WrightDocuments", "CWrightData"]),
        // Layer 5
        module(
            "WrightCLI",
            [
                "WrightCore", "WrightModel", "WrightTrace", "WrightText", "WrightDocuments", "WrightEncoder",
                "WrightIndex", "WrightPrompt", "WrightGrounding", "WrightRetrieval", "WrightEvaluation",
                "WrightGuard", "WrightOperations", "WrightStore", "WrightProviders", "WrightTalent", arguments,
            ]
        ),
        .executableTarget(name: "wright", dependencies: ["WrightCLI"], swiftSettings: swiftSettings),
        // Beside the layers
        module("WrightTesting", ["WrightCore", "WrightModel", "WrightText", "WrightDocuments", "WrightRetrieval"]),

        tests("WrightCoreTests", ["WrightCore"]),
        tests("WrightTextTests", ["WrightCore", "WrightText"], excluding: ["Fixtures"]),
        tests("WrightDocumentsTests", ["WrightCore", "WrightText", "WrightDocuments"], excluding: ["FailCases"]),
        tests(
            "WrightEncoderTests",
            ["WrightCore", "WrightModel", "WrightText", "WrightEncoder", "CWrightKernels"],
            excluding: ["Fixtures"]
        ),
        tests("WrightIndexTests", ["WrightCore", "WrightText", "WrightIndex", "CWrightKernels"]),
        tests(
            "WrightRetrievalTests",
            [
                "WrightCore", "WrightModel", "WrightText", "WrightDocuments", "WrightIndex", "WrightRetrieval",
                "WrightTesting",
            ]
        ),
        tests(
            "WrightEvaluationTests",
            ["WrightCore", "WrightModel", "WrightText", "WrightPrompt", "WrightEvaluation"],
            excluding: ["Fixtures"]
        ),
        tests(
            "WrightStoreTests",
            [
                "WrightCore", "WrightModel", "WrightText", "WrightDocuments", "WrightIndex", "WrightRetrieval",
                "WrightStore", "WrightTesting", grdb,
            ]
        ),
        tests("WrightTraceTests", ["WrightCore", "WrightTrace"]),
        tests(
            "WrightPromptTests",
            ["WrightCore", "WrightModel", "WrightTrace", "WrightPrompt"],
            excluding: ["Fixtures"]
        ),
        tests("WrightGroundingTests", ["WrightCore", "WrightModel", "WrightText", "WrightGrounding"]),
        tests(
            "WrightGuardTests",
            ["WrightCore", "WrightModel", "WrightText", "WrightGuard"],
            excluding: ["Fixtures"]
        ),
        tests(
            "WrightOperationsTests",
            ["WrightCore", "WrightModel", "WrightTrace", "WrightOperations", "WrightTesting"]
        ),
        tests(
            "WrightProvidersTests",
            [
                "WrightCore", "WrightModel", "WrightTrace", "WrightProviders", "WrightTesting", nioCore, nioHTTP1,
                nioPosix,
            ]
        ),
        tests(
            "WrightTalentTests",
            ["WrightCore", "WrightDocuments", "WrightTalent"],
            excluding: ["Fixtures"]
        ),
        tests("WrightCLITests", ["WrightCore", "WrightCLI", "wright"], excluding: ["Fixtures"]),
        tests("HouseStyleTests", []),
    ],
    swiftLanguageModes: [.v6]
)

/// Set `WRIGHT_TESTS` to names of test targets to build no others, as under a sanitizer, where each takes its time.
if let text = ProcessInfo.processInfo.environment["WRIGHT_TESTS"] {
    let names = Set(text.split(separator: ",").map(String.init))
    package.targets.removeAll { $0.isTest && !names.contains($0.name) }
}
