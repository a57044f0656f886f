package import WrightCore

/// A place in a JSON value (RFC 6901), such as `/choices/0/message/content`.
package struct RedTeamPointer: Sendable, Hashable {
    /// The pointer as written.
    package let text: String
    private let parts: [String]

    /// Reads a pointer, of which the empty one is the whole value; nil for what is none.
    package init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/"), text.utf8.count <= 1000 else { return nil }
        self.text = text
        parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") }
    }

    /// The value at the place; nil where there is none.
    package func value(in value: JSONValue) -> JSONValue? {
        var value = value
        for part in parts {
            if let list = value.array {
                guard let index = Int(part), list.indices.contains(index) else { return nil }
                value = list[index]
            } else {
                guard let member = value[part] else { return nil }
                value = member
            }
        }
        return value
    }
}
