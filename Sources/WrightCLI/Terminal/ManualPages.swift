internal import WrightCore

/// Manual pages in the `man` macros, made of the same declarations that `--help` shows.
enum ManualPages {
    /// A page of section 1.
    struct Page {
        var name: String
        var text: String
    }

    /// The pages of a command and all that stand under it, from the argument parser's description of itself.
    ///
    /// - Throws: `CoreError` with code `invalidJSON`.
    static func pages(ofHelp description: String) throws -> [Page] {
        guard let root = try JSONValue(parsing: description)["command"] else { return [] }
        return pages(of: root, above: [])
    }

    private static func pages(of command: JSONValue, above: [String]) -> [Page] {
        guard let name = command["commandName"]?.string, name != "help" else { return [] }
        let path = above + [name]
        let own = Page(name: path.joined(separator: "-") + ".1", text: text(of: command, path: path))
        return [own] + (command["subcommands"]?.array ?? []).flatMap { pages(of: $0, above: path) }
    }

    private static func text(of command: JSONValue, path: [String]) -> String {
        let arguments = (command["arguments"]?.array ?? []).filter { $0["shouldDisplay"]?.bool != false }
        var lines = [
            ".TH \"\(path.joined(separator: "-").uppercased())\" 1 \"\" \"wright \(WrightVersion.current)\"",
            ".SH NAME",
            escaped("\(path.joined(separator: "-")) - \(command["abstract"]?.string ?? "")"),
            ".SH SYNOPSIS",
            ".B \(path.joined(separator: " "))",
            escaped(arguments.map(synopsis).joined(separator: " ")),
        ]
        if let discussion = command["discussion"]?.string {
            lines += [".SH DESCRIPTION", escaped(discussion)]
        }
        let commands = (command["subcommands"]?.array ?? []).filter { $0["commandName"]?.string != "help" }
        if !commands.isEmpty {
            lines.append(".SH COMMANDS")
            for entry in commands {
                let name = entry["commandName"]?.string ?? ""
                lines += [
                    ".TP", ".BR \((path + [name]).joined(separator: "-")) (1)",
                    escaped(entry["abstract"]?.string ?? ""),
                ]
            }
        }
        if !arguments.isEmpty {
            lines.append(".SH OPTIONS")
            for argument in arguments { lines += entry(of: argument) }
        }
        lines += [
            ".SH EXIT STATUS",
            "0 done; 1 failed; 2 done, but some inputs were skipped, each named; 3 a gate was not met; 64 wrong usage.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func entry(of argument: JSONValue) -> [String] {
        var text = argument["abstract"]?.string ?? ""
        if let discussion = argument["discussion"]?.string { text += " " + discussion }
        if let values = argument["allValues"]?.array?.compactMap(\.string), !values.isEmpty {
            text += " Values: " + values.joined(separator: ", ") + "."
        }
        if let value = argument["defaultValue"]?.string { text += " Default: \(value)." }
        return [".TP", ".B " + escaped(names(of: argument)), escaped(text)]
    }

    private static func names(of argument: JSONValue) -> String {
        let value = argument["valueName"]?.string ?? ""
        guard argument["kind"]?.string != "positional" else { return "<\(value)>" }
        let names = (argument["names"]?.array ?? [])
            .compactMap { name -> String? in
                guard let text = name["name"]?.string else { return nil }
                return (name["kind"]?.string == "short" ? "-" : "--") + text
            }
        let shown = names.joined(separator: ", ")
        return argument["kind"]?.string == "option" ? "\(shown) <\(value)>" : shown
    }

    private static func synopsis(_ argument: JSONValue) -> String {
        let repeating = argument["isRepeating"]?.bool == true ? "..." : ""
        var text = names(of: argument)
        if let last = text.split(separator: ",").last { text = String(last.drop { $0 == " " }) + repeating }
        return argument["isOptional"]?.bool == true ? "[\(text)]" : text
    }

    /// The text with what the macros would read as commands made harmless.
    private static func escaped(_ text: String) -> String {
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var clean = String(line).replacing("\\", with: "\\e").replacing("-", with: "\\-")
            if clean.hasPrefix(".") || clean.hasPrefix("'") { clean = "\\&" + clean }
            lines.append(clean.isEmpty ? ".PP" : clean)
        }
        return lines.joined(separator: "\n")
    }
}
