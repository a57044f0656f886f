import Foundation
import Testing
import WrightCore
import WrightDocuments
import WrightModel
import WrightRetrieval
import WrightStore
import WrightTesting

/// Chunks that reach somebody who may not see them: none, whoever asks, however, and whatever was cached before.
struct AccessMatrixTests {
    private static let groups = ["red", "green", "blue"]
    private static let documentCount = 24

    /// The groups of a document; the first eighth is for everybody.
    private static func groups(of number: Int) -> Set<String> {
        Set(groups.enumerated().filter { number >> $0.offset & 1 == 1 }.map(\.element))
    }

    private static func name(_ number: Int) -> String { "docs/d\(number).md" }

    private static func rules(_ groups: (Int) -> Set<String>) throws -> ProjectSettings {
        let rules = (0..<documentCount).filter { !groups($0).isEmpty }
            .map { "  - {path: \(name($0)), groups: [\(groups($0).sorted().joined(separator: ", "))]}\n" }
        return try ProjectSettings(yaml: "access:\n" + rules.joined())
    }

    private static func principals() -> [Set<String>] {
        (0..<8).map { mask in Set(groups.enumerated().filter { mask >> $0.offset & 1 == 1 }.map(\.element)) }
    }

    private static func filters(_ groups: Set<String>) -> [RetrievalFilter] {
        var plain = RetrievalFilter()
        plain.groups = groups
        var (paths, trust, types, dated) = (plain, plain, plain, plain)
        paths.paths = ["docs/d1*"]
        trust.minimumTrust = .curated
        types.mediaTypes = [.markdown]
        dated.modifiedSince = 0
        return [plain, paths, trust, types, dated]
    }

    private struct Count {
        var hits = 0
        var leaks: [String] = []
    }

    /// Asks everything for every principal and counts what should not have come.
    private static func ask(
        _ corpora: [any Corpus],
        _ count: inout Count,
        isVisible: (Int, Set<String>) -> Bool
    ) async throws {
        let numbers = Dictionary(uniqueKeysWithValues: (0..<documentCount).map { (name($0), $0) })
        for corpus in corpora {
            for groups in principals() {
                for filter in filters(groups) {
                    for mode in RetrievalMode.allCases {
                        for text in ["secret recipe tea", "\"secret recipe\"", "rec*"] {
                            var query = RetrievalQuery(text, mode: mode, limit: 100, filter: filter)
                            query.readsOperators = text != "secret recipe tea"
                            for hit in try await corpus.search(query).hits {
                                count.hits += 1
                                guard let number = numbers[hit.document.uri], isVisible(number, groups) else {
                                    count.leaks.append("\(hit.document.uri) for \(groups.sorted()) by \(mode)")
                                    continue
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private struct WordReranker: Reranker {
        let model = RerankingModel(name: "words", maximumTokenCount: 512, fingerprint: "words")

        func scores(of texts: [String], for query: String) async throws -> [Float] {
            texts.map { Float($0.utf8.count) }
        }
    }

    @Test func noChunkReachesSomebodyWithoutAccess() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        for number in 0..<Self.documentCount {
            try fixture.folder.write(Self.name(number), "# D\(number)\n\nThe secret recipe of tea number \(number).")
        }
        _ = try await fixture.index(settings: try Self.rules(Self.groups(of:)))
        let kept = try fixture.open()
        var count = Count()
        func visible(_ number: Int, _ groups: Set<String>) -> Bool {
            let own = Self.groups(of: number)
            return own.isEmpty || !own.isDisjoint(with: groups)
        }
        // Twice, so that the second answers come from caches of filters and mapped segments.
        for _ in 0..<2 {
            let corpora: [any Corpus] = [
                kept, try fixture.open(), RerankingCorpus(kept, reranker: WordReranker()),
                CappedCorpus(kept, cap: ContextCap(perSource: 5)),
            ]
            try await Self.ask(corpora, &count, isVisible: visible)
        }
        #expect(count.leaks.isEmpty, "\(count.leaks.prefix(5))")
        #expect(count.hits > 1000)

        // Permissions become stale: red loses everything, the files stay as they are.
        let later: (Int) -> Set<String> = {
            Self.groups(of: $0).subtracting(["red"]).union(Self.groups(of: $0).isEmpty ? [] : ["none"])
        }
        _ = try await fixture.index(settings: try Self.rules(later))
        try await Self.ask([kept, try fixture.open()], &count) { number, groups in
            later(number).isEmpty || !later(number).isDisjoint(with: groups)
        }
        #expect(count.leaks.isEmpty, "\(count.leaks.prefix(5))")

        // Every third document is put apart, for everybody.
        let documents = try StoredPassages(project: fixture.project)
            .documents(after: 0, limit: 100, readsVectors: false)
        let held = (0..<Self.documentCount).filter { $0 % 3 == 0 }.map(Self.name)
        let entries = documents.filter { held.contains($0.uri) }
            .map {
                QuarantineEntry(
                    uri: $0.uri,
                    contentHash: $0.contentHash,
                    reason: .init(rule: "test", evidence: "", severity: .high, score: 1),
                    policyVersion: ""
                )
            }
        let store = QuarantineStore(project: fixture.project)
        try store.hold(entries, nowNanoseconds: 1)
        let isVisibleNow: (Int, Set<String>) -> Bool = { number, groups in
            number % 3 != 0 && (later(number).isEmpty || !later(number).isDisjoint(with: groups))
        }
        try await Self.ask([kept, try fixture.open()], &count, isVisible: isVisibleNow)
        #expect(count.leaks.isEmpty, "\(count.leaks.prefix(5))")

        // A damaged index is rebuilt, a whole one made anew: nothing comes back.
        for file in try fixture.segmentFiles().prefix(1) { try FileManager.default.removeItem(atPath: file) }
        try await Self.ask([try fixture.open()], &count, isVisible: isVisibleNow)
        _ = try await fixture.index(settings: try Self.rules(later), isRebuild: true)
        try await Self.ask([kept, try fixture.open()], &count, isVisible: isVisibleNow)
        #expect(count.leaks.isEmpty, "\(count.leaks.prefix(5))")

        // A release gives back only to those who may see.
        let record = try #require(try store.records().first)
        try store.release(record.id, by: "ada", nowNanoseconds: 2)
        let back = Int(record.entry.uri.dropFirst(6).dropLast(3)) ?? -1
        try await Self.ask([kept], &count) { number, groups in
            (number == back || number % 3 != 0) && (later(number).isEmpty || !later(number).isDisjoint(with: groups))
        }
        #expect(count.leaks.isEmpty, "\(count.leaks.prefix(5))")
    }
}
