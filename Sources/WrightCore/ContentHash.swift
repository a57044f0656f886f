internal import Crypto

/// The SHA-256 of some bytes: the identity of a document's source, of a chunk's text, of a model file.
public struct ContentHash: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The digest, 32 bytes.
    public let bytes: [UInt8]

    /// Hashes a text's UTF-8 bytes.
    public init(of text: some StringProtocol) {
        var hasher = Hasher()
        hasher.update(text)
        self = hasher.finalize()
    }

    /// Hashes bytes.
    ///
    /// O(n).
    public init(of bytes: some Sequence<UInt8>) {
        var hasher = Hasher()
        hasher.update(bytes)
        self = hasher.finalize()
    }

    /// Hashes a region of memory.
    ///
    /// O(n), without a copy.
    public init(of buffer: UnsafeRawBufferPointer) {
        var hasher = Hasher()
        hasher.update(buffer)
        self = hasher.finalize()
    }

    /// Reads 64 hexadecimal digits; nil for anything else.
    public init?(hexadecimal text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = Hexadecimal.value(ofDigit: digits[index]),
                let low = Hexadecimal.value(ofDigit: digits[index + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    /// Takes a digest that was stored; nil unless it has 32 bytes.
    public init?(digest: some Sequence<UInt8>) {
        let bytes = Array(digest)
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// The digest as 64 lower-case hexadecimal digits.
    public var description: String { String(decoding: Hexadecimal.digits(of: bytes), as: UTF8.self) }

    /// Orders by bytes.
    public static func < (left: Self, right: Self) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// Hashes what comes in pieces.
    public struct Hasher {
        private var state = SHA256()

        /// Begins with nothing hashed.
        public init() {}

        /// Adds a text's UTF-8 bytes.
        public mutating func update(_ text: some StringProtocol) {
            var text = String(text)
            text.withUTF8 { state.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        }

        /// Adds bytes.
        public mutating func update(_ bytes: some Sequence<UInt8>) {
            let added: Void? = bytes.withContiguousStorageIfAvailable {
                state.update(bufferPointer: UnsafeRawBufferPointer($0))
            }
            if added == nil {
                Array(bytes).withUnsafeBytes { state.update(bufferPointer: $0) }
            }
        }

        /// Adds a region of memory.
        public mutating func update(_ buffer: UnsafeRawBufferPointer) {
            state.update(bufferPointer: buffer)
        }

        /// The hash of all that was added.
        public func finalize() -> ContentHash {
            ContentHash(checked: Array(state.finalize()))
        }
    }

    private init(checked bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension ContentHash: Codable {
    /// Reads the hexadecimal form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let hash = Self(hexadecimal: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "Not 64 hexadecimal digits.")
        }
        self = hash
    }

    /// Writes the hexadecimal form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
