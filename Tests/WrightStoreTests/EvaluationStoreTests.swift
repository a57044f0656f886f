import Foundation
import Testing
import WrightCore
import WrightStore

@Suite struct EvaluationStoreTests {
    @Test func readingLeavesAFolderAsItIs() throws {
        let folder = try TemporaryFolder()
        let project = ProjectFolder(path: folder.path)
        let store = try EvaluationStore(reading: project)
        #expect(try store.runs().isEmpty && store.baselines().isEmpty && store.run(named: "a") == nil)
        #expect(try store.reviewQueues().isEmpty && store.reviews(queue: "main").isEmpty)
        #expect(throws: StoreError.self) { try store.begin(name: "a", manifest: [:], now: 1) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        let writing = try EvaluationStore(project: project)
        let id = try writing.begin(name: "a", manifest: ["dataset": "d"], now: 7)
        try writing.addReviews([(exampleID: "e", content: [:])], queue: "second")
        try writing.addReviews([(exampleID: "e", content: [:])], queue: "main")
        let again = try EvaluationStore(reading: project)
        #expect(try again.run(named: "a")?.id == id && again.run(named: "a")?.created == 7)
        #expect(try again.reviewQueues() == ["main", "second"])
    }

    @Test(
        "names have a form",
        arguments: [
            ("one", true), ("Lauf 7", true), ("2026-07-01T12:00", true), ("a_b.c+d@e", true), ("ä", true),
            ("", false), (" ", false), ("../../x", false), ("a/b", false), (".hidden", false), ("a ", false),
            ("a\nb", false), (String(repeating: "a", count: 101), false),
        ]
    )
    func namesHaveAForm(name: String, isName: Bool) throws {
        #expect(EvaluationStore.isName(name) == isName)
        let folder = try TemporaryFolder()
        let store = try EvaluationStore(project: ProjectFolder(path: folder.path))
        if isName {
            let id = try store.begin(name: name, manifest: [:], now: 1)
            try store.setBaseline(name, run: id, now: 1)
            #expect(try store.baselines().map(\.runName) == [name])
        } else {
            let error = #expect(throws: StoreError.self) { try store.begin(name: name, manifest: [:], now: 1) }
            #expect(error?.code == .nameInvalid && error?.remedy?.contains(EvaluationStore.nameForm) == true)
            #expect(throws: StoreError.self) { try store.setBaseline(name, run: 1, now: 1) }
            #expect(throws: StoreError.self) { try store.addReviews([(exampleID: "e", content: [:])], queue: name) }
        }
    }
}
