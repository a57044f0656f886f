// swift-tools-version: 6.1
import PackageDescription

/// Measurements of speed.
///
/// They stand apart so that what they need never reaches users of the package.
let package = Package(
    name: "WrightBenchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "wright", path: "..")],
    targets: [
        .executableTarget(
            name: "WrightBenchmarks",
            dependencies: [
                .product(name: "WrightCore", package: "wright"),
                .product(name: "WrightEncoder", package: "wright"),
                .product(name: "WrightModel", package: "wright"),
                .product(name: "WrightText", package: "wright"),
                .product(name: "WrightIndex", package: "wright"),
                .product(name: "WrightPrompt", package: "wright"),
                .product(name: "WrightProviders", package: "wright"),
                .product(name: "WrightRetrieval", package: "wright"),
                .product(name: "WrightStore", package: "wright"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ]
        )
    ],
    swiftLanguageModes: [.v6]
)
