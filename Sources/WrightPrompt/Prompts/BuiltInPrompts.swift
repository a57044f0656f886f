private import CWrightData

/// The prompts that are built in; a project's own of the same name take their place.
public enum BuiltInPrompts {
    /// The names, in order.
    public static let names: [String] = (0..<wright_builtin_prompt_count())
        .map { String(cString: wright_builtin_prompt_name($0)) }.sorted()

    /// The source of a built-in prompt; nil for other names.
    public static func source(_ name: String) -> String? { sources[name] }

    private static let sources: [String: String] = {
        var result: [String: String] = [:]
        for index in 0..<wright_builtin_prompt_count() {
            var size: UInt = 0
            let start = wright_builtin_prompt(index, &size)
            let text = String(decoding: UnsafeBufferPointer(start: start, count: Int(size)), as: UTF8.self)
            result[String(cString: wright_builtin_prompt_name(index))] = text
        }
        return result
    }()
}
