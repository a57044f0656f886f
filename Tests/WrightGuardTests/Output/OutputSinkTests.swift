internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightGuard

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

@Suite struct OutputSinkTests {
    private static let parts = [
        "a", "Z", "0", " ", "  ", "\n", "\r", "\r\n", "\t", "\0", "'", "\"", "`", "\\", "/", "<", ">", "&", ";", "=",
        "+", "-",
        "@", "|", "$", "(", ")", "[", "]", "{", "}", "!", "#", "%", "*", "_", "~", "^", ",", ".", ":", "?",
        "\u{1B}[31m",
        "\u{1B}]0;t\u{07}", "\u{9B}2J", "\u{202E}", "\u{2066}", "\u{2028}", "\u{85}", "\u{7F}", "é", "'\u{301}",
        "\"\u{301}",
        "＝", "日本", "😀", "<script>", "</script>", "&lt;", "&#39;", "]]>", "<!--", "\u{FEFF}", "\u{E0041}",
    ]

    private func texts(seed: UInt64, count: Int = 400) -> [String] {
        var random = SeededRandom(seed: seed)
        return (0..<count)
            .map { _ in
                (0..<Int.random(in: 0...14, using: &random)).map { _ in Self.parts.randomElement(using: &random) ?? "" }
                    .joined()
            }
    }

