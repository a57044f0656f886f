private import WrightCore

/// How running text is written on a terminal.
enum TextForm {
    /// The text with its white space collapsed and its control characters visible.
    static func oneLine(_ text: String) -> String {
        Output.printable(text.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }.joined(separator: " "))
    }

    /// The beginning of a text in at most `lineCount` lines; a word that would not fit in them is cut.
    static func excerpt(_ text: String, width: Int, lineCount: Int) -> [String] {
        var room = max(20, width) * lineCount
        var lines: [String] = []
        for line in wrapped(text, width: width).prefix(lineCount) {
            guard line.count <= room else {
                lines.append(String(line.prefix(room - 1)) + "…")
                break
            }
            lines.append(line)
            room -= max(line.count, width)
            guard room > 1 else { break }
        }
        return lines
    }

    /// The text in lines of at most `width` characters, cut at spaces where there are any.
    static func wrapped(_ text: String, width: Int) -> [String] {
        let width = max(20, width)
        var lines: [String] = []
        var line = ""
        var count = 0
        for word in text.split(separator: " ") {
            let wordCount = word.count
            if count > 0, count + 1 + wordCount > width {
                lines.append(line)
                line = ""
                count = 0
            }
            if count > 0 {
                line += " "
                count += 1
            }
            line += word
            count += wordCount
        }
        if count > 0 { lines.append(line) }
        return lines
    }
}

extension Duration {
    /// The time in milliseconds.
    var milliseconds: Double { fractionalSeconds * 1000 }
}
