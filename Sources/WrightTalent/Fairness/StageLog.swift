private import WrightCore

/// Who reached which stage and who passed, with groups that people gave of themselves, kept apart from their records.
public struct StageLog: Sendable {
    /// One person at one stage.
    public struct Entry: Sendable, Hashable {
        /// A pseudonym.
        public var person: String
        /// The stage.
        public var stage: String
        /// Whether the person went on.
        public var isSelected: Bool
        /// Sex as given; "unknown" where not.
        public var sex: String
        /// Race or ethnicity as given; "unknown" where not.
        public var ethnicity: String
    }

    /// The entries, in the order of the file.
    public let entries: [Entry]

    /// Entries that are read at most.
    private static let limit = 1_000_000

    /// Reads lines of `{"person","stage","selected","sex"?,"ethnicity"?}`.
    ///
    /// - Throws: ``TalentError`` with code `unreadableFile`, naming the line, or for a file without lines.
    public init(jsonLines text: String, name: String) throws(TalentError) {
        var entries: [Entry] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            guard let value = try? JSONValue(parsing: String(line)), let person = value["person"]?.string,
                let stage = value["stage"]?.string, let selected = value["selected"]?.bool
            else {
                throw .unreadableFile(
                    name: name,
                    reason: "line \(number + 1) is not an object with \"person\", \"stage\" and \"selected\""
                )
            }
            guard entries.count < Self.limit else { throw .tooLarge(name: name, limit: Self.limit) }
            entries.append(
                Entry(
                    person: person,
                    stage: stage,
                    isSelected: selected,
                    sex: Self.group(value["sex"]),
                    ethnicity: Self.group(value["ethnicity"])
                )
            )
        }
        guard !entries.isEmpty else { throw .unreadableFile(name: name, reason: "there is no person in it") }
        self.entries = entries
    }

    /// The tables of every stage, in the order in which stages first stand: sex, ethnicity, and both together.
    public var tables: [StageTable] {
        var stages: [String] = []
        for entry in entries where !stages.contains(entry.stage) { stages.append(entry.stage) }
        return stages.flatMap { stage in
            [
                table(stage, "sex") { $0.sex }, table(stage, "race and ethnicity") { $0.ethnicity },
                table(stage, "sex with race and ethnicity") {
                    $0.sex == "unknown" || $0.ethnicity == "unknown" ? "unknown" : "\($0.sex), \($0.ethnicity)"
                },
            ]
        }
    }

    private func table(_ stage: String, _ attribute: String, group: (Entry) -> String) -> StageTable {
        var counts: [String: (total: Int, selected: Int)] = [:]
        for entry in entries where entry.stage == stage {
            var count = counts[group(entry)] ?? (0, 0)
            count.total += 1
            if entry.isSelected { count.selected += 1 }
            counts[group(entry)] = count
        }
        return StageTable(stage: stage, attribute: attribute, counts: counts)
    }

    private static func group(_ value: JSONValue?) -> String {
        guard let text = value?.string, !text.isEmpty else { return "unknown" }
        return text
    }
}
