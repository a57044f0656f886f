import Foundation
import Testing

/// Exit codes, and what is said on standard error.
struct CommandErrorTests {
    /// Expects a code, one line that begins with `error:` and one with `fix:`, and nothing on standard output.
    private func expect(
        _ result: ProcessResult,
        status: Int32 = 1,
        error: String,
        fix: String,
        _ location: SourceLocation = #_sourceLocation
    ) {
        let lines = result.messageText.split(separator: "\n")
        #expect(result.status == status, "\(result.messageText)", sourceLocation: location)
        #expect(!result.isKilled, sourceLocation: location)
        let isSaid = lines.contains { $0.hasPrefix("error: ") && $0.contains(error) }
        #expect(isSaid, "\(result.messageText)", sourceLocation: location)
        let isMended = lines.contains { $0.hasPrefix("fix: ") && $0.contains(fix) }
        #expect(isMended, "\(result.messageText)", sourceLocation: location)
        #expect(result.output.isEmpty, "\(result.text)", sourceLocation: location)
    }

    @Test(
        "without a project, every reading command says how to make one",
        arguments: [
            ["search", "tea"], ["ask", "tea?"], ["status"], ["status", "--json"], ["search", "--json", "tea"],
        ]
    )
    func projectMissing(arguments: [String]) async throws {
        let folder = try TemporaryFolder()
        let result = try await WrightProcess.wright(arguments, in: folder.path)
        expect(result, error: "Nothing is indexed here", fix: "wright index DIR")
        #expect(folder.files(in: ".").isEmpty, "reading leaves nothing behind")
    }

    @Test(
        "wrong usage is 64 with a remedy",
        arguments: [
            (["search", "--wrong", "tea"], "--wrong"), (["--wrong"], "--wrong"), (["search"], "query"),
            (["serach", "tea"], "serach"), (["search", "--limit", "0", "tea"], "--limit"),
            (["search", "--mode", "magic", "tea"], "magic"), (["search", "--since", "2026-13-01", "tea"], "--since"),
            (["search", "--since", "2026-02-30", "tea"], "--since"),
            (["ask", "--threshold", "2", "tea"], "--threshold"),
            (["index", "--chunk-tokens", "1", "."], "--chunk-tokens"),
            (["search", "--trust", "all", "tea"], "--trust"),
            (["embed", "--input", "-", "--output", "-", "--precision", "f7"], "--precision"),
            (["search", "--limit", "-1", "tea"], "'--limit' must be"),
            (["search", "--limit", "1001", "tea"], "'--limit' must be from 1 to 1000"),
            (["ask", "--limit", "9", "tea?"], "'--limit' must be from 1 to 8"),
            (["chat", "--limit", "0"], "'--limit' must be from 1 to 8"), (["ask"], "question"),
            (["ask", "--budget", "-0.5", "tea?"], "'--budget' must be"),
            (["prompt", "optimise", "--help"], "'wright prompt optimise'"),
            (["prompt", "optimise", "a", "b"], "'wright prompt optimise'"),
            (["eval", "nosuch"], "'wright eval nosuch'"), (["guard", "x"], "'wright guard x'"),
            (["programme", "plan", "--scenario", "sunny"], "--scenario"),
        ]
    )
    func wrongUsage(arguments: [String], named: String) async throws {
        let folder = try TemporaryFolder()
        let result = try await WrightProcess.wright(arguments, in: folder.path)
        expect(result, status: 64, error: named, fix: "--help")
    }

    @Test(
        "options about a model are for a search with '--expand'",
        arguments: [
            ["--model", "vllm:m"], ["--base-url", "http://localhost:1"], ["--fallback", "vllm:m"],
            ["--temperature", "0"], ["--seed", "1"], ["--max-tokens", "9"], ["--timeout", "600"], ["--hedge", "1"],
            ["--budget", "1"], ["--label", "l"], ["--prompt-label", "production"],
        ]
    )
    func modelOptionsWithoutExpand(options: [String]) async throws {
        let folder = try TemporaryFolder()
        let result = try await WrightProcess.wright(["search"] + options + ["tea"], in: folder.path)
        expect(result, status: 64, error: "'\(options[0])' does nothing in a search without '--expand'", fix: "--help")
    }

