private import Foundation
internal import WrightCore
internal import WrightDocuments
internal import WrightGuard
internal import WrightModel
internal import WrightRetrieval
internal import WrightStore

/// Goes through all that a project stores: each text by itself, then all of them together.
///
/// Documents are read twice, in batches, so that no more than a batch of texts is held.
struct GuardScanner {
    let passages: StoredPassages
    let corpus: EmbeddedCorpus
    let desk: GuardDesk
    let held: HeldPlaces
    /// Questions that are asked to find passages that fit too many; 0 for none.
    let sentinelCount: Int
    let seed: UInt64

    /// Hits of a sentinel question that count.
    private static let hitCount = 10

    /// Where a passage stands.
    private struct Place {
        var document: Int32
        var lower: Int32
        var upper: Int32
    }

    private struct State {
        var report = GuardScanReport()
        var survey = CorpusSurvey()
        var sentinels: SentinelSample<SeededRandom>?
        var groups: Set<String> = []
        var documentIDs: [Int64] = []
        var uris: [String] = []
        var firstPassages: [String: Int] = [:]
        var places: [Place] = []
    }

    func run(progress: (_ done: Int, _ isSecond: Bool) -> Void) async throws -> GuardScanReport {
        var state = State()
        if sentinelCount > 0 { state.sentinels = SentinelSample(limit: sentinelCount, using: SeededRandom(seed: seed)) }
        try await lookAtTexts(&state, progress: progress)
        let hasVectors = try compare(&state, progress: progress)
        if !hasVectors {
            state.report.notes.append("The index has no embeddings; floods are looked for by words only.")
        }
        var alerts = state.survey.finish()
        alerts += try await magnets(state)
        state.report.alerts = try alerts.map { try describe($0, state) }
        return state.report
    }

    /// The first way through: every text by itself, and its terms counted.
    private func lookAtTexts(_ state: inout State, progress: (Int, Bool) -> Void) async throws {
        var last: Int64 = 0
        while true {
            try Task.checkCancellation()
            let batch = try passages.documents(after: last, readsVectors: false)
            guard let final = batch.last else { return }
            for document in batch {
                try await look(at: document, &state)
                for chunk in document.chunks { state.survey.count(chunk.text) }
                state.sentinels?.offer(document.text, document: state.documentIDs.count)
                state.documentIDs.append(document.id)
                state.uris.append(document.uri)
            }
            last = final.id
            progress(state.documentIDs.count, false)
        }
    }

    private func look(at document: StoredPassages.StoredDocument, _ state: inout State) async throws {
        state.report.documentCount += 1
        state.report.chunkCount += document.chunks.count
        state.report.hiddenTextCount += document.hiddenTexts.count
        state.report.tierCounts[document.trust, default: 0] += 1
        if !document.accessGroups.isEmpty { state.report.restrictedCount += 1 }
        state.groups.formUnion(document.accessGroups)
        for hidden in document.hiddenTexts where !hidden.text.isEmpty {
            let text = GuardedText(hidden.text, channel: .hidden, tier: document.trust)
            var verdict = try await desk.verdict(on: text)
            // What takes no document along on its way in does not do so here.
            if verdict.action >= .quarantine, !IngestionInspection.isSevere(verdict) { verdict.action = .annotate }
            note(verdict, on: text, chunk: nil, document, &state)
        }
        let whole = GuardedText(document.text, channel: .document, tier: document.trust)
        let verdict = try await desk.verdict(on: whole)
        var parts: [(text: GuardedText, verdict: Verdict, chunk: QuarantineEntry.ChunkPlace)] = []
        if verdict.action >= .quarantine, document.chunks.count > 1 {
            for chunk in document.chunks {
                let text = GuardedText(chunk.text, channel: .document, tier: document.trust)
                let place = QuarantineEntry.ChunkPlace(hash: chunk.hash, range: chunk.range)
                parts.append((text, try await desk.verdict(on: text), place))
            }
        }
        if parts.contains(where: { $0.verdict.action >= .quarantine }) {
            for part in parts { note(part.verdict, on: part.text, chunk: part.chunk, document, &state) }
        } else {
            note(verdict, on: whole, chunk: nil, document, &state)
        }
    }

    private func note(
        _ verdict: Verdict,
        on text: GuardedText,
        chunk: QuarantineEntry.ChunkPlace?,
        _ document: StoredPassages.StoredDocument,
        _ state: inout State
    ) {
        // A dry run allows everything and still has something to say.
        guard verdict.action > .allow || verdict.decidedBy?.contains("dry run") ?? false else { return }
        state.report.texts.append(
            .init(
                uri: document.uri,
                contentHash: document.contentHash,
                chunk: chunk,
                channel: text.channel,
                verdict: verdict,
                gravest: desk.policy.counted(verdict.findings, on: text).map(\.severity).max(),
                isHeld: held.holds(document.uri, document.contentHash, chunk?.hash)
            )
        )
    }

