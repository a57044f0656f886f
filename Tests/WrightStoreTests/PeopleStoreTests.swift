import Foundation
import GRDB
import Testing
import WrightCore
import WrightStore

@Suite struct PeopleStoreTests {
    private func store(_ folder: TemporaryFolder) throws -> PeopleStore {
        try PeopleStore(project: ProjectFolder(path: folder.path))
    }

    @Test func eventsAreAppendedInAChain() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        try store.register("C1", identity: "Jane Doe", now: 100, retentionDays: 10)
        #expect(try store.append("assessment", about: "C1", content: ["a": 1], now: 100) == 1)
        #expect(try store.append("decision", about: "C1", content: ["b": 2], now: 200) == 2)
        #expect(try store.events(about: "C1").map(\.kind) == ["assessment", "decision"])
        #expect(try store.events(kind: "decision").first?.content?["b"]?.int == 2)
        #expect(try store.brokenEvents().isEmpty)
    }

    @Test func exportHoldsEverything() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        #expect(try store.export("C1") == nil)
        try store.register("C1", identity: "Jane Doe", now: 100, retentionDays: 1)
        try store.append("assessment", about: "C1", content: ["a": 1], now: 100)
        let document = try #require(try store.export("C1"))
        #expect(document["identity"]?.string == "Jane Doe" && document["keptUntil"]?.int == 100 + 86_400)
        #expect(document["events"]?.array?.count == 1)
    }

    @Test func erasureLeavesNothingInTheFiles() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        try store.register("C1", identity: "Zaphod Quux", now: 100, retentionDays: 1)
        try store.append("assessment", about: "C1", content: ["quote": "unmistakable words"], now: 100)
        try store.append("assessment", about: "C2", content: ["quote": "others stay"], now: 100)
        let erasure = try store.erase("C1", now: 300)
        #expect(erasure.eventCount == 1)
        #expect(erasure.hadIdentity)
        #expect(try store.events(about: "C1").map(\.content) == [nil])
        #expect(try store.events(about: "C2").first?.content?["quote"]?.string == "others stay")
        #expect(try store.brokenEvents().isEmpty)
        for name in ["wright.sqlite", "wright.sqlite-wal"] {
            let path = folder.path + "/.wright/" + name
            let bytes = (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data()
            for text in ["Zaphod", "unmistakable"] {
                #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text) in \(name)")
            }
        }
    }

    @Test func tellsWhichEventsWereChanged() async throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        for number in 1...4 { try store.append("decision", about: "C1", content: ["n": .int(number)], now: 100) }
        let database = try DatabaseQueue(path: ProjectFolder(path: folder.path).databasePath)
        try await database.write { db in
            try db.execute(sql: "DROP TRIGGER personEventIsFixed; DROP TRIGGER personEventStays")
            try db.execute(sql: "UPDATE personEvent SET content = '{\"n\":9}' WHERE id = 2")
            try db.execute(sql: "DELETE FROM personEvent WHERE id = 3")
        }
        #expect(try store.brokenEvents() == [2, 4])
    }

    @Test func recordsFallDue() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        try store.register("C1", identity: nil, now: 0, retentionDays: 1)
        try store.register("C2", identity: nil, now: 0, retentionDays: 5)
        #expect(try store.expired(now: 86_399).isEmpty)
        #expect(try store.expired(now: 86_400) == ["C1"])
    }
}
