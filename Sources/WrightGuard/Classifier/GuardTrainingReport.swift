package import WrightCore

/// How many texts of each set a classifier flags, in set and with the set left out of the training.
package struct GuardTrainingReport: Sendable {
    /// The figures of one set.
    package struct Row: Sendable, Hashable {
        package let source: String
        package let attacks: Bool
        /// Texts that were measured and not trained on.
        package let count: Int
        /// Flagged by the joint score of all layers.
        package let joint: Int
        /// Flagged by the classifier alone.
        package let alone: Int
        /// Flagged by the classifier alone without embeddings.
        package let lexical: Int
        /// Flagged by the joint score where the set was left out of the training; nil where it was never in it.
        package let leftOut: Int?
        /// The same by the classifier alone.
        package let leftOutAlone: Int?
    }

    package let rows: [Row]

    /// Measures a classifier on the examples that it was not trained on.
    ///
    /// - Parameters:
    ///   - classifier: The classifier of all sets.
    ///   - training: What it was trained with.
    ///   - leavesOut: Whether it is trained again without each set that has examples to train and to measure.
    package init(_ classifier: WindowClassifier, training: GuardTraining, leavesOut: Bool) {
        let examples = training.examples
        let measured = examples.indices.filter { !training.isTrained($0) }
        let scores = Scores(
            all: Dictionary(uniqueKeysWithValues: zip(measured, training.scores(of: measured, by: classifier))),
            words: Dictionary(
                uniqueKeysWithValues: zip(measured, training.scores(of: measured, by: classifier.withoutEmbedding))
            ),
            leftOut: leavesOut ? Self.leftOut(measured, training) : [:]
        )
        rows = Set(measured.map { examples[$0].source }).sorted()
            .flatMap { source in
                [false, true]
                    .compactMap { attacks in
                        let own = measured.filter { examples[$0].source == source && examples[$0].attacks == attacks }
                        return own.isEmpty ? nil : Row(own, examples, scores)
                    }
            }
    }

    /// The scores of measured examples by classifiers that have not seen their sets.
    ///
    /// A set without which no attack or no harmless text is left to train on has none.
    private static func leftOut(_ measured: [Int], _ training: GuardTraining) -> [Int: Double] {
        let trained = training.examples.indices.filter(training.isTrained).map { training.examples[$0] }
        var scores: [Int: Double] = [:]
        for source in Set(trained.map(\.source)).sorted() {
            let own = measured.filter { training.examples[$0].source == source }
            let others = trained.filter { $0.source != source }
            guard !own.isEmpty, others.contains(where: \.attacks), !others.allSatisfy(\.attacks) else { continue }
            let other = training.classifier(without: source)
            for (example, score) in zip(own, training.scores(of: own, by: other)) { scores[example] = score }
        }
        return scores
    }

    /// Scores by the number of the example.
    fileprivate struct Scores {
        let all: [Int: Double]
        let words: [Int: Double]
        let leftOut: [Int: Double]
    }

    /// The rows as JSON.
    package var json: JSONValue {
        .array(
            rows.map { row in
                [
                    "set": .string(row.source), "attacks": .bool(row.attacks), "texts": .int(row.count),
                    "joint": .int(row.joint), "classifier": .int(row.alone), "lexical": .int(row.lexical),
                    "leftOut": row.leftOut.map { .int($0) } ?? .null,
                    "leftOutClassifier": row.leftOutAlone.map { .int($0) } ?? .null,
                ]
            }
        )
    }
}

extension GuardTrainingReport.Row {
    /// Counts what is flagged of some examples of one set, all of them attacks or all harmless.
    fileprivate init(_ own: [Int], _ examples: [GuardExample], _ scores: GuardTrainingReport.Scores) {
        func isJoint(_ score: Double, _ example: Int) -> Bool {
            1 - (1 - score) * (1 - examples[example].otherScore) >= 0.5
        }
        func flagged(_ scores: [Int: Double]) -> (joint: Int, alone: Int) {
            let known = own.compactMap { example in scores[example].map { (example, $0) } }
            return (known.count { isJoint($0.1, $0.0) }, known.count { $0.1 >= 0.5 })
        }
        let first = own.first.map { examples[$0] }
        source = first?.source ?? ""
        attacks = first?.attacks ?? false
        count = own.count
        (joint, alone) = flagged(scores.all)
        lexical = flagged(scores.words).alone
        let without = own.contains { scores.leftOut[$0] != nil } ? flagged(scores.leftOut) : nil
        leftOut = without?.joint
        leftOutAlone = without?.alone
    }
}

extension GuardTrainingReport {
    /// The rows as lines of a table, in per cent.
    package var table: [String] {
        let header = ["set", "label", "texts", "all layers", "classifier", "words", "left out", "left out, alone"]
        let body = rows.map { row in
            func share(_ count: Int?) -> String {
                guard let count else { return "–" }
                let thousandths = (count * 2000 + row.count) / (row.count * 2)
                return "\(thousandths / 10).\(thousandths % 10)"
            }
            return [
                row.source, row.attacks ? "attack" : "harmless", "\(row.count)", share(row.joint), share(row.alone),
                share(row.lexical), share(row.leftOut), share(row.leftOutAlone),
            ]
        }
        let widths = header.indices.map { column in ([header] + body).map { $0[column].count }.max() ?? 0 }
        return ([header] + body)
            .map { row in
                zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
            }
    }
}

extension GuardTraining {
    /// The scores of examples, as the classifier would give them, from the embeddings that are already made.
    func scores(of chosen: [Int], by classifier: WindowClassifier) -> [Double] {
        chosen.map { example in
            let odds = places[example].map { (place: $0, odds: classifier.lexical.odds(of: features($0))) }
            guard let semantic = classifier.semantic else {
                return odds.map { LogisticFunctions.logistic(Double($0.odds - classifier.lexical.threshold)) }.max()
                    ?? 0
            }
            let limit = WindowClassifier.embeddedCount(of: odds.count)
            let chosen = odds.filter { $0.odds > classifier.lexical.threshold - WindowClassifier.clearance }
                .sorted { $0.odds > $1.odds }
                .prefix(limit)
            return
                chosen.map { window in
                    let row = rows[instances[window.place].row]
                    let odds = semantic.odds(of: row.features, embedding: row.embedding)
                    return LogisticFunctions.logistic(Double(odds - semantic.threshold))
                }
                .max() ?? 0
        }
    }

    private func features(_ instance: Int) -> WindowFeatures {
        rows[instances[instance].row].features
    }
}
