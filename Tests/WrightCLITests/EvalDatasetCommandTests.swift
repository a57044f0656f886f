import Foundation
import Testing

/// Sets that are made, brought in and checked.
struct EvalDatasetCommandTests {
    /// Runs in a folder without rights to it, as another than the superuser.
    private func withoutRights(
        to name: String,
        in folder: TemporaryFolder,
        _ body: () async throws -> Void
    ) async throws {
        guard getuid() != 0 else { return WrightProcess.skip("a folder without rights", "run by the superuser") }
        try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: folder.url(name).path)
        try await body()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url(name).path)
    }

    private static let prose = "# Tea\n\nThe canteen of the northern building sells green tea for 4 euros a cup.\n"

    @Test func whatCannotBeReadIsNamed() async throws {
        let folder = try TemporaryFolder()
        try folder.write("docs/tea.md", Self.prose)
        try folder.write("docs/logo.png", [0x89] + Array("PNG\r\n".utf8) + [0x1A, 10])
        try FileManager.default.createSymbolicLink(
            at: folder.url("docs/link.md"),
            withDestinationURL: folder.url("docs/tea.md")
        )
        let made = try await folder.wright("eval", "generate", "docs")
        #expect(made.status == 2, "\(made.messageText)")
        #expect(!made.output.isEmpty)
        #expect(made.messageText.contains("skipped: docs/logo.png: "))
        #expect(made.messageText.contains("skipped: docs: Symbolic links that are not followed: 1."))
        #expect(made.messageText.contains(" from 1 document, "), "the summary goes to standard error")
        let quiet = try await folder.wright("eval", "generate", "--quiet", "docs/tea.md")
        #expect(quiet.status == 0 && quiet.messages.isEmpty)
        try folder.write("closed/a.md", Self.prose)
        try await withoutRights(to: "closed", in: folder) {
            let both = try await folder.wright("eval", "generate", "closed", "docs/tea.md")
            #expect(both.status == 2 && both.messageText.contains("skipped: closed: "), "\(both.messageText)")
            let only = try await folder.wright("eval", "generate", "closed")
            #expect(only.status == 1 && only.messageText.contains("error: There is no document"))
        }
    }

    @Test func aSetThatIsThereIsNotOverwritten() async throws {
        let folder = try TemporaryFolder()
        try folder.write("tea.md", Self.prose)
        try folder.write("set.jsonl", "mine\n")
        let arguments = ["eval", "generate", "tea.md", "--output", "set.jsonl"]
        let refused = try await WrightProcess.wright(arguments, in: folder.path)
        #expect(refused.status == 1 && refused.messageText.contains("error: The file 'set.jsonl' is there already."))
        #expect(refused.messageText.contains("fix: ") && refused.messageText.contains("'--force'"))
        #expect(String(decoding: try folder.bytes("set.jsonl"), as: UTF8.self) == "mine\n")
        let forced = try await WrightProcess.wright(arguments + ["--force"], in: folder.path)
        #expect(forced.status == 0, "\(forced.messageText)")
        #expect(String(decoding: try folder.bytes("set.jsonl"), as: UTF8.self).contains("\"input\""))
        #expect(try await folder.wright("eval", "generate", "tea.md", "--force").status == 64)
    }

    @Test(
        "a set of nothing is an error",
        arguments: [
            ("empty", "There is no document to make questions from in 'empty'."),
            ("short", "No sentence of the documents makes a question."), ("nowhere", "'nowhere'"),
            ("short/logo.png", "There is no document to make questions from in 'short/logo.png'."),
        ]
    )
    func nothingMadeIsAnError(path: String, error: String) async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(at: folder.url("empty"), withIntermediateDirectories: true)
        try folder.write("short/a.md", "Tea.\n")
        try folder.write("short/logo.png", [0x89] + Array("PNG\r\n".utf8) + [0x1A, 10])
        let made = try await folder.wright("eval", "generate", path, "--output", "set.jsonl")
        #expect(made.status == 1 && made.output.isEmpty, "\(made.messageText)")
        #expect(made.messageText.contains("error: ") && made.messageText.contains(error), "\(made.messageText)")
        #expect(made.messageText.contains("fix: "))
        #expect(!FileManager.default.fileExists(atPath: folder.url("set.jsonl").path))
    }

    @Test func languagesThatAreNotKnownAreRefused() async throws {
        let folder = try TemporaryFolder()
        try folder.write("tea.md", Self.prose)
        let unknown = try await folder.wright("eval", "generate", "--language", "klingon", "tea.md")
        #expect(unknown.status == 64 && unknown.messageText.contains("'--language' must be one of ar, "))
        #expect(try await folder.wright("eval", "generate", "--language", "de-AT", "tea.md").status == 0)
        let help = try await folder.wright("eval", "generate", "--help")
        #expect(help.text.contains("English"))
    }

    private func beir() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(
            "set/corpus.jsonl",
            """
            {"_id":"101","title":"Tea","text":"It is hot."}
            {"_id":"102","text":"Cake is sweet."}
            {"_id":"103","text":"Nobody asks for this."}

            """
        )
        try folder.write("set/queries.jsonl", #"{"_id":"q","text":"What is hot?"}"# + "\n")
        return folder
    }

    @Test func foldersInTheFormOfBEIRKeepTheirTexts() async throws {
        let folder = try beir()
        try folder.write("set/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\t101\t2\nq\t102\t1\n")
        let whole = try await folder.wright("eval", "dataset", "import", "set")
        #expect(whole.status == 0, "\(whole.messageText)")
        let example = try whole.json()
        #expect(example["contexts"]?.array?.compactMap { $0["text"]?.string } == ["Tea It is hot.", "Cake is sweet."])
        #expect(example["metadata"]?["grades"]?["101"]?.integer == 2)
        try folder.write("set/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\t101\t2\nq\t999\t1\n")
        let lacking = try await folder.wright("eval", "dataset", "import", "set")
        #expect(lacking.status == 2)
        #expect(lacking.messageText.contains("skipped: 999: judged, but not in 'set/corpus.jsonl'"))
        #expect(lacking.messageText.contains("Judged documents without a text: 1."))
        try folder.write("set.jsonl", lacking.output)
        let check = try await folder.wright("eval", "dataset", "check", "set.jsonl")
        #expect(check.status == 3 && check.text.contains("contextWithoutText: 1 of 2 passages of 'q' have no text."))
    }

    @Test func foldersInNoKnownFormAreToldWhichAre() async throws {
        let folder = try TemporaryFolder()
        try folder.write("notes/a.txt", "x")
        for arguments in [["dataset", "import", "notes"], ["dataset", "check", "notes"], ["run", "notes"]] {
            let result = try await WrightProcess.wright(["eval"] + arguments, in: folder.path)
            #expect(result.status == 1 && result.messageText.contains("'notes' is no dataset in a form that is known"))
            for name in ["contexts.jsonl", "queries.jsonl", "qrels/test.tsv"] {
                #expect(result.messageText.contains(name), "\(result.messageText)")
            }
        }
    }

    @Test func linesThatAreNotUTF8AreRefusedWithTheirPlace() async throws {
        let folder = try TemporaryFolder()
        func line(_ members: String) -> [UInt8] {
            Array("{\"id\":\"a\",\(members)\"caf".utf8) + [0xE9] + Array("\"}\n".utf8)
        }
        let sound = Array(#"{"id":"s","input":"Why?","context":"So.","response":"So."}"#.utf8) + [10]
        try folder.write("set.jsonl", sound + line("\"input\":"))
        let check = try await folder.wright("eval", "dataset", "check", "set.jsonl")
        #expect(check.status == 1 && check.messageText.contains("Line 2 of 'set.jsonl'"), "\(check.messageText)")
        #expect(check.messageText.contains("UTF-8"))
        try folder.write("pairs.jsonl", sound + line("\"context\":\"x\",\"response\":"))
        let verify = try await folder.wright("eval", "verify", "--input", "pairs.jsonl")
        #expect(verify.status == 2 && verify.text.contains("Line 2 of 'pairs.jsonl' is not UTF-8."), "\(verify.text)")
        #expect(verify.text.split(separator: "\n").count == 2)
        try folder.write("feedback.jsonl", line("\"trace\":\"t\",\"rating\":\"up\",\"comment\":"))
        let asked = #"{"gen_ai.input.messages":[{"role":"user","content":"Why?"}]}"#
        try folder.write("trace.jsonl", "{\"traceId\":\"t\",\"attributes\":\(asked)}\n")
        let grown = try await folder.wright("eval", "dataset", "grow", "feedback.jsonl", "--traces", "trace.jsonl")
        #expect(grown.status == 1 && grown.messageText.contains("Line 1 of 'feedback.jsonl' is not UTF-8."))
    }
}
