package import WrightCore

/// A path to values: `$.a.b[0]`, `$['a']`, `$.list[*].name`, `$.list[-1]`; a part of RFC 9535.
package struct ValuePath: Sendable {
    private enum Step: Sendable {
        case name(String)
        case index(Int)
        case all
    }

    private let steps: [Step]

    /// Reads a path; nil for what is not of that form.
    package init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        guard bytes.popFirst() == UInt8(ascii: "$") else { return nil }
        var steps: [Step] = []
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: ".") {
                if bytes.first == UInt8(ascii: "*") {
                    bytes.removeFirst()
                    steps.append(.all)
                    continue
                }
                let name = bytes.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "[") }
                guard !name.isEmpty else { return nil }
                steps.append(.name(String(decoding: name, as: UTF8.self)))
                bytes = bytes.dropFirst(name.count)
            } else if byte == UInt8(ascii: "["), let end = bytes.firstIndex(of: UInt8(ascii: "]")) {
                guard let step = Self.step(String(decoding: bytes[..<end], as: UTF8.self)) else { return nil }
                steps.append(step)
                bytes = bytes[(end + 1)...]
            } else {
                return nil
            }
            guard steps.count <= 64 else { return nil }
        }
        self.steps = steps
    }

    private static func step(_ text: String) -> Step? {
        if text == "*" { return .all }
        if let index = Int(text) { return .index(index) }
        guard let quote = text.first, quote == "'" || quote == "\"", text.count >= 2, text.last == quote else {
            return nil
        }
        return .name(String(text.dropFirst().dropLast()))
    }

    /// The values that the path leads to.
    package func values(in value: JSONValue) -> [JSONValue] {
        var found = [value]
        for step in steps {
            found = found.flatMap { value -> [JSONValue] in
                switch step {
                case .name(let name): return value[name].map { [$0] } ?? []
                case .index(let index):
                    guard let elements = value.array else { return [] }
                    let place = index < 0 ? elements.count + index : index
                    return elements.indices.contains(place) ? [elements[place]] : []
                case .all: return value.array ?? value.object?.map(\.value) ?? []
                }
            }
        }
        return found
    }
}
