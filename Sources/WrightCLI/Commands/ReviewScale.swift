internal import WrightCore
internal import WrightStore

/// The labels that may be given in a queue of reviews.
struct ReviewScale: Equatable {
    let labels: [String]

    /// Right or wrong.
    static let standard = Self(labels: ["good", "bad"])
    /// What an option that gives labels must be.
    static let form = "2 to 20 different labels without blanks, separated by commas"

    /// The labels for people.
    var text: String { labels.joined(separator: ",") }

    /// The labels as what a reviewer chooses from.
    var choice: String {
        let quoted = labels.map { "'\($0)'" }
        return quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? "")
    }

    /// The labels as an item of a queue holds them.
    var json: JSONValue { .array(labels.map { .string($0) }) }

    /// The labels of an option; nil where they have not ``form``.
    init?(_ text: String) {
        let labels = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { String($0.drop { $0 == " " }) }
        guard (2...20).contains(labels.count), Set(labels).count == labels.count,
            labels.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) })
        else { return nil }
        self.labels = labels
    }

    /// The labels that an item was put into its queue with.
    init(of item: EvaluationStore.StoredReview) {
        let labels = (item.content["labels"]?.array ?? []).compactMap(\.string)
        self.labels = labels.isEmpty ? Self.standard.labels : labels
    }

    private init(labels: [String]) {
        self.labels = labels
    }
}

extension CLIError {
    static func queueMissing(_ name: String, known: [String]) -> Self {
        let command = "'wright eval review fill RUN --queue \(name)'"
        return Self(
            identifier: "queueMissing",
            message: "There is no queue '\(name)'.",
            remedy: known.isEmpty
                ? "Fill it with \(command)."
                : "Name one of \(known.joined(separator: ", ")), or fill this one with \(command)."
        )
    }

    static func labelUnknown(_ label: String, queue: String, scale: ReviewScale) -> Self {
        Self(
            identifier: "labelUnknown",
            message: "'\(label)' is no label of the queue '\(queue)'.",
            remedy: "Choose one of \(scale.text)."
        )
    }
}
