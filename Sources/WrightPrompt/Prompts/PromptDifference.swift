internal import WrightCore

/// What differs between two versions of a prompt, line by line and setting by setting.
public struct PromptDifference: Sendable, Hashable {
    /// A line of the comparison.
    public struct Line: Sendable, Hashable {
        /// Whether the line stands in both, only in the old, or only in the new version.
        public enum Kind: String, Sendable, Hashable {
            /// In both.
            case same
            /// Only in the old version.
            case removed
            /// Only in the new version.
            case added
        }

        /// Where it stands.
        public let kind: Kind
        /// The text.
        public let text: String
    }

    /// All lines, in order.
    public let lines: [Line]
    /// The settings, inputs and schemas that differ, by name.
    public let fields: [String]

    /// Whether anything differs.
    public var isEmpty: Bool { fields.isEmpty && lines.allSatisfy { $0.kind == .same } }

    private static let lineLimit = 4_000

    /// Compares two versions.
    public init(from old: PromptTemplate, to new: PromptTemplate) {
        lines = Self.compare(Self.lines(of: old), Self.lines(of: new))
        fields = Self.fields(old, new)
    }

    /// The lines of a prompt and of its partials.
    private static func lines(of template: PromptTemplate) -> [String] {
        var text = PromptVersion.normalised(template.source)
        for (name, partial) in template.partials.sorted(by: { $0.key < $1.key }) {
            text += "\n{{!-- partial \(name) --}}\n" + PromptVersion.normalised(partial)
        }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func fields(_ old: PromptTemplate, _ new: PromptTemplate) -> [String] {
        var result: [String] = []
        if old.metadata.model != new.metadata.model { result.append("model") }
        let settings = Set((old.metadata.config + new.metadata.config).map(\.name))
        for name in settings.sorted() {
            let before = old.metadata.config.last { $0.name == name }?.value
            if before != new.metadata.config.last(where: { $0.name == name })?.value { result.append("config." + name) }
        }
        let inputs = old.inputNames.symmetricDifference(new.inputNames)
        result += inputs.sorted().map { "input." + $0 }
        if old.metadata.inputSchema != new.metadata.inputSchema { result.append("input.schema") }
        if old.metadata.outputSchema != new.metadata.outputSchema { result.append("output.schema") }
        if old.partials != new.partials { result.append("partials") }
        return result
    }

    /// The longest common subsequence of lines, between what is the same at both ends.
    private static func compare(_ old: [String], _ new: [String]) -> [Line] {
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - start, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
            tail += 1
        }
        let left = Array(old[start..<(old.count - tail)])
        let right = Array(new[start..<(new.count - tail)])
        var result = old[..<start].map { Line(kind: .same, text: $0) }
        if left.count > lineLimit || right.count > lineLimit {
            result += left.map { Line(kind: .removed, text: $0) } + right.map { Line(kind: .added, text: $0) }
        } else {
            result += middle(left, right)
        }
        return result + old[(old.count - tail)...].map { Line(kind: .same, text: $0) }
    }

    private static func middle(_ left: [String], _ right: [String]) -> [Line] {
        let width = right.count + 1
        var lengths = [Int32](repeating: 0, count: (left.count + 1) * width)
        for row in left.indices.reversed() {
            for column in right.indices.reversed() {
                lengths[row * width + column] =
                    left[row] == right[column]
                    ? lengths[(row + 1) * width + column + 1] + 1
                    : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
            }
        }
        var result: [Line] = []
        var (row, column) = (0, 0)
        while row < left.count || column < right.count {
            if row < left.count, column < right.count, left[row] == right[column] {
                result.append(Line(kind: .same, text: left[row]))
                (row, column) = (row + 1, column + 1)
            } else if row < left.count,
                column == right.count || lengths[(row + 1) * width + column] >= lengths[row * width + column + 1]
            {
                result.append(Line(kind: .removed, text: left[row]))
                row += 1
            } else {
                result.append(Line(kind: .added, text: right[column]))
                column += 1
            }
        }
        return result
    }
}
