/// P4 and P9: how long the list of tools is, and which of them stand for one another.
enum ListChecks {
    /// The percentile from which a list is called long.
    private static let longPercentile = 75
    /// Categories whose members do the same work.
    private static let clusterCategories: Set<String> = [
        "vector-db", "llm-framework", "llm-api", "llm", "cloud", "ml-framework", "web-frontend", "orchestration",
        "mlops",
        "ci-cd", "observability", "bi", "messaging", "streaming", "data-warehouse", "inference", "llm-ops",
        "llm-evaluation", "web-backend", "training-infra", "search", "database", "ai-coding", "automation", "design",
        "testing",
    ]

    static func findings(_ context: PostingContext) -> [PostingFinding] {
        (length(context).map { [$0] } ?? []) + substitutes(context)
    }

    /// How long the list is; nil where fewer than two tools make none.
    private static func length(_ context: PostingContext) -> PostingFinding? {
        let count = context.tools.count
        guard count >= 2 else { return nil }
        let percentile = context.base.percentile(of: Double(count), measure: "tools") ?? 0
        let skills = context.technologies.count
        let isLong = percentile >= longPercentile
        return PostingFinding(
            .listLength,
            isLong ? .question : .note,
            evidence: [
                "\(count) named tools and \(skills - count) techniques; standing: counted here",
                "more tools than in \(percentile) % of real postings, whose median is "
                    + "\(Int(context.base.median("tools") ?? 0)); source: \(PostingBase.statement)",
            ],
            confidence: .high,
            suggestion: isLong
                ? "Keep the three to five that the first year cannot do without; name the others as what will be "
                    + "learnt."
                : "The list is of usual length."
        )
    }

    private static func substitutes(_ context: PostingContext) -> [PostingFinding] {
        let musts = context.lines(.must)
        var findings: [PostingFinding] = []
        var clusters: [(category: String, names: [String], first: TechnologyMention)] = []
        for mention in context.posting.mentions {
            guard let technology = context.timeline[mention.name], technology.kind != "technique",
                clusterCategories.contains(technology.category),
                musts.contains(where: { $0.range.contains(mention.range.lowerBound) })
            else { continue }
            if let index = clusters.firstIndex(where: { $0.category == technology.category }) {
                if !clusters[index].names.contains(technology.name) { clusters[index].names.append(technology.name) }
            } else {
                clusters.append((technology.category, [technology.name], mention))
            }
        }
        for cluster in clusters where cluster.names.count >= 3 {
            findings.append(
                PostingFinding(
                    .substitutes,
                    .question,
                    evidence: [
                        "\(cluster.names.joined(separator: ", ")) do the same kind of work (\(cluster.category)); "
                            + "source: the timeline's categories; standing: own classification"
                    ],
                    confidence: .medium,
                    suggestion:
                        "Ask for one of them (\"one of \(cluster.names.joined(separator: ", ")), or the like\")."
                )
                .about(cluster.names[0]).at(cluster.first.range, in: context.posting)
            )
        }
        return findings
    }
}