    @Test func namesThatNothingBearsAreListed() async throws {
        let folder = try TemporaryFolder()
        expect(try await folder.wright("help", "serach"), status: 64, error: "'wright serach'", fix: "search")
        expect(try await folder.wright("help", "eval", "nosuch"), status: 64, error: "eval nosuch'", fix: "compare")
        #expect(try await folder.wright("help", "model", "list").status == 0)
        #expect(try await folder.wright("model", "list").status == 0)
        expect(try await folder.wright("model", "lst"), status: 64, error: "'wright model lst'", fix: "list, verify")
        expect(try await folder.wright("prompt", "optimise"), status: 64, error: "optimise'", fix: "rollback")
        expect(try await folder.wright("help", "search", "tea"), status: 64, error: "search tea'", fix: "stands alone")
        expect(
            try await folder.wright("programme", "plan", "--scenario", "sunny"),
            status: 64,
            error: "hybrid",
            fix: "'wright programme plan --help'"
        )
        let posting = "Engineer\n\nRequirements:\n- C"
        expect(
            try await folder.wright("posting", "rewrite", "--accept", "x", "-", input: posting),
            status: 64,
            error: "'--accept'",
            fix: "'wright posting rewrite --help'"
        )
        expect(
            try await folder.wright("redteam", "run", "--category", "bogus"),
            error: "'bogus'",
            fix: "direct-injection"
        )
        let example = #"{"id":"a","input":"When?","references":["now"]}"#
        try folder.write("set.jsonl", example + "\n")
        try folder.write("answers.jsonl", #"{"id":"a","answer":"now"}"# + "\n")
        let measure = ["eval", "run", "set.jsonl", "--outcomes", "answers.jsonl", "--name", "one", "--quiet"]
        let measured = try await WrightProcess.wright(measure, in: folder.path)
        #expect(measured.status == 0, "\(measured.messageText)")
        expect(
            try await folder.wright("eval", "compare", "--figure", "bogus", "one", "one"),
            error: "'bogus'",
            fix: "exact-match"
        )
    }

    @Test func aFileThatCannotBeWrittenHasNothingToDoWithTheIndex() async throws {
        let folder = try TemporaryFolder()
        let result = try await folder.wright("init", "--project", "missing")
        expect(result, error: "missing/wright.yaml' cannot be written", fix: "folder")
        #expect(!result.messageText.contains("index"))
    }

    @Test func missingFolder() async throws {
        let folder = try TemporaryFolder()
        let result = try await folder.wright("index", "--model", "none", "nowhere")
        expect(result, error: "'nowhere'", fix: "exists")
        #expect(folder.files(in: ".").isEmpty)
        expect(
            try await folder.wright("index", "--model", "none"),
            error: "No folder was named",
            fix: "wright index DIR"
        )
    }

    @Test(
        "a wrong wright.yaml is named with its setting",
        arguments: [
            ("model: [a\n", "wright.yaml"), ("colour: red\n", "colour"), ("chunkTokens: many\n", "chunkTokens"),
            ("trust:\n  - path: a\n    tier: king\n", "trust.tier"), ("access:\n  - path: a\n", "access.groups"),
            ("chunker: knife\n", "chunker"), ("- a\n", "wright.yaml"),
        ]
    )
    func wrongSettings(yaml: String, named: String) async throws {
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        try folder.write("wright.yaml", yaml)
        let result = try await folder.wright("index", "--model", "none", "handbook")
        expect(result, error: "'\(named)'", fix: "wright.yaml")
    }

    @Test func anotherModelThanThatOfTheIndex() async throws {
        guard try await WrightProcess.hasModel() else { return WrightProcess.skip("another model", "no model") }
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        try #require(try await folder.wright("index", "--quiet", "handbook").status == 0)
        let other = try await folder.wright("index", "--model", "other-model")
        expect(other, error: "'other-model' is not installed", fix: "wright model install")
        expect(try await folder.wright("index", "--model", "none"), error: "all-MiniLM-L6-v2", fix: "--rebuild")
        let cache = try TemporaryFolder()
        let without = try await WrightProcess.run(
            WrightProcess.executable,
            ["search", "--json", "hotel receipts"],
            .init(folder: folder.path, environment: ["WRIGHT_CACHE": cache.path])
        )
        #expect(without.status == 0)
        #expect(try without.json()["mode"]?.string == "lexical")
        let stale = try await WrightProcess.run(
            WrightProcess.executable,
            ["index", "--rebuild", "--model", "other-model"],
            .init(folder: folder.path, environment: ["WRIGHT_CACHE": cache.path])
        )
        expect(stale, error: "'other-model' is not installed", fix: "wright model install")
        #expect(try await folder.wright("status", "--json").json()["model"]?.string == "all-MiniLM-L6-v2")
    }

    @Test func vectorSearchNeedsAModel() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let result = try await folder.wright("search", "--mode", "vector", "--json", "tea")
        expect(result, error: "needs an embedding model", fix: "model")
    }

