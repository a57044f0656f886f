import Foundation
import Synchronization
import Testing

/// Files that change while they are read, and more files than the memory budget holds.
@Suite(.serialized)
struct IndexLoadTests {
    /// Writes the last bytes of a file anew, over and over, until it is told to stop: its time changes, its size
    /// does not, however slow the machine is.
    private final class RestlessWriter: Sendable {
        private let isStopped = Atomic(false)
        private let done = DispatchSemaphore(value: 0)

        init(path: String) throws {
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            let last = try file.seekToEnd() - 8
            let thread = Thread { [self] in
                while !isStopped.load(ordering: .acquiring) {
                    try? file.seek(toOffset: last)
                    try? file.write(contentsOf: Data("copper.\n".utf8))
                }
                try? file.close()
                done.signal()
            }
            thread.start()
        }

        func stop() {
            isStopped.store(true, ordering: .releasing)
            done.wait()
        }
    }

    @Test func aFileThatChangesWhileItIsReadIsNamedAndReadLater() async throws {
        let folder = try TemporaryFolder()
        try folder.write("docs/calm.md", "# Calm\n\nThe calm file speaks of granite.")
        let text = String(repeating: "The restless file speaks of copper.\n", count: 400_000)
        try folder.write("docs/restless.txt", text)
        var seen: JSONTree?
        for _ in 0..<10 where seen == nil {
            let writer = try RestlessWriter(path: folder.path + "/docs/restless.txt")
            let result = try await folder.wright("index", "--json", "--model", "none", "docs")
            writer.stop()
            guard result.status == 2 else { continue }
            seen = try result.json()
        }
        let report = try #require(seen, "the file was never caught changing")
        let failure = try #require(report["failures"]?.array?.first)
        #expect(failure["uri"]?.string == "docs/restless.txt")
        #expect(failure["reason"]?.string == "changedWhileRead")
        #expect(failure["message"]?.string?.contains("'docs/restless.txt' changed while it was read") == true)
        let calm = try await folder.wright("search", "--json", "--mode", "lexical", "granite").json()
        #expect(calm["hits"]?.array?.first?["document"]?.string == "docs/calm.md")
        #expect(try await folder.wright("search", "--json", "--mode", "lexical", "copper").json()["hits"] == .array([]))
        let later = try await folder.wright("index", "--json", "--model", "none")
        #expect(later.status == 0, "\(later.messageText)")
        #expect(try later.json()["documents"]?["failed"]?.integer == 0)
        let hits = try await folder.wright("search", "--json", "--mode", "lexical", "copper").json()
        #expect(hits["hits"]?.array?.first?["document"]?.string == "docs/restless.txt")
    }

    /// The greatest resident set of `wright index` in MiB.
    private func peak(_ folder: TemporaryFolder, _ options: String) async throws -> Int {
        let script = """
            wright index --quiet --model none \(options) docs & pid=$!
            while kill -0 $pid 2>/dev/null; do grep VmHWM /proc/$pid/status 2>/dev/null; sleep 0.01; done
            wait $pid
            """
        let result = try await folder.shell(script)
        try #require(result.status == 0, "\(result.messageText)")
        let values = result.text.matches(of: /VmHWM:\s+(\d+) kB/).compactMap { Int($0.1) }
        return try #require(values.max()) / 1024
    }

    @Test func indexingKeepsToTheMemoryBudget() async throws {
        guard FileManager.default.fileExists(atPath: "/proc/self/status") else {
            return WrightProcess.skip("the memory budget", "no /proc")
        }
        let folder = try TemporaryFolder()
        for file in 0..<48 {
            let lines = (0..<8000)
                .map { "Line \($0 * 7919 % 99_991) of file \(file) speaks of term\(file * 8000 + $0)." }
            try folder.write("docs/file\(file).txt", lines.joined(separator: "\n\n"))
        }
        let narrow = try await peak(folder, "--memory-budget 128MiB")
        #expect(narrow <= 128, "it took \(narrow) MiB")
        let status = try await folder.wright("status", "--verify", "--json").json()
        #expect(status["documents"]?.integer == 48)
        let wide = try await peak(folder, "--rebuild")
        #expect(wide > 128, "the files need no more than the least budget, so nothing is shown")
        let again = try await peak(folder, "--rebuild --memory-budget 128MiB")
        #expect(again <= 128, "the rebuild took \(again) MiB")
        #expect(try await folder.wright("status", "--json").json()["chunks"] == status["chunks"])
    }

    @Test func aBudgetThatIsTooSmallIsRefused() async throws {
        let folder = try TemporaryFolder()
        try folder.write("docs/a.md", "# Tea")
        for size in ["1 MiB", "much", "-3g"] {
            let result = try await folder.wright("index", "--memory-budget=\(size)", "docs")
            #expect(result.status == 64)
            #expect(result.messageText.contains("'--memory-budget' must be a size"), "\(result.messageText)")
        }
    }
}
