/// How counts stand before their nouns.
enum CountForm {
    /// A count with its noun: `1 line`, `2 lines`.
    ///
    /// A plural that is not given is the noun with an `s`.
    static func text(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
    }
}