    /// The second way through: every passage beside all others.
    private func compare(_ state: inout State, progress: (Int, Bool) -> Void) throws -> Bool {
        let dimension = try passages.embeddingDimension()
        var (last, number): (Int64, Int) = (0, 0)
        while true {
            try Task.checkCancellation()
            let batch = try passages.documents(after: last, readsVectors: dimension != nil)
            guard let final = batch.last else { return dimension != nil }
            // What came in since the first way through is left to the next scan.
            for document in batch where number < state.documentIDs.count && document.id == state.documentIDs[number] {
                state.firstPassages[document.uri] = state.places.count
                for chunk in document.chunks {
                    state.places.append(
                        Place(
                            document: Int32(number),
                            lower: Int32(chunk.range.lowerBound),
                            upper: Int32(chunk.range.upperBound)
                        )
                    )
                    var vector = chunk.vector
                    if let dimension, vector?.count != dimension { vector = [Float](repeating: 0, count: dimension) }
                    state.survey.add(
                        CorpusPassage(
                            text: chunk.text,
                            document: number,
                            source: ContextCap.source(of: document.uri),
                            timeNanoseconds: document.modifiedNanoseconds,
                            tier: document.trust,
                            vector: dimension == nil ? nil : vector
                        )
                    )
                }
                number += 1
            }
            last = final.id
            progress(number, true)
        }
    }

    private func magnets(_ state: State) async throws -> [CorpusAlert] {
        guard let questions = state.sentinels?.questions, !state.places.isEmpty,
            questions.count >= RetrievalMagnets.leastQuestionCount
        else { return [] }
        var magnets = RetrievalMagnets(passageCount: state.places.count)
        var filter = RetrievalFilter()
        filter.groups = state.groups
        for question in questions {
            try Task.checkCancellation()
            let query = RetrievalQuery(question.text, mode: .hybrid, limit: Self.hitCount, filter: filter)
            let found = try await corpus.search(query).hits
                .compactMap { hit -> Int? in
                    guard hit.document.uri != state.uris[question.document] else { return nil }
                    return passage(hit.document.uri, hit.chunk.range, state)
                }
            magnets.count(Set(found))
        }
        return magnets.alerts()
    }

    private func passage(_ uri: String, _ range: Range<Int>, _ state: State) -> Int? {
        guard let first = state.firstPassages[uri] else { return nil }
        let document = state.places[first].document
        return state.places[first...].prefix { $0.document == document }
            .firstIndex { Int($0.lower) == range.lowerBound && Int($0.upper) == range.upperBound }
    }

    private func describe(_ alert: CorpusAlert, _ state: State) throws -> GuardScanReport.Alert {
        var members: [GuardScanReport.Passage] = []
        for number in alert.members {
            let place = state.places[number]
            let id = state.documentIDs[Int(place.document)]
            guard let document = try passages.documents(after: id - 1, limit: 1, readsVectors: false).first,
                document.id == id,
                let chunk = document.chunks.first(where: {
                    $0.range.lowerBound == Int(place.lower) && $0.range.upperBound == Int(place.upper)
                })
            else { continue }
            members.append(
                .init(
                    uri: document.uri,
                    contentHash: document.contentHash,
                    chunk: .init(hash: chunk.hash, range: chunk.range),
                    isHeld: held.holds(document.uri, document.contentHash, chunk.hash)
                )
            )
        }
        let tier = TrustTier.curated
        let verdict = desk.policy.decide([alert.finding], score: 0, on: GuardedText("", channel: .document, tier: tier))
        return .init(alert: alert, verdict: verdict, passages: members)
    }
}

/// What is kept apart, for quick looks.
struct HeldPlaces: Sendable {
    private var uris: Set<String> = []
    private var contents: Set<ContentHash> = []
    private var chunks: Set<ContentHash> = []

    init(_ records: [QuarantineRecord]) {
        for record in records where record.isHeld {
            if let chunk = record.entry.chunk {
                chunks.insert(chunk.hash)
            } else {
                uris.insert(record.entry.uri)
                contents.insert(record.entry.contentHash)
            }
        }
    }

    /// Whether a document, or the chunk of it, is kept apart.
    func holds(_ uri: String, _ content: ContentHash, _ chunk: ContentHash?) -> Bool {
        uris.contains(uri) || contents.contains(content) || chunk.map { chunks.contains($0) } ?? false
    }
}
