import Foundation
import Testing

/// Full disks, folders that cannot be written, damaged files: named, survived, mended.
@Suite(.serialized)
struct DiskFaultTests {
    private func expectFailure(_ result: ProcessResult, _ label: Comment) {
        #expect(result.status == 1 && !result.isKilled, label)
        let lines = result.messageText.split(separator: "\n").map { $0.prefix { $0 != " " } }
        #expect(lines == ["error:", "fix:"], "\(label): \(result.messageText)")
    }

    /// Expects the index of the handbook alone, whole.
    private func expectOldState(_ folder: TemporaryFolder, _ label: Comment) async throws {
        let status = try await folder.wright("status", "--verify", "--json")
        #expect(status.status == 0, label)
        #expect(try status.json()["documents"]?.integer == 3, label)
        #expect(try status.json()["generation"]?.integer == 1, label)
        let answer = try await folder.wright("ask", "--json", "How long must I keep hotel receipts?").json()
        #expect(answer["citations"]?.array?.first?["document"]?.string == "handbook/travel.md", label)
        #expect(try await folder.wright("search", "--json", "quartz").json()["hits"] == .array([]), label)
    }

    private func addNotes(_ folder: TemporaryFolder) throws {
        for number in 0..<60 {
            let words = (number * 300..<number * 300 + 300).map { "word\($0)" }.joined(separator: " ")
            try folder.write("handbook/note\(number).md", "# Note \(number)\n\nIt speaks of quartz. " + words)
        }
    }

    @Test func aFileSizeLimitLeavesTheOldIndex() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        try addNotes(folder)
        for blocks in [1, 8, 64, 128, 256, 400, 512] {
            let result = try await folder.shell("ulimit -f \(blocks); exec wright index --quiet --model none")
            expectFailure(result, "\(blocks) blocks")
            #expect(result.messageText.contains("beyond the size that the system allows"), "\(result.messageText)")
            try await expectOldState(folder, "\(blocks) blocks")
        }
        #expect(folder.files(in: ".wright/index").allSatisfy { !$0.hasSuffix(".part") })
        #expect(try await folder.wright("index", "--quiet", "--model", "none").status == 0)
        #expect(try await folder.wright("status", "--verify", "--json").json()["documents"]?.integer == 63)
    }

    /// Whether this user may mount folders in a name space of its own.
    private func canMount(_ folder: TemporaryFolder) async throws -> Bool {
        try await folder.shell("unshare -m sh -c 'mount -t tmpfs -o size=64k none handbook' 2>/dev/null").status == 0
    }

    @Test func aFullDiskLeavesTheOldIndex() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        guard try await canMount(folder) else { return WrightProcess.skip("a full disk", "no right to mount") }
        try addNotes(folder)
        try FileManager.default.copyItem(at: folder.url(".wright"), to: folder.url("saved"))
        for kilobytes in [260, 400, 600, 800, 1000] {
            // The store lies on a file system of its own with little room, and is copied from it at the end.
            let script = """
                mount -t tmpfs -o size=\(kilobytes)k none .wright && cp -r saved/. .wright/ \
                && wright index --quiet --model none; code=$?; cp -r .wright after; exit $code
                """
            let result = try await folder.shell("unshare -m sh -c '\(script)'")
            expectFailure(result, "\(kilobytes) kilobytes")
            #expect(result.messageText.contains("no space left"), "\(kilobytes): \(result.messageText)")
            let after = try TemporaryFolder()
            try FileManager.default.moveItem(at: folder.url("after"), to: after.url(".wright"))
            try await expectOldState(after, "\(kilobytes) kilobytes")
        }
    }

    @Test func aReadOnlyProjectIsSearchedAndNotChanged() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let commands = [
            "wright search --json hotel", "wright status --verify --json", "wright index --model none",
            "wright index --project fresh --model none handbook", "wright init",
        ]
        var results: [ProcessResult] = []
        if getuid() == 0 {
            guard try await canMount(folder) else {
                return WrightProcess.skip("a read-only folder", "no right to mount")
            }
            for command in commands {
                let script = "mount --bind . . && cd \(folder.path) && mount -o remount,ro,bind . && exec \(command)"
                results.append(try await folder.shell("unshare -m sh -c '\(script)'"))
            }
        } else {
            _ = try await folder.shell("chmod -R a-w .")
            for command in commands { results.append(try await folder.shell(command)) }
            _ = try await folder.shell("chmod -R u+w .")
        }
        #expect(results[0].status == 0, "\(results[0].messageText)")
        #expect(try results[0].json()["hits"]?.array?.isEmpty == false)
        #expect(results[1].status == 0, "\(results[1].messageText)")
        for (command, result) in zip(commands, results).dropFirst(2) {
            expectFailure(result, "\(command)")
            #expect(result.messageText.contains("cannot be written"), "\(command): \(result.messageText)")
        }
        try await expectOldState(folder, "after")
    }

    @Test(
        "a damaged segment is noticed and rebuilt with a note",
        arguments: ["truncated", "empty", "flipped", "header", "missing"]
    )
    func damageIsMended(kind: String) async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let before = try await folder.wright("search", "--json", "hotel receipts").json()
        let segment = try #require(folder.files(in: ".wright/index").first)
        var bytes = try folder.bytes(segment)
        switch kind {
        case "truncated": bytes.removeLast(bytes.count / 2)
        case "empty": bytes = []
        case "flipped": for place in stride(from: 80, to: bytes.count, by: 97) { bytes[place] ^= 0x10 }
        case "header": bytes[0] ^= 1
        default: break
        }
        if kind == "missing" { try folder.remove(segment) } else { try folder.write(segment, bytes) }
        let noticed = try await folder.wright("status", "--verify", "--json")
        #expect(noticed.status == 1)
        #expect(try noticed.json()["damaged"]?.array?.count == 1)
        let mended = try await folder.wright("search", "--json", "hotel receipts")
        #expect(mended.status == 0, "\(mended.messageText)")
        let after = try mended.json()
        #expect(after["hits"] == before["hits"])
        #expect(after["notes"]?.array?.contains { $0.string?.contains("rebuilt") ?? false } == true)
        let verified = try await folder.wright("status", "--verify", "--json")
        #expect(verified.status == 0)
        #expect(try verified.json()["documents"]?.integer == 3)
        let again = try await folder.wright("search", "--json", "hotel receipts").json()
        #expect(again["notes"]?.array?.contains { $0.string?.contains("rebuilt") ?? false } == false)
    }

    @Test func aDatabaseThatIsNoneIsNamed() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        for suffix in ["-wal", "-shm"] { try? folder.remove(".wright/wright.sqlite" + suffix) }
        try folder.write(
            ".wright/wright.sqlite",
            "this is no database ".padding(toLength: 9000, withPad: "x", startingAt: 0)
        )
        for arguments in [["search", "hotel"], ["index", "--model", "none"], ["status"]] {
            let result = try await WrightProcess.wright(arguments, in: folder.path)
            expectFailure(result, "\(arguments)")
        }
    }
}
