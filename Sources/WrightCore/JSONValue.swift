/// Any JSON value; objects keep the order of their members.
///
/// Numbers without fraction or exponent that fit 64 bits are ``int(_:)``; all others are ``double(_:)``.
public enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number.
    case int(Int)
    /// A number with a fraction or an exponent, or one beyond 64 bits; finite.
    case double(Double)
    /// A text.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Named values, in the order in which they were written; a name that stands twice stands here twice.
    case object([Member])

    /// A named value of an object.
    public struct Member: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: JSONValue

        /// Makes a named value.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Reads one JSON text (RFC 8259), nothing but white space around it.
    ///
    /// - Parameters:
    ///   - bytes: The text in UTF-8.
    ///   - depthLimit: How many arrays and objects may stand inside one another.
    ///   - requiresUTF8: Whether strings that are not UTF-8 are refused; otherwise U+FFFD stands for what is not.
    /// - Throws: ``CoreError`` with code `invalidJSON` or `notUTF8`.
    public init(
        parsing bytes: UnsafeRawBufferPointer,
        depthLimit: Int = 128,
        requiresUTF8: Bool = false
    ) throws(CoreError) {
        var reader = JSONReader(bytes: bytes, depthLimit: depthLimit, requiresUTF8: requiresUTF8)
        self = try reader.readText()
    }

    /// Reads one JSON text from an array of bytes.
    ///
    /// - Throws: ``CoreError`` with code `invalidJSON` or `notUTF8`.
    public init(parsing bytes: [UInt8], depthLimit: Int = 128, requiresUTF8: Bool = false) throws(CoreError) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(CoreError) in
                try Self(parsing: buffer, depthLimit: depthLimit, requiresUTF8: requiresUTF8)
            }
        }
        self = try result.get()
    }

    /// Reads one JSON text from a string.
    ///
    /// - Throws: ``CoreError`` with code `invalidJSON`.
    public init(parsing text: String, depthLimit: Int = 128) throws(CoreError) {
        try self.init(parsing: Array(text.utf8), depthLimit: depthLimit)
    }

    /// The object's value of that name, the last one if it stands twice; nil for others.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    /// The text of a string.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The value of a whole number, also of one written as `3.0`.
    public var int: Int? {
        switch self {
        case .int(let value): value
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The value of a number.
    public var double: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The value of `true` and `false`.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The elements of an array.
    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object.
    public var object: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// Writes a string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Writes a whole number.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// Writes a number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// Writes `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Writes an array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Writes an object, in this order.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
    /// Writes `null`.
    public init(nilLiteral: ()) { self = .null }
}
