/// A key or password that is never printed, dumped, interpolated or encoded.
///
/// The only way to its text is ``withValue(_:)``.
///
/// ```swift
/// let key = Secret("sk-…")
/// print(key)  // [secret]
/// ```
public struct Secret: Sendable {
    private let text: String

    /// Takes a secret text.
    public init(_ text: String) {
        self.text = text
    }

    /// Calls a closure with the secret text.
    public func withValue<Value>(_ body: (String) throws -> Value) rethrows -> Value {
        try body(text)
    }

    /// Whether the text is empty.
    public var isEmpty: Bool { text.isEmpty }

    /// A text without the secret in it: each occurrence is replaced by `[secret]`.
    ///
    /// Secrets shorter than four bytes are not looked for, since they stand in any text.
    public func redacted(from other: String) -> String {
        let needle = Array(text.utf8)
        guard needle.count >= 4 else { return other }
        let bytes = Array(other.utf8)
        var result: [UInt8] = []
        var position = 0
        var isFound = false
        while position < bytes.count {
            if bytes[position] == needle[0], bytes[position...].starts(with: needle) {
                result.append(contentsOf: Self.mask.utf8)
                position += needle.count
                isFound = true
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return isFound ? String(decoding: result, as: UTF8.self) : other
    }

    private static let mask = "[secret]"
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `[secret]`.
    public var description: String { Self.mask }
    /// Always `[secret]`.
    public var debugDescription: String { Self.mask }
    /// Without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: Equatable {
    /// Compares in a time that does not depend on where two secrets of one length differ.
    public static func == (left: Self, right: Self) -> Bool {
        let left = Array(left.text.utf8)
        let right = Array(right.text.utf8)
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}

extension Secret: Encodable {
    /// Writes `[secret]`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Self.mask)
    }
}
