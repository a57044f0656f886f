/// P5, P6 and P7: musts, stacked demands, and level against years.
enum DemandChecks {
    static func findings(_ context: PostingContext) -> [PostingFinding] {
        musts(context) + degrees(context) + stacked(context) + level(context)
    }

    private static func musts(_ context: PostingContext) -> [PostingFinding] {
        let must = context.lines(.must).count
        let nice = context.lines(.nice).count
        guard must >= 4 else { return [] }
        let percentile = context.base.percentile(of: Double(must), measure: "must") ?? 0
        let isHigh = percentile >= 75 || nice == 0 && must >= 8
        return [
            PostingFinding(
                .mustInflation,
                isHigh ? .question : .note,
                evidence: [
                    "\(must) lines of musts, \(nice) of wishes; standing: counted here",
                    "more musts than in \(percentile) % of real postings; "
                        + "\(percent(context.base.rate("noNice"))) have no wishes at all; source: "
                        + "\(PostingBase.statement)",
                    "people of both sexes leave out applications where musts read as gates (Mohr, HBR 2014, "
                        + "survey of 1,000; "
                        + "standing: one survey)",
                ],
                confidence: .medium,
                suggestion: "Move what can be learnt in the first half-year to the wishes, or to what the job teaches."
            )
        ]
    }

    /// Whether a text asks for a degree.
    static func namesDegree(_ text: String) -> Bool {
        let lower = text.lowercased()
        return (basic + advanced).contains { contains(lower, $0) }
    }

    private static func degrees(_ context: PostingContext) -> [PostingFinding] {
        let lines = context.posting.lines.filter { !$0.isHeading }
        for line in lines {
            let lower = String(decoding: context.posting.bytes[line.range].map(ByteKind.lower), as: UTF8.self)
            let isAdvanced = advanced.contains { contains(lower, $0) }
            guard isAdvanced || namesDegree(lower) else { continue }
            let hasWayOut = wayOut.contains { lower.contains($0) }
            guard !hasWayOut || isAdvanced && line.section == .must && !lower.contains("bachelor") else { continue }
            return [
                PostingFinding(
                    .mustInflation,
                    .question,
                    evidence: [
                        "a degree is asked for without \"or equivalent experience\"; standing: read here",
                        "\(percent(context.base.rate("degree"))) of real postings ask for one, "
                            + "\(percent(context.base.rate("orEquivalent"))) accept an equivalent; "
                            + "source: \(PostingBase.statement)",
                        "63 % of degree resets 2017 to 2019 were structural (HBS and Burning Glass Institute, 51 "
                            + "million "
                            + "postings; standing: solid)",
                    ],
                    confidence: .medium,
                    suggestion: isAdvanced
                        ? "Say what the advanced degree is for, and accept published or shipped work instead."
                        : "Add \"or equivalent experience\", or leave the degree out."
                )
                .at(line.range, in: context.posting)
            ]
        }
        return []
    }

    /// Years that the demands take one after the other, against the years that are asked for in all.
    private static func stacked(_ context: PostingContext) -> [PostingFinding] {
        var years: [Double] = []
        var first: Range<Int>?
        for line in context.posting.lines where line.section == .must || line.section == .other && !line.isHeading {
            let words = PostingWord.words(of: context.posting.bytes, range: line.range, mentions: [], offset: 0)
            for place in words.indices {
                guard let quantity = YearsQuantity(words, at: place, posted: context.posting.posted),
                    !quantity.isSince, quantity.years >= 1, quantity.years <= 30
                else { continue }
                years.append(quantity.years)
                first = first ?? line.range
                break
            }
        }
        guard years.count >= 2, let first else { return [] }
        let sum = years.reduce(0, +)
        let greatest = years.max() ?? 0
        let isHeavy = sum > greatest * 1.8 && sum >= 10
        return [
            PostingFinding(
                .stackedDemands,
                isHeavy ? .question : .note,
                evidence: [
                    "\(years.count) lines ask for years: \(list(years)); one after the other \(number(sum)), "
                        + "all at once \(number(greatest)); standing: counted here"
                ],
                confidence: .medium,
                suggestion: isHeavy
                    ? "Say that the years may overlap, and which of them matters most."
                    : "Say that the years may overlap."
            )
            .at(first, in: context.posting)
        ]
    }

    private static func level(_ context: PostingContext) -> [PostingFinding] {
        guard let years = context.highestYears, let title = context.posting.title?.lowercased() else { return [] }
        let isEntry =
            entryWords.contains { contains(title, $0) } || context.range(of: "entry level") != nil
            || context.range(of: "entry-level") != nil
        let isSenior = seniorWords.contains { contains(title, $0) }
        let message: String
        if isEntry, years >= 3 {
            message = "An entry-level title beside \(number(years)) years: which of the two holds?"
        } else if isSenior, years < 3 {
            message = "A senior title beside \(number(years)) years: which of the two holds?"
        } else {
            return []
        }
        return [
            PostingFinding(
                .levelMismatch,
                .question,
                evidence: [
                    "the highest number of years is \(number(years)); standing: counted here",
                    "years of experience foretell performance at .07, structured interviews at .42 (Sackett et "
                        + "al. 2022; "
                        + "standing: solid, some dispute the corrections)",
                ],
                confidence: .medium,
                suggestion: message
            )
        ]
    }

    static func percent(_ rate: Double?) -> String {
        rate.map { "\(Int(($0 * 100).rounded())) %" } ?? "an unknown share"
    }

    static func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String((value * 10).rounded() / 10)
    }

    private static func list(_ years: [Double]) -> String { years.map(number).joined(separator: " + ") }

    private static func contains(_ text: String, _ phrase: String) -> Bool {
        PhraseSearch.first(phrase, in: Array(text.utf8)) != nil
    }

    private static let advanced = [
        "phd", "ph.d", "doctorate", "master's", "masters", "master’s", "advanced degree", "msc",
    ]
    private static let basic = [
        "bachelor's", "bachelors", "bachelor’s", "bachelor", "degree in", "university degree", "b.s", "bsc", "b.tech",
        "college degree", "bs/ms", "academic degree",
    ]
    private static let wayOut = [
        "or equivalent", "equivalent experience", "equivalent practical", "or related experience", "equivalent work",
        "or comparable", "or similar experience", "in lieu of", "no degree", "degree is not required", "a plus",
        "preferred",
        "equivalent combination", "or relevant experience", "or work experience",
    ]
    private static let entryWords = ["junior", "entry level", "entry-level", "graduate", "intern", "trainee", "jr"]
    private static let seniorWords = ["senior", "staff", "principal", "lead", "sr", "head"]
}