    @Test func anActiveWriterKeepsOthersOut() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let file = open(folder.path + "/.wright/lock", O_RDWR)
        try #require(file >= 0)
        try #require(flock(file, LOCK_EX | LOCK_NB) == 0)
        let refused = try await folder.wright("index", "--model", "none")
        #expect(try await folder.wright("search", "--json", "hotel").json()["hits"]?.array?.isEmpty == false)
        flock(file, LOCK_UN)
        close(file)
        expect(refused, error: "Another process", fix: "Wait")
        #expect(try await folder.wright("index", "--model", "none").status == 0)
    }

    @Test func ofWritersAtOnceEachFinishesOrIsRefused() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        for number in 0..<60 { try folder.write("handbook/note\(number).md", "Note \(number) speaks of quartz.") }
        let results = try await withThrowingTaskGroup(of: ProcessResult.self) { group in
            for _ in 0..<6 {
                group.addTask { try await folder.wright("index", "--quiet", "--model", "none") }
            }
            var results: [ProcessResult] = []
            for try await result in group { results.append(result) }
            return results
        }
        #expect(results.contains { $0.status == 0 })
        for result in results where result.status != 0 {
            expect(result, error: "Another process", fix: "Wait")
        }
        let status = try await folder.wright("status", "--verify", "--json").json()
        #expect(status["documents"]?.integer == 63)
        #expect(status["damaged"] == .array([]))
    }

    @Test func skippedInputsAreTwoAndNamed() async throws {
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        try folder.write("handbook/logo.png", [0x89] + Array("PNG\r\n".utf8) + [0x1A, 10])
        let result = try await folder.wright("index", "--model", "none", "handbook")
        #expect(result.status == 2)
        #expect(result.messageText.contains("skipped: handbook/logo.png: "))
        #expect(result.text.contains("3 added") && result.text.contains("1 skipped"))
    }

    @Test func foldersThatAreGoneAreTwoAndNamed() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        try folder.remove("handbook")
        let result = try await folder.wright("index", "--model", "none")
        #expect(result.status == 2 && result.text.contains("0 removed, 1 skipped"), "\(result.messageText)")
        #expect(result.messageText.contains("skipped: handbook: The folder 'handbook' is not there"))
        expect(try await folder.wright("index", "--rebuild"), error: "would lack its documents", fix: "Bring it back")
        let forgotten = try await folder.wright("index", "--model", "none", "--forget", "handbook")
        #expect(forgotten.status == 0 && forgotten.text.contains("3 removed, 0 skipped"), "\(forgotten.messageText)")
    }

    @Test func languagesThatAreNoneAreRefused() async throws {
        let folder = try TemporaryFolder()
        try folder.write("docs/tea.md", "# Tea")
        let option = try await folder.wright("index", "--language", "klingon", "docs")
        #expect(option.status == 64 && option.messageText.contains("known are ar, ca, "), "\(option.messageText)")
        let variable = try await folder.shell("WRIGHT_LANGUAGE=english wright index docs")
        expect(variable, error: "The setting 'WRIGHT_LANGUAGE' cannot be used: 'english' is not", fix: "Correct")
    }

    @Test func aHitWithoutSpacesIsCut() async throws {
        let folder = try TemporaryFolder()
        try folder.write("docs/a.txt", "tea\n" + String(repeating: "x", count: 100_000))
        #expect(try await folder.wright("index", "--quiet", "--model", "none", "docs").status == 0)
        let found = try await folder.wright("search", "tea")
        #expect(found.status == 0 && found.text.contains("…") && found.text.utf8.count < 1000)
        let json = try await folder.wright("search", "--json", "tea").json()
        #expect(json["hits"]?.array?.first?["text"]?.string?.contains("…") == false)
    }

    @Test func whatStatusNamesIsNotNamedAgain() async throws {
        let folder = try TemporaryFolder()
        let picture = [0x89] + Array("PNG\r\n".utf8) + [0x1A, 10]
        let (named, counted) = ("skipped: docs/logo.png: ", "skipped: 1 as before; 'wright status' says which and why")
        func index() async throws -> ProcessResult {
            let result = try await folder.wright("index", "--model", "none", "docs")
            #expect(result.status == 2 && result.text.contains("1 skipped"), "\(result.messageText)")
            return result
        }
        try folder.write("docs/logo.png", picture)
        for _ in 0..<2 {
            // Where nothing is indexed, 'wright status' says no more than that.
            #expect(try await index().messageText.contains(named))
        }
        try folder.write("docs/tea.md", "# Tea\n\nTea is hot.\n")
        let again = try await index()
        #expect(again.messageText.contains(counted) && !again.messageText.contains(named), "\(again.messageText)")
        #expect(try await folder.wright("status").text.contains("skipped     docs/logo.png: "))
        let json = try await folder.wright("index", "--model", "none", "--json", "docs").json()
        #expect(json["failures"]?.array?.count == 1)
        try folder.write("docs/logo.png", picture + [0])
        let changed = try await index()
        #expect(changed.messageText.contains(named) && !changed.messageText.contains("as before"))
    }

    @Test func badLinesOfEmbeddingAreNamed() async throws {
        let folder = try TemporaryFolder()
        let result = try await folder.wright(
            "embed",
            "--input",
            "-",
            "--output",
            "v.npy",
            input: "{\"text\":\"a\"}\n{}\n"
        )
        expect(result, error: "Line 2", fix: "Correct")
        #expect(folder.files(in: ".").isEmpty)
    }

    @Test func aModelFileWithAWrongHashIsNamed() async throws {
        guard try await WrightProcess.hasModel() else { return WrightProcess.skip("a wrong hash", "no model") }
        let folder = try TemporaryFolder()
        let installed = try await folder.wright("model", "install", "--json").json()
        let source = try #require(installed["path"]?.string)
        let files = try #require(FileManager.default.enumerator(atPath: source)?.compactMap { $0 as? String })
        for name in files where !name.hasSuffix("1_Pooling") {
            let place = folder.url("cache/models/all-MiniLM-L6-v2/" + name)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try FileManager.default.createSymbolicLink(
                at: place,
                withDestinationURL: URL(fileURLWithPath: source + "/" + name)
            )
        }
        let configuration = WrightProcess.Configuration(
            folder: folder.path,
            environment: ["WRIGHT_CACHE": folder.path + "/cache"]
        )
        let verify = ["model", "verify"]
        let whole = try await WrightProcess.run(WrightProcess.executable, verify, configuration)
        #expect(whole.status == 0, "\(whole.messageText)")
        let name = "cache/models/all-MiniLM-L6-v2/vocab.txt"
        var bytes = try folder.bytes(name)
        bytes[bytes.count / 2] ^= 1
        try folder.remove(name)
        try folder.write(name, bytes)
        let result = try await WrightProcess.run(WrightProcess.executable, verify, configuration)
        expect(result, error: "vocab.txt", fix: "wright model install --force")
    }
}
