import Foundation
import Testing

/// The index after a kill holds one whole state of the folder, never a mixture.
@Suite(.serialized)
struct CrashTests {
    /// Numbers from a seed, by SplitMix64.
    private struct SeededNumbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// A folder that changes in rounds; every file of a round holds the round's number.
    private struct ChangingFolder {
        let folder: TemporaryFolder
        static let words = ["harbour", "granite", "lantern", "meadow", "copper", "willow"]

        /// The files of a round: four always, two now and then.
        static func names(_ round: Int) -> Set<String> {
            Set((0..<6).filter { $0 < 4 || (round / ($0 - 3)).isMultiple(of: 2) }.map { "docs/file\($0).md" })
        }

        func write(_ round: Int) throws {
            let names = Self.names(round)
            for old in folder.files(in: "docs") where !names.contains(old) { try folder.remove(old) }
            for (place, name) in names.sorted().enumerated() {
                let word = Self.words[(place + round) % Self.words.count]
                let text = "# Ledger\n\nThe ledger speaks of \(word) in round\(round)end.\n"
                try folder.write(name, text + String(repeating: "A line about \(word).\n\n", count: round % 40))
                try folder.setModified(name, 1_500_000_000 + round * 60)
            }
        }

        /// What the index says it holds: every document's round.
        func indexed() async throws -> [String: Set<Int>] { try rounds(in: try await search()) }

        func search() async throws -> ProcessResult {
            try await folder.wright("search", "--json", "--mode", "lexical", "--limit", "1000", "ledger")
        }

        func rounds(in result: ProcessResult) throws -> [String: Set<Int>] {
            try #require(result.status == 0, "\(result.messageText)")
            var rounds: [String: Set<Int>] = [:]
            for hit in try #require(try result.json()["hits"]?.array) {
                let text = try #require(hit["text"]?.string)
                let numbers = text.matches(of: /round(\d+)end/).compactMap { Int($0.1) }
                rounds[try #require(hit["document"]?.string), default: []].formUnion(numbers)
            }
            return rounds
        }
    }

    /// The round that the index holds; nil before the first.
    private func roundHeld(_ changing: ChangingFolder, label: Comment) async throws -> Int? {
        async let found = changing.search()
        let status = try await changing.folder.wright("status", "--verify", "--json")
        let search = try await found
        if status.status == 1, status.messageText.contains("Nothing is indexed here") { return nil }
        try #require(status.status == 0, "\(label): \(status.messageText)")
        let tree = try status.json()
        if tree["generation"]?.integer == 0 { return nil }
        let held = try changing.rounds(in: search)
        let rounds = held.values.reduce(into: Set<Int>()) { $0.formUnion($1) }
        try #require(rounds.count == 1, "\(label): a mixture of rounds \(rounds.sorted())")
        let round = try #require(rounds.first)
        #expect(Set(held.keys) == ChangingFolder.names(round), label)
        #expect(tree["documents"]?.integer == held.count, label)
        return round
    }

    private func survives(kills: Int, seed: UInt64, model: [String]) async throws {
        let changing = ChangingFolder(folder: try TemporaryFolder())
        let arguments = ["index", "--quiet"] + model + ["docs"]
        var numbers = SeededNumbers(state: seed)
        var typical = try await typicalDuration(arguments)
        var stored: Int?
        var (round, killed, old) = (0, 0, 0)
        while killed < kills, round < 4 * kills {
            round += 1
            try changing.write(round)
            let delay = typical * Double.random(in: 0...1, using: &numbers)
            let label: Comment = "seed \(seed), round \(round), killed after \(delay)"
            let start = ContinuousClock.now
            let result = try await WrightProcess.run(
                WrightProcess.executable,
                arguments,
                .init(folder: changing.folder.path, limit: delay)
            )
            // The window follows the machine, which may be busier now than before.
            typical = result.isKilled ? typical * 1.01 : (typical * 3 + (ContinuousClock.now - start)) / 4
            guard result.isKilled else {
                #expect(result.status == 0, "\(label): \(result.messageText)")
                stored = round
                continue
            }
            try #require(result.status == SIGKILL, "\(label): \(result.messageText)")
            let held = try await roundHeld(changing, label: label)
            try #require(held == stored || held == round, "\(label): holds \(held ?? 0) after \(stored ?? 0)")
            killed += 1
            if held != round { old += 1 }
            stored = held
        }
        print("\(round) runs: \(killed) killed, of which \(old) left the old state, \(killed - old) the new one")
        #expect(killed == kills && old > 0, "the kills came too late to say anything")
        try await completes(changing, after: round, arguments: arguments)
    }

    /// A full run after all kills holds what an index that was never disturbed holds.
    private func completes(_ changing: ChangingFolder, after last: Int, arguments: [String]) async throws {
        try changing.write(last + 1)
        let result = try await WrightProcess.wright(arguments, in: changing.folder.path)
        try #require(result.status == 0, "\(result.messageText)")
        let calm = ChangingFolder(folder: try TemporaryFolder())
        try calm.write(last + 1)
        try #require(try await WrightProcess.wright(arguments, in: calm.folder.path).status == 0)
        #expect(try await roundHeld(changing, label: "after all") == last + 1)
        #expect(try await changing.indexed() == calm.indexed())
        #expect(try await counts(changing) == counts(calm))
        let leftovers = changing.folder.files(in: ".wright/index").filter { $0.hasSuffix(".part") }
        #expect(leftovers.isEmpty)
    }

    private func counts(_ changing: ChangingFolder) async throws -> [Int?] {
        let status = try await changing.folder.wright("status", "--verify", "--json").json()
        return [status["documents"]?.integer, status["chunks"]?.integer, status["tokens"]?.integer]
    }

    /// How long an undisturbed run of a changed folder takes; the median of five.
    private func typicalDuration(_ arguments: [String]) async throws -> Duration {
        let changing = ChangingFolder(folder: try TemporaryFolder())
        var durations: [Duration] = []
        for round in 1...5 {
            try changing.write(round)
            let start = ContinuousClock.now
            let result = try await WrightProcess.wright(arguments, in: changing.folder.path)
            durations.append(ContinuousClock.now - start)
            try #require(result.status == 0, "\(result.messageText)")
        }
        return durations.sorted()[2]
    }

    @Test("200 kills at seeded moments leave the old or the new state")
    func survivesKills() async throws {
        try await survives(kills: 200, seed: 20_261, model: ["--model", "none"])
    }

    @Test("kills while a model embeds leave the old or the new state")
    func survivesKillsWithTheModel() async throws {
        guard try await WrightProcess.hasModel() else { return WrightProcess.skip("kills with a model", "no model") }
        try await survives(kills: 10, seed: 20_262, model: [])
    }
}
