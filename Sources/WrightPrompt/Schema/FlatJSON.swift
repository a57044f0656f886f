// Idea: a JSON text as one list of nodes in the order of the text, each knowing where its subtree ends, over one
// buffer of bytes. Numbers stay as they were written, so that no digit is lost; strings are decoded in place, which
// always fits, since an escape is longer than what it means. Walking needs no allocation.
// Layout: an object is followed by name, value, name, value …; an array by its elements.

/// A JSON text as a flat list of nodes with exact numbers.
package struct FlatJSON: Sendable {
    package enum Kind: UInt8, Sendable {
        case null, no, yes, number, string, array, object
    }

    package struct Node: Sendable {
        package var kind: Kind
        /// Bytes of a string or number; elements of an array; members of an object.
        package var count: Int32
        /// The first byte of a string or number.
        package var start: Int32
        /// The node after this one's subtree.
        package var end: Int32
    }

    package internal(set) var bytes: [UInt8]
    package internal(set) var nodes: [Node]

    /// The node of the whole text.
    package static let root = 0

    package func kind(_ node: Int) -> Kind { nodes[node].kind }
    package func count(_ node: Int) -> Int { Int(nodes[node].count) }
    func end(_ node: Int) -> Int { Int(nodes[node].end) }

    /// Where the bytes of a string or number lie.
    func range(_ node: Int) -> Range<Int> {
        let start = Int(nodes[node].start)
        return start..<start + Int(nodes[node].count)
    }

    func slice(_ node: Int) -> ArraySlice<UInt8> { bytes[range(node)] }

    /// The text of a string, or a number as it was written.
    package func text(_ node: Int) -> String { String(decoding: bytes[range(node)], as: UTF8.self) }

    /// The text of a string; nil for others.
    package func string(_ node: Int) -> String? { kind(node) == .string ? text(node) : nil }

    /// Whether a string has these bytes.
    func equals(_ node: Int, _ other: some Collection<UInt8>) -> Bool {
        slice(node).elementsEqual(other)
    }

    /// The value of an object's member, the last one of that name.
    package func member(_ object: Int, _ name: String) -> Int? {
        guard kind(object) == .object else { return nil }
        var found: Int?
        var child = object + 1
        let last = end(object)
        while child < last {
            let value = child + 1
            if Int(nodes[child].count) == name.utf8.count, equals(child, name.utf8) { found = value }
            child = end(value)
        }
        return found
    }

    /// Calls a closure with the name's node and the value's node of each member.
    func forEachMember<Failure: Error>(
        _ object: Int,
        _ body: (_ name: Int, _ value: Int) throws(Failure) -> Void
    ) throws(Failure) {
        guard kind(object) == .object else { return }
        var child = object + 1
        let last = end(object)
        while child < last {
            try body(child, child + 1)
            child = end(child + 1)
        }
    }

    /// The elements of an array.
    package func elements(_ array: Int) -> [Int] {
        guard kind(array) == .array else { return [] }
        var result: [Int] = []
        result.reserveCapacity(count(array))
        var child = array + 1
        let last = end(array)
        while child < last {
            result.append(child)
            child = end(child)
        }
        return result
    }

    /// The members of an object, as nodes of names and values.
    func members(_ object: Int) -> [(name: Int, value: Int)] {
        var result: [(name: Int, value: Int)] = []
        forEachMember(object) { result.append(($0, $1)) }
        return result
    }

    /// The number as a machine integer; nil if it is none or has a fraction or an exponent.
    func smallInteger(_ node: Int) -> Int? {
        let range = range(node)
        guard range.count <= 18 else { return nil }
        var position = range.lowerBound
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var value = 0
        while position < range.upperBound {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int(digit)
            position += 1
        }
        return isNegative ? -value : value
    }

    /// The exact number.
    func number(_ node: Int) -> ExactNumber { ExactNumber(slice(node)) }

    /// Whether two values are equal by JSON Schema: numbers by value, objects without order.
    static func areEqual(_ left: FlatJSON, _ leftNode: Int, _ right: FlatJSON, _ rightNode: Int) -> Bool {
        guard left.kind(leftNode) == right.kind(rightNode) else { return false }
        switch left.kind(leftNode) {
        case .null, .no, .yes: return true
        case .string: return left.slice(leftNode) == right.slice(rightNode)
        case .number:
            if let first = left.smallInteger(leftNode), let second = right.smallInteger(rightNode) {
                return first == second
            }
            return left.number(leftNode) == right.number(rightNode)
        case .array:
            guard left.count(leftNode) == right.count(rightNode) else { return false }
            return zip(left.elements(leftNode), right.elements(rightNode)).allSatisfy { areEqual(left, $0, right, $1) }
        case .object:
            guard left.count(leftNode) == right.count(rightNode) else { return false }
            return left.members(leftNode)
                .allSatisfy { name, value in
                    right.member(rightNode, left.text(name)).map { areEqual(left, value, right, $0) } ?? false
                }
        }
    }

    /// A number that is the same for equal values.
    func digest(_ node: Int) -> Int {
        var hasher = Hasher()
        feed(node, to: &hasher)
        return hasher.finalize()
    }

    private func feed(_ node: Int, to hasher: inout Hasher) {
        hasher.combine(kind(node).rawValue)
        switch kind(node) {
        case .null, .no, .yes: break
        case .string: hasher.combine(slice(node))
        case .number: hasher.combine(number(node))
        case .array: for element in elements(node) { feed(element, to: &hasher) }
        case .object:
            var sum = 0
            forEachMember(node) { name, value in
                var inner = Hasher()
                inner.combine(slice(name))
                feed(value, to: &inner)
                sum = sum &+ inner.finalize()
            }
            hasher.combine(sum)
        }
    }
}
