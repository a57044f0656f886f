public import ArgumentParser
private import Foundation
private import WrightCore
private import WrightProviders
private import WrightStore
private import WrightTrace
internal import WrightDocuments
public import WrightRetrieval

extension RetrievalMode: ExpressibleByArgument {}

/// How and among what to search; shared by the commands that do.
struct RetrievalOptions: ParsableArguments {
    @Option(help: "What decides: lexical (words), vector (meaning) or hybrid (both).")
    var mode: RetrievalMode = .hybrid

    @Option(help: "How hybrid search joins its signals: sum (weighted, min-max normalised) or rrf.")
    var fusion: FusionName = .sum

    @Option(help: ArgumentHelp("The weight of meaning against words in the sum, 0 to 1.", valueName: "weight"))
    var vectorWeight = RankFusion.defaultVectorWeight

    @Option(
        help: ArgumentHelp(
            "Reorder hits so that they differ (maximal marginal relevance): 1 is relevance only, 0 novelty only.",
            valueName: "weight"
        )
    )
    var mmr: Double?

    @Option(
        help: ArgumentHelp(
            "Judge the best hits again with this model: a name, a folder, or a service's such as cohere:rerank-v3.5.",
            valueName: "model"
        )
    )
    var rerank: String?

    @Option(help: ArgumentHelp("Only documents whose path matches; may be repeated.", valueName: "pattern"))
    var path: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only documents of this type: a media type, or a short name such as md or pdf; may be repeated.",
            valueName: "type"
        )
    )
    var type: [String] = []

    @Option(help: "Only documents trusted at least this far: external, user, curated or operator.")
    var trust: String?

    @Option(help: ArgumentHelp("Ask as a member of this group; may be repeated.", valueName: "name"))
    var group: [String] = []

    @Option(help: ArgumentHelp("Only documents changed on or after this day (YYYY-MM-DD, UTC).", valueName: "day"))
    var since: String?

    @Option(help: ArgumentHelp("Only documents changed before this day (YYYY-MM-DD, UTC).", valueName: "day"))
    var before: String?

    /// The ways to join signals.
    enum FusionName: String, ExpressibleByArgument, CaseIterable {
        case sum
        case rrf
    }

    func validate() throws {
        guard (0...1).contains(vectorWeight) else { throw ValidationError("'--vector-weight' must be from 0 to 1.") }
        if let mmr, !(0...1).contains(mmr) { throw ValidationError("'--mmr' must be from 0 to 1.") }
        if let trust, TrustTier(rawValue: trust) == nil {
            let names = TrustTier.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'--trust' must be one of \(names).")
        }
        if let unknown = type.first(where: { MediaType(named: $0) == nil }) {
            let names = MediaType.known.map { $0.names[0] }.joined(separator: ", ")
            throw ValidationError("'--type' must be one of \(names), or their media types; '\(unknown)' is none.")
        }
        for (name, day) in [("--since", since), ("--before", before)] {
            if let day, Self.nanoseconds(ofDay: day) == nil {
                throw ValidationError("'\(name)' must be a day such as 2026-01-31.")
            }
        }
    }

    /// The corpus, behind the reranker that the options or the settings name.
    func reranked(_ corpus: any Corpus, global: GlobalOptions) throws -> any Corpus {
        let settings = try global.settings()
        if let text = rerank ?? settings.rerank, let reference = try RerankReference(text, settings: settings) {
            let environment = ProcessInfo.processInfo.environment
            let keys = try KeyRing(environment: environment, file: KeyRing.file(environment: environment))
            return RerankingCorpus(corpus, reranker: try reference.service(keys: keys))
        }
        let named = rerank.map { GlobalOptions.modelChoice($0).name } ?? settings.rerank
        guard let named, named != "none" else { return corpus }
        return RerankingCorpus(corpus, reranker: try ModelLoading.reranker(named: named))
    }

    /// What answers are made from: the corpus behind the reranker, of which one source or tier may say only so much.
    func context(_ corpus: any Corpus, global: GlobalOptions) throws -> any Corpus {
        var capped = CappedCorpus(corpus, cap: try global.settings().contextCap)
        capped.report = { TraceScope.event("contextCap", [TraceAttribute(.leftOutCount, .int($0))]) }
        return capped
    }

    /// The query that the options describe, for so many hits.
    func query(_ text: String, limit: Int) -> RetrievalQuery {
        var filter = RetrievalFilter()
        filter.paths = path
        filter.mediaTypes = Set(type.compactMap(MediaType.init(named:)))
        filter.minimumTrust = trust.flatMap { TrustTier(rawValue: $0) }
        filter.groups = Set(group)
        filter.modifiedSince = since.flatMap(Self.nanoseconds(ofDay:))
        filter.modifiedBefore = before.flatMap(Self.nanoseconds(ofDay:))
        var query = RetrievalQuery(text, mode: mode, limit: limit, filter: filter)
        query.fusion = fusion == .rrf ? .reciprocalRank(k: 60) : .weightedSum(vectorWeight: vectorWeight)
        query.relevanceWeight = mmr
        return query
    }

    private static func nanoseconds(ofDay text: String) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            (1970...2200).contains(year), (1...12).contains(month)
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        let components = DateComponents(year: year, month: month, day: day)
        guard let date = calendar.date(from: components), calendar.component(.day, from: date) == day else {
            return nil
        }
        return Int64(date.timeIntervalSince1970) * 1_000_000_000
    }
}
