import Foundation
import Testing

/// What the guides and the README show at a prompt is what happens.
///
/// In fences marked `console`, a line that begins with `$ ` is run; `# exits N` behind it names another exit code than
/// 0; the lines below it are what it prints on both streams, where `…` stands for anything, white space for any white
/// space, and a number with a point for any such number, since times and scores are not the same everywhere.
struct GuideTests {
    /// A line that is run and what it prints.
    struct Command {
        var place: String
        var line: String
        var status: Int32
        var expected: String
    }

    static func files() -> [String] {
        let folder = WrightProcess.packageRoot.appendingPathComponent("Documentation/Guides").path
        let guides = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let names = guides.filter { $0.hasSuffix(".md") }.map { "Documentation/Guides/" + $0 } + ["README.md"]
        return names.sorted()
            .filter { FileManager.default.fileExists(atPath: WrightProcess.packageRoot.path + "/" + $0) }
    }

    static func commands(in text: String, of file: String) -> [Command] {
        var commands: [Command] = []
        var isConsole = false
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                isConsole = !isConsole && line.dropFirst(3) == "console"
            } else if isConsole, line.hasPrefix("$ ") {
                let parts = line.dropFirst(2).split(separator: "# exits ", maxSplits: 1)
                let status = parts.count > 1 ? Int32(parts[1].prefix { $0.isNumber }) ?? -1 : 0
                commands.append(
                    Command(
                        place: "\(file):\(number + 1)",
                        line: String(parts.first ?? ""),
                        status: status,
                        expected: ""
                    )
                )
            } else if isConsole, !commands.isEmpty {
                commands[commands.count - 1].expected += line + "\n"
            }
        }
        return commands
    }

    /// Whether a text is the pattern's words in order, with anything where `…` stands.
    static func matches(_ text: String, _ pattern: String) -> Bool {
        var rest = Substring(collapsed(text))
        let parts = pattern.split(separator: "…", omittingEmptySubsequences: false).map { collapsed(String($0)) }
        for (place, part) in parts.enumerated() where !part.isEmpty {
            if place == 0 {
                guard rest.hasPrefix(part) else { return false }
                rest = rest.dropFirst(part.count)
            } else if place == parts.count - 1 {
                return rest.hasSuffix(part)
            } else {
                guard let found = rest.range(of: part) else { return false }
                rest = rest[found.upperBound...]
            }
        }
        return (parts.last ?? "").isEmpty && parts.count > 1 || rest.allSatisfy(\.isWhitespace)
    }

    private static func collapsed(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing(/\d+\.\d+(e-\d+)?/, with: "0.0")
    }

    @Test func patternsCanFail() {
        #expect(Self.matches("a b\n  c\n", "a b c"))
        #expect(Self.matches("3 added, 0 updated.", "3 added, …"))
        #expect(Self.matches("x 3 unchanged y", "… 3 unchanged …"))
        #expect(Self.matches("in 1.492 s", "in 0.27 s") && !Self.matches("in 1 s", "in 0.27 s"))
        #expect(!Self.matches("a b c", "a b"))
        #expect(!Self.matches("a b", "a … c"))
        #expect(!Self.matches("b a", "a …"))
        #expect(!Self.matches("anything", ""))
        let found = Self.commands(in: "```console\n$ a  # exits 2\nb …\n```\n```text\n$ c\n```\n", of: "x")
        #expect(found.map(\.line) == ["a  "] && found.map(\.status) == [2] && found.map(\.expected) == ["b …\n"])
    }

    @Test("the commands of the guides run as they stand", arguments: files())
    func runs(file: String) async throws {
        guard try await WrightProcess.hasModel() else { return WrightProcess.skip(file, "no model") }
        let text = try String(contentsOf: WrightProcess.packageRoot.appendingPathComponent(file), encoding: .utf8)
        let commands = Self.commands(in: text, of: file)
        if file != "README.md", file != "Documentation/Guides/use-as-a-library.md" {
            #expect(!commands.isEmpty, "\(file) shows no command")
        }
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        for command in commands {
            let result = try await folder.shell("exec 2>&1\n" + command.line)
            #expect(result.status == command.status, "\(command.place): \(command.line)\n\(result.text)")
            #expect(
                Self.matches(result.text, command.expected),
                "\(command.place): \(command.line)\nprints\n\(result.text)\nand not\n\(command.expected)"
            )
        }
    }
}
