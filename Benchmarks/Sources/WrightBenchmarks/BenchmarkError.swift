internal import WrightCore

/// A benchmark that cannot be run.
struct BenchmarkError: DescribedError {
    let identifier: String
    let message: String
    let remedy: String?

    static func wrongUsage(_ usage: String) -> Self {
        Self(identifier: "wrongUsage", message: "The arguments name no benchmark.", remedy: usage)
    }

    static func unusableInput(path: String, reason: String) -> Self {
        Self(
            identifier: "unusableInput",
            message: "The file '\(path)' cannot be used: \(reason).",
            remedy: "Make it with the scripts in Benchmarks/peers."
        )
    }
}
