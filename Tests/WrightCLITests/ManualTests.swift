import Foundation
import Testing

/// Every command and every option is described, in the help and in the manual; completions are written.
struct ManualTests {
    private func commands() async throws -> [(path: [String], tree: JSONTree)] {
        let folder = try TemporaryFolder()
        let help = try await folder.wright("--experimental-dump-help").json()
        return Self.commands(below: try #require(help["command"]), path: [])
    }

    private static func commands(below tree: JSONTree, path: [String]) -> [(path: [String], tree: JSONTree)] {
        guard let name = tree["commandName"]?.string, name != "help" else { return [] }
        let path = path + [name]
        return [(path, tree)] + (tree["subcommands"]?.array ?? []).flatMap { commands(below: $0, path: path) }
    }

    private static func longNames(_ argument: JSONTree) -> [String] {
        (argument["names"]?.array ?? []).filter { $0["kind"]?.string == "long" }
            .compactMap { $0["name"]?.string.map { "--" + $0 } }
    }

    @Test func everyOptionIsDescribed() async throws {
        let commands = try await commands()
        #expect(commands.count >= 14)
        var optionCount = 0
        for (path, tree) in commands {
            #expect(tree["abstract"]?.string?.isEmpty == false, "\(path)")
            for argument in tree["arguments"]?.array ?? [] {
                let name = Self.longNames(argument).first ?? argument["valueName"]?.string ?? "?"
                let text = argument["abstract"]?.string ?? ""
                #expect(text.count > 8 && text.hasSuffix("."), "\(path) \(name): '\(text)'")
                optionCount += 1
            }
        }
        #expect(optionCount > 60)
    }

    @Test func everyCommandHasJSON() async throws {
        for (path, tree) in try await commands() where tree["subcommands"]?.array?.isEmpty ?? true {
            let names = (tree["arguments"]?.array ?? []).flatMap(Self.longNames)
            #expect(Set(names).isSuperset(of: ["--json", "--quiet", "--project"]), "\(path)")
        }
    }

    @Test func aPageForEveryCommandNamesEveryOption() async throws {
        let folder = try TemporaryFolder()
        let result = try await folder.wright("manual", "--output", "man", "--completions", "--json")
        try #require(result.status == 0, "\(result.messageText)")
        let commands = try await commands()
        for (path, tree) in commands {
            let name = "man/" + path.joined(separator: "-") + ".1"
            let page = String(decoding: try folder.bytes(name), as: UTF8.self)
            let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.first?.hasPrefix(".TH \"\(path.joined(separator: "-").uppercased())\" 1") == true, "\(name)")
            for section in ["NAME", "SYNOPSIS", "OPTIONS", "EXIT STATUS"] {
                #expect(lines.contains { $0 == ".SH \(section)" }, "\(name) \(section)")
            }
            for option in (tree["arguments"]?.array ?? []).flatMap(Self.longNames) {
                let place = lines.firstIndex {
                    $0.hasPrefix(".B ") && $0.replacing("\\-", with: "-").contains(option)
                }
                let entry = try #require(place, "\(name) \(option)")
                #expect(lines[entry - 1] == ".TP")
                #expect(lines[entry + 1].count > 8, "\(name) \(option)")
            }
        }
        let files = Set(try #require(try result.json()["files"]?.array).compactMap(\.string).map { "man/" + $0 })
        #expect(files == Set(folder.files(in: "man")))
        #expect(files.count == commands.count + 3)
        for name in ["wright.bash", "_wright", "wright.fish"] {
            #expect(try folder.bytes("man/" + name).count > 1000, "\(name)")
        }
        try await troffAccepts(folder)
    }

    private func troffAccepts(_ folder: TemporaryFolder) async throws {
        let groff = "/usr/bin/groff"
        guard FileManager.default.isExecutableFile(atPath: groff) else {
            return WrightProcess.skip("setting of manual pages", "no groff")
        }
        for page in folder.files(in: "man") where page.hasSuffix(".1") {
            let result = try await WrightProcess.run(
                groff,
                ["-k", "-man", "-Tutf8", "-P", "-cbou", "-ww", page],
                .init(folder: folder.path)
            )
            #expect(result.status == 0 && result.messages.isEmpty, "\(page): \(result.messageText)")
            #expect(result.text.contains("EXIT") && result.text.contains("STATUS"), "\(page)")
        }
    }

    @Test("completions know commands and options", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        let folder = try TemporaryFolder()
        let result = try await folder.wright("--generate-completion-script", shell)
        #expect(result.status == 0)
        for word in ["search", "retrieval", "vector-weight", "chunk-tokens"] {
            #expect(result.text.contains(word), "\(word)")
        }
    }

    @Test func bashReadsItsCompletions() async throws {
        let folder = try TemporaryFolder()
        let result = try await folder.shell("wright --generate-completion-script bash > w && bash -n w")
        #expect(result.status == 0, "\(result.messageText)")
    }

    @Test func helpAndVersionGoToStandardOutput() async throws {
        let folder = try TemporaryFolder()
        for arguments in [["--help"], ["--version"], ["search", "--help"], ["eval", "retrieval", "--help"]] {
            let result = try await WrightProcess.wright(arguments, in: folder.path)
            #expect(result.status == 0 && !result.output.isEmpty && result.messages.isEmpty, "\(arguments)")
        }
    }
}