    /// Decodes numeric references and the named ones that are written.
    private func decoded(_ html: String) -> [UInt8] {
        let bytes = Array(html.utf8)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "&"), let end = bytes[position...].firstIndex(of: UInt8(ascii: ";"))
            else {
                result.append(bytes[position])
                position += 1
                continue
            }
            let name = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
            let named: [String: UInt8] = ["amp": 38, "lt": 60, "gt": 62]
            result.append(named[name] ?? UInt8(name.dropFirst()) ?? 0)
            position = end + 1
        }
        return result
    }

    @Test func htmlTextReadsBackAndOpensNothing() {
        for text in texts(seed: 1) {
            let escaped = OutputSink.html.escaped(text)
            #expect(!escaped.utf8.contains(UInt8(ascii: "<")) && !escaped.utf8.contains(UInt8(ascii: ">")))
            #expect(
                decoded(escaped) == Array(text.utf8).flatMap { $0 == 0 ? Array("\u{FFFD}".utf8) : [$0] }
            )
        }
    }

    @Test func htmlAttributesReadBackAndHoldNoMark() {
        for text in texts(seed: 2) {
            let escaped = OutputSink.htmlAttribute.escaped(text)
            #expect(
                escaped.utf8.allSatisfy {
                    $0 >= 0x80 || $0 == 38 || $0 == 35 || $0 == 59 || (48...57).contains($0) || (65...90).contains($0)
                        || (97...122).contains($0)
                }
            )
            #expect(
                decoded(escaped) == Array(text.utf8).flatMap { $0 == 0 ? Array("\u{FFFD}".utf8) : [$0] }
            )
        }
    }

    @Test func markdownReadsBackAndHoldsNoBreak() {
        for text in texts(seed: 3) {
            let escaped = Array(OutputSink.markdown.escaped(text).utf8)
            var plain: [UInt8] = []
            var position = 0
            while position < escaped.count {
                if escaped[position] == UInt8(ascii: "\\") {
                    plain.append(escaped[position + 1])
                    position += 2
                } else if escaped[position] == UInt8(ascii: "&"), let end = escaped[position...].firstIndex(of: 59) {
                    plain.append(UInt8(String(decoding: escaped[(position + 2)..<end], as: UTF8.self)) ?? 0)
                    position = end + 1
                } else {
                    let byte = escaped[position]
                    let isMark =
                        byte < 0x80 && byte != 32 && !(48...57).contains(byte) && !(65...90).contains(byte)
                        && !(97...122).contains(byte) && byte > 32 && byte != 127
                    #expect(!isMark)
                    plain.append(byte)
                    position += 1
                }
            }
            #expect(plain == Array(text.utf8).flatMap { $0 == 0 ? Array("\u{FFFD}".utf8) : [$0] })
        }
    }

    @Test func jsonReadsBack() throws {
        for text in texts(seed: 4) {
            let escaped = OutputSink.json.escaped(text)
            let value = try JSONValue(parsing: escaped)
            #expect(value.string.map { Array($0.utf8) } == Array(text.utf8))
            #expect(!escaped.contains("<") && !escaped.contains("\u{2028}"))
        }
    }

    @Test func csvReadsBackAndIsNoFormula() {
        for text in texts(seed: 5) {
            let escaped = Array(OutputSink.csv.escaped(text).utf8)
            var field = escaped
            if escaped.first == UInt8(ascii: "\"") {
                field = []
                var position = 1
                while position < escaped.count - 1 {
                    if escaped[position] == UInt8(ascii: "\"") {
                        #expect(escaped[position + 1] == UInt8(ascii: "\""))
                        position += 1
                    }
                    field.append(escaped[position])
                    position += 1
                }
            } else {
                #expect(!escaped.contains { [10, 13, 34, 44].contains($0) })
            }
            let plain = Array(text.utf8).filter { $0 != 0 }
            #expect(field == plain || field == [UInt8(ascii: "'")] + plain)
            if let first = field.first { #expect(![61, 43, 64, 9, 13].contains(first) || Double(text) != nil) }
        }
        #expect(OutputSink.csv.escaped("=1+1") == "'=1+1")
        #expect(OutputSink.csv.escaped("-5.25") == "-5.25")
        #expect(
            OutputSink.csv.escaped(" @SUM(A1)") == "\"' @SUM(A1)\""
                || OutputSink.csv.escaped(" @SUM(A1)") == "' @SUM(A1)"
        )
        #expect(OutputSink.csv.escaped("a,\"b\"") == "\"a,\"\"b\"\"\"")
    }

    /// Reads one word as a POSIX shell does; nil when it is not one word of quoted parts.
    private func shellWord(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        var isQuoted = false
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "'") {
                isQuoted.toggle()
            } else if isQuoted {
                result.append(byte)
            } else {
                guard byte == UInt8(ascii: "\\"), bytes.popFirst() == UInt8(ascii: "'") else { return nil }
                result.append(UInt8(ascii: "'"))
            }
        }
        return isQuoted ? nil : result
    }

    @Test func shellWordsReadBack() {
        for text in texts(seed: 6) {
            #expect(shellWord(OutputSink.shellWord.escaped(text)) == Array(text.utf8).filter { $0 != 0 })
        }
    }

    @Test func theShellItselfReadsWordsBack() throws {
        let words = texts(seed: 16, count: 60)
        let command = "printf '%s\\001' " + words.map { OutputSink.shellWord.escaped($0) }.joined(separator: " ")
        let stream = try #require(popen(command, "r"))
        var output: [UInt8] = []
        while case let byte = getc(stream), byte != EOF { output.append(UInt8(truncatingIfNeeded: byte)) }
        #expect(pclose(stream) == 0)
        let expected = words.flatMap { Array($0.utf8).filter { $0 != 0 } + [1] }
        #expect(output == expected)
    }

    @Test func sqlLiteralsReadBack() {
        for text in texts(seed: 7) {
            let escaped = Array(OutputSink.sqlLiteral.escaped(text).utf8)
            #expect(escaped.first == UInt8(ascii: "'") && escaped.last == UInt8(ascii: "'"))
            var body: [UInt8] = []
            var position = 1
            while position < escaped.count - 1 {
                if escaped[position] == UInt8(ascii: "'") {
                    #expect(position + 1 < escaped.count - 1 && escaped[position + 1] == UInt8(ascii: "'"))
                    position += 1
                }
                body.append(escaped[position])
                position += 1
            }
            #expect(body == Array(text.utf8).filter { $0 != 0 })
        }
    }

    @Test func urlComponentsReadBack() {
        for text in texts(seed: 8) {
            let escaped = OutputSink.urlComponent.escaped(text)
            #expect(escaped.utf8.allSatisfy { $0 < 0x80 && $0 > 32 && !"/?#&=+'\"<>:@;".utf8.contains($0) })
            var plain: [UInt8] = []
            var rest = Array(escaped.utf8)[...]
            while let byte = rest.popFirst() {
                let digits = byte == UInt8(ascii: "%") ? String(decoding: rest.prefix(2), as: UTF8.self) : ""
                if byte == UInt8(ascii: "%") { rest = rest.dropFirst(2) }
                plain.append(UInt8(digits, radix: 16) ?? byte)
            }
            #expect(plain == Array(text.utf8))
        }
    }

    @Test func terminalsAndLogsGetNoControls() {
        for text in texts(seed: 9) {
            let shown = OutputSink.terminal.escaped(text)
            let isSafe: (Unicode.Scalar) -> Bool = { scalar in
                !(scalar.value < 32 || (127...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
                    || (0x2066...0x2069).contains(scalar.value) || (0xE0000...0xE007F).contains(scalar.value))
            }
            #expect(shown.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || isSafe($0) })
            let line = OutputSink.logLine.escaped(text)
            #expect(line.unicodeScalars.allSatisfy { isSafe($0) && $0 != "\u{2028}" })
            #expect(unescapedLine(line) == Array(text.utf8))
        }
        #expect(OutputSink.terminal.escaped("a\u{1B}[2Jb\r\nc") == "a␛[2Jb\nc")
    }

    private func unescapedLine(_ line: String) -> [UInt8] {
        var result = String.UnicodeScalarView()
        var scalars = Array(line.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            guard scalar == "\\", let kind = scalars.popFirst() else {
                result.append(scalar)
                continue
            }
            switch kind {
            case "n": result.append("\n")
            case "r": result.append("\r")
            case "t": result.append("\t")
            case "u":
                let digits = String(String.UnicodeScalarView(scalars.dropFirst().prefix { $0 != "}" }))
                scalars = scalars.dropFirst(digits.unicodeScalars.count + 2)
                if let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) { result.append(scalar) }
            default: result.append(kind)
            }
        }
        return Array(String(result).utf8)
    }
}
