package import WrightCore
package import WrightModel

extension GuardExample {
    /// Labels of lines and whether they attack; lines with other labels are not for this classifier.
    private static let labels: [String: Bool] = [
        "injection": true, "jailbreak": true, "attack": true, "benign": false, "hard_benign": false, "harmless": false,
    ]

    private static let channels: [String: GuardedText.Channel] = [
        "document": .document, "indirect": .document, "hidden": .hidden, "tool": .tool, "tool_output": .tool,
        "output": .output, "user": .user, "direct": .user, "app_prompt": .user,
    ]

    /// Whether a line of labelled text is for the classifier: it has a label that it knows and no doubt about it.
    package static func isUsable(_ line: JSONValue) -> Bool {
        labels[line["label"]?.string ?? ""] != nil && line["disputed"]?.bool != true
    }

    /// Reads a line `{"text", "label", "set"?, "channel"?, "payload"?, "split"?}`.
    ///
    /// Without a split, or with the split `train`, it is for training. Nil for lines without text or with a label that
    /// is not known.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - source: The set, where the line does not say.
    ///   - usualChannel: The way it takes, where the line does not say.
    ///   - normaliser: Makes of a text what the classifier is given.
    package init?(
        _ line: JSONValue,
        source: String,
        usualChannel: GuardedText.Channel = .user,
        normaliser: TextNormaliser
    ) {
        guard let text = line["text"]?.string, let attacks = Self.labels[line["label"]?.string ?? ""] else {
            return nil
        }
        let channel = Self.channels[line["channel"]?.string ?? ""] ?? usualChannel
        let bytes = normaliser.normalise(Array(text.utf8), channel: channel).bytes
        let payload = line["payload"]?.string.map { normaliser.normalise(Array($0.utf8), channel: channel).bytes }
        self.init(
            text: bytes,
            attacks: attacks,
            source: line["set"]?.string ?? source,
            channel: channel,
            payload: payload.flatMap { Self.place(of: $0, in: bytes) },
            isTraining: line["split"].map { $0.string == "train" } ?? true
        )
    }

    /// The first place of some bytes in others.
    private static func place(of part: [UInt8], in whole: [UInt8]) -> Range<Int>? {
        guard let first = part.first, part.count <= whole.count else { return nil }
        for start in 0...(whole.count - part.count) where whole[start] == first {
            if whole[start..<start + part.count].elementsEqual(part) { return start..<start + part.count }
        }
        return nil
    }
}
