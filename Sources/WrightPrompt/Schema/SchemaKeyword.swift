private import WrightCore

/// One rule of a schema, made ready for checking; `Int`s are numbers of compiled schemas.
enum SchemaKeyword: Sendable {
    case never
    case type(SchemaTypes)
    case constant(SchemaLiteral)
    case enumeration([SchemaLiteral])
    case number(NumberRule, ExactNumber, small: Int?, text: String)
    case minLength(Int)
    case maxLength(Int)
    case pattern(Pattern)
    case format(String)
    case minItems(Int)
    case maxItems(Int)
    case uniqueItems
    case minProperties(Int)
    case maxProperties(Int)
    case required([String])
    case dependentRequired([(name: String, required: [String])])
    case members(MemberRules)
    case propertyNames(Int)
    case elements(prefix: [Int], rest: Int?, restKeyword: String)
    case contains(Int, minimum: Int, maximum: Int?)
    case all([Int])
    case any([Int])
    case one([Int])
    case not(Int)
    case condition(Int, then: Int?, otherwise: Int?)
    case dependentSchemas([(name: String, schema: Int)], keyword: String)
    case reference(Int)
    case dynamicReference(Int, anchor: String)
    case unevaluatedItems(Int)
    case unevaluatedProperties(Int)
}

/// How a number is limited.
enum NumberRule: String, Sendable {
    case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
}

/// A set of JSON types.
struct SchemaTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = Self(rawValue: 1)
    static let boolean = Self(rawValue: 2)
    static let object = Self(rawValue: 4)
    static let array = Self(rawValue: 8)
    static let number = Self(rawValue: 16)
    static let string = Self(rawValue: 32)
    static let integer = Self(rawValue: 64)

    static let names: [(name: String, type: SchemaTypes)] = [
        ("boolean", .boolean), ("object", .object), ("array", .array), ("number", .number), ("string", .string),
        ("integer", .integer), ("null", .null),
    ]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init?(name: String) {
        guard let found = Self.names.first(where: { $0.name == name }) else { return nil }
        self = found.type
    }

    /// The names, joined by "or".
    var text: String {
        Self.names.filter { contains($0.type) }.map(\.name).joined(separator: " or ")
    }
}

/// A value that stands in a schema.
struct SchemaLiteral: Sendable {
    let document: Int
    let node: Int
}

/// `properties`, `patternProperties` and `additionalProperties` of one schema.
struct MemberRules: Sendable {
    var named = NamedSchemas()
    var patterns: [(pattern: Pattern, schema: Int)] = []
    var additional: Int?
}

/// Schemas by the name of a member: open addressing over a hash of the bytes, since names come as bytes.
struct NamedSchemas: Sendable {
    private var slots: [Int32] = [-1]
    private(set) var entries: [(name: [UInt8], schema: Int)] = []

    mutating func insert(_ name: String, _ schema: Int) {
        entries.append((Array(name.utf8), schema))
        var size = 4
        while size < entries.count * 2 { size *= 2 }
        slots = [Int32](repeating: -1, count: size)
        for (index, entry) in entries.enumerated() {
            var slot = Self.hash(entry.name[...]) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(index)
        }
    }

    func schema(of name: ArraySlice<UInt8>) -> Int? {
        guard !entries.isEmpty else { return nil }
        var slot = Self.hash(name) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.name.count == name.count, entry.name.elementsEqual(name) { return entry.schema }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private static func hash(_ bytes: ArraySlice<UInt8>) -> Int {
        let value = FNV1a.hash(of: bytes)
        return Int(truncatingIfNeeded: value ^ (value >> 29)) & Int.max
    }
}

/// A schema made ready for checking.
struct CompiledNode: Sendable {
    var keywords: [SchemaKeyword] = []
    /// The resource that it belongs to, for references that depend on the way taken.
    var resource: Int
    /// Whether `unevaluatedItems` or `unevaluatedProperties` stands here.
    var tracksEvaluated = false
    /// Where it stands: the resource's address and a JSON pointer.
    var location: String
}
