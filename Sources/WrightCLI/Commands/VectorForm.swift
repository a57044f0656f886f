internal import WrightCore
internal import WrightIndex

/// How the search by meaning is explained.
enum VectorForm {
    static func json(_ plans: [VectorSearchPlan]) -> JSONValue {
        .array(
            plans.map { plan in
                [
                    "strategy": .string(plan.strategy.rawValue), "reason": .string(plan.reason.rawValue),
                    "allowed": .int(plan.allowedCount), "breadth": .int(plan.breadth),
                    "widening": .int(plan.widening),
                    "scored": .int(plan.scoredCount), "expanded": .int(plan.expandedCount),
                ]
            }
        )
    }

    static func lines(of plans: [VectorSearchPlan]) -> [String] {
        plans.enumerated()
            .map { number, plan in
                "vectors of segment \(number + 1): \(way(plan)), since \(reason(plan.reason)); "
                    + "\(plan.scoredCount) of \(plan.allowedCount) scored"
            }
    }

    static func json(_ recall: VectorRecall) -> JSONValue {
        [
            "recall": .double(recall.recallRate),
            "interval": ["low": .double(recall.interval.lowerBound), "high": .double(recall.interval.upperBound)],
            "samples": .int(recall.sampleCount), "limit": .int(recall.limit),
            "found": .int(recall.foundCount), "expected": .int(recall.expectedCount),
            "graphSegments": .int(recall.graphSegmentCount),
            "graphChecks": .array(
                recall.graphChecks.map {
                    [
                        "recall": .double($0.recallRate), "found": .int($0.foundCount),
                        "expected": .int($0.expectedCount), "widening": $0.widening.map { .int($0) } ?? .null,
                    ]
                }
            ),
        ]
    }

    /// What each graph's check found.
    static func checkLines(of recall: VectorRecall) -> [String] {
        recall.graphChecks.map { check in
            let found = "\(HitForm.number(check.recallRate)) of \(check.expectedCount) hits when it was built"
            switch check.widening {
            case nil: return found + ": it is scanned"
            case 1: return found
            case let widening?: return found + ", with walks \(widening) times the usual breadth"
            }
        }
    }

    static func line(of recall: VectorRecall) -> String {
        guard recall.graphSegmentCount > 0 else { return "1.000: every segment is searched exactly" }
        let low = HitForm.number(recall.interval.lowerBound)
        let high = HitForm.number(recall.interval.upperBound)
        return "\(HitForm.number(recall.recallRate)) of the best \(recall.limit), 95 % interval \(low)–\(high), "
            + "\(recall.sampleCount) stored vectors"
    }

    private static func way(_ plan: VectorSearchPlan) -> String {
        switch plan.strategy {
        case .scan: "exact scan"
        case .direct: "exact, row by row"
        case .graph: "graph with breadth \(plan.breadth)\(widening(plan))"
        case .filteredGraph: "graph among what is allowed, with breadth \(plan.breadth)\(widening(plan))"
        case .skip: "skipped"
        }
    }

    private static func widening(_ plan: VectorSearchPlan) -> String {
        plan.widening > 1 ? ", \(plan.widening) times the usual, by the check of the graph" : ""
    }

    private static func reason(_ reason: VectorSearchPlan.Reason) -> String {
        switch reason {
        case .noGraph: "it is too small for a graph"
        case .nothingAllowed: "nothing in it is allowed"
        case .exactAsked: "an exact result was asked for"
        case .fewAllowed: "few chunks are allowed"
        case .manyAsked: "many hits are asked for"
        case .walkIsCheaper: "that costs less than a scan"
        case .allowedIsFar: "what is allowed lies around the query but not near it"
        case .walkFellShort: "the graph gave too few hits"
        case .walkMisses: "walks over its graph missed too much when it was built"
        }
    }
}
