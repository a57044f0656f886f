private import CWrightData
private import Synchronization
private import WrightCore

/// The schemas of JSON Schema itself, draft 2020-12, which are built in.
enum StandardSchemas {
    /// The text of a standard schema; nil for other addresses.
    static func text(of address: String) -> [UInt8]? {
        guard address.hasPrefix("https://json-schema.org/draft/2020-12/") else { return nil }
        return texts[address]
    }

    private static let texts: [String: [UInt8]] = {
        var size: UInt = 0
        let start = wright_json_schema_2020_12(&size)
        let bytes = Array(UnsafeBufferPointer(start: start, count: Int(size)))
        guard let tree = try? FlatJSON(parsing: bytes) else {
            preconditionFailure("The built-in schemas are no JSON.")
        }
        var result: [String: [UInt8]] = [:]
        tree.forEachMember(FlatJSON.root) { name, value in result[tree.text(name)] = Array(tree.json(value).utf8) }
        return result
    }()
}
