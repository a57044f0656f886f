private import CWrightData
public import WrightCore

/// Probes that go together, with the texts that they are put among.
///
/// A pack is a JSON file; the built-in one and a user's own have the same form, which the guide on red teams tells.
public struct RedTeamPack: Sendable, Hashable {
    /// The pack's name.
    public var name: String
    /// The pack's version.
    public var version: String
    /// Goals by name; one of the wordings is taken for each attempt, where a probe says `{{goal.NAME}}`.
    public var goals: [String: [String]]
    /// Harmless texts that an attack is put into, by the ending of a file's name; those of `txt` serve all others.
    public var carriers: [String: [String]]
    /// The probes.
    public var probes: [RedTeamProbe]
    /// The hash of the file.
    public var contentHash: ContentHash

    /// The pack that ships with the program.
    public static func builtIn() throws(GuardError) -> Self {
        var size: UInt = 0
        let bytes = wright_redteam_probes(&size)
        return try Self(
            parsing: UnsafeRawBufferPointer(start: bytes, count: Int(size)),
            name: "redteam-probes.json"
        )
    }

    /// Reads a pack.
    ///
    /// Members that are not known are refused, so that a misspelt one is not lost.
    ///
    /// - Parameters:
    ///   - bytes: JSON in UTF-8.
    ///   - name: The file's name, for errors.
    /// - Throws: ``GuardError`` with code `unreadableProbes`.
    public init(parsing bytes: UnsafeRawBufferPointer, name: String) throws(GuardError) {
        guard bytes.count <= Self.sizeLimit else {
            throw RedTeamPackReader.fault(name, "it is larger than \(ByteCount(Self.sizeLimit))")
        }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes, depthLimit: 16)
        } catch {
            throw RedTeamPackReader.fault(name, "it is not JSON: \(error.message)")
        }
        self = try RedTeamPackReader(name: name).pack(value, hash: ContentHash(of: bytes))
    }

    /// Reads a pack from an array of bytes.
    ///
    /// - Throws: ``GuardError`` with code `unreadableProbes`.
    public init(parsing bytes: [UInt8], name: String) throws(GuardError) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(GuardError) in try Self(parsing: buffer, name: name) }
        }
        self = try result.get()
    }

    /// The largest pack that is read.
    package static let sizeLimit = 8 << 20
    /// The most probes that a pack has.
    package static let probeLimit = 10_000

    init(name: String, version: String, contentHash: ContentHash) {
        self.name = name
        self.version = version
        self.contentHash = contentHash
        goals = [:]
        carriers = [:]
        probes = []
    }
}
