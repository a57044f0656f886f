internal import WrightCore

/// One of a model's JSON files.
struct ModelConfigurationFile: Sendable {
    /// Its name within the model's folder.
    let name: String
    /// What stands in it.
    let value: JSONValue

    private static let maximumByteCount = 16 << 20

    /// Reads a file; nil if there is none.
    ///
    /// - Throws: ``EncoderError`` with code `configurationInvalid`.
    init?(_ name: String, folder: String) throws(EncoderError) {
        guard let file = try? MappedFile(path: folder + "/" + name) else { return nil }
        guard file.bytes.count <= Self.maximumByteCount else {
            throw .configurationInvalid(file: name, reason: "it has more than \(ByteCount(Self.maximumByteCount))")
        }
        let parsed = withExtendedLifetime(file) {
            Result { () throws(CoreError) in try JSONValue(parsing: file.bytes, depthLimit: 32) }
        }
        switch parsed {
        case .success(let found): value = found
        case .failure(let error): throw .configurationInvalid(file: name, reason: error.message)
        }
        self.name = name
    }

    /// A whole number that must lie in a range.
    func count(_ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil) throws(EncoderError) -> Int {
        guard let number = value[key]?.int ?? fallback, range.contains(number) else {
            throw .configurationInvalid(
                file: name,
                reason: "'\(key)' is not a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// A switch that may be missing or null.
    func flag(_ key: String) -> Bool? {
        value[key]?.bool
    }

    /// A token: a text, or an object that holds it as `content`.
    func token(_ key: String) -> String? {
        value[key]?.string ?? value[key]?["content"]?.string
    }
}
