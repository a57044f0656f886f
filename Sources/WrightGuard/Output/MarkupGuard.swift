// Idea: a renderer is not imitated; every construct that could make it fetch or link is stopped at the one place that
// it cannot do without. Inline links and images need `](`, definitions need `]:`, autolinks need `://` or `www.`, HTML
// needs `<` and a letter. Where the address that follows is not allowed, `](` gets a space, `]:` a backslash, `<`
// becomes `&lt;`, and the address is written so that no linker knows it: `hxxps://host[.]example/…`.
//
// Code shows these characters as they are, so code has to be known exactly as CommonMark knows it. Code spans: both
// backtick runs stand on one line without `|` (tables split cells first); every other backtick is escaped, so no run
// is left that could pair with a later one. Fences: rules of CommonMark for fences of up to three spaces, deeper ones
// only inside list items; the closing fence is written with the opening one's indentation, and a fence that an
// unindented line would close is closed before that line. So both readings stay the same at every line.
//
// Lines are taken whole or up to a place that no construct spans (see AnswerSegments).

/// Keeps an answer in Markdown from linking or fetching what is not allowed.
struct MarkupGuard: Sendable {
    private let policy: LinkPolicy
    private(set) var fence: Fence?
    private var lists = ListIndentation()
    private var isLineStart = true
    /// The last byte written, to see `](` when it is cut in two.
    private var previous: UInt8 = 0
    private var output: [UInt8] = []
    /// Whether an image began in this paragraph; then every link in it has to be allowed as an image.
    private var hasImage = false
    /// Whether a bracket opened in what this part shows; if not, it is not known what the text belongs to.
    private var hasBracket = false
    /// Hosts and schemes that were not allowed, in order.
    private(set) var refused: [String] = []

    /// A code block that has begun.
    struct Fence: Sendable {
        var mark: UInt8
        var count: Int
        var indentation: Int
    }

    private static let refusedLimit = 100

    init(policy: LinkPolicy) {
        self.policy = policy
    }

    /// Takes the refused addresses out.
    mutating func takeRefused() -> [String] {
        defer { refused = [] }
        return refused
    }

    /// Takes a line with its break, or a part of one, and returns what can be rendered.
    mutating func guarded(_ text: [UInt8]) -> [UInt8] {
        output.removeAll(keepingCapacity: true)
        hasBracket = false
        var position = 0
        while position < text.count {
            let newline = text[position...].firstIndex(of: 10)
            let end = newline.map { $0 + 1 } ?? text.count
            line(text[position..<end])
            isLineStart = newline != nil
            position = end
        }
        return output
    }

    private mutating func line(_ line: ArraySlice<UInt8>) {
        guard isLineStart else { return fence == nil ? inline(line) : write(line) }
        let indentation = line.prefix { $0 == 32 }.count
        let body = line.dropFirst(indentation)
        let isBlank = body.allSatisfy(TextByte.isSpace)
        if isBlank { hasImage = false }
        if let open = fence {
            let body = line.drop { $0 == 32 || $0 == 9 }
            if let run = Self.fenceRun(body), run.mark == open.mark, run.count >= open.count, run.isBare {
                fence = nil
                write([UInt8](repeating: 32, count: open.indentation)[...])
                return write(body)
            }
            if isBlank || indentation >= open.indentation { return write(line) }
            fence = nil
            let closing =
                [UInt8](repeating: 32, count: open.indentation)
                + [UInt8](repeating: open.mark, count: open.count) + [10]
            write(closing[...])
        }
        if let run = Self.fenceRun(body), run.isOpening, lists.allowsFence(at: indentation) {
            fence = Fence(mark: run.mark, count: run.count, indentation: indentation)
            return write(line)
        }
        if !isBlank { lists.read(line, indentation: indentation) }
        inline(line)
    }

    /// The run of backticks or tildes that a line begins with, if it is three or more.
    private static func fenceRun(
        _ body: ArraySlice<UInt8>
    ) -> (mark: UInt8, count: Int, isBare: Bool, isOpening: Bool)? {
        guard let mark = body.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
        let count = body.prefix { $0 == mark }.count
        guard count >= 3 else { return nil }
        let rest = body.dropFirst(count)
        let isOpening = mark == UInt8(ascii: "~") || !rest.contains(mark)
        return (mark, count, rest.allSatisfy(TextByte.isSpace), isOpening && rest.last == 10)
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>) {
        output += bytes
        if let last = bytes.last { previous = last }
    }

    private mutating func write(_ text: StaticString) {
        output += UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        previous = output.last ?? previous
    }

    /// Ends the answer: a fence that is open is closed, also for readers that know only closed ones.
    mutating func finish() -> [UInt8] {
        guard let open = fence else { return [] }
        fence = nil
        output = previous == 10 ? [] : [10]
        output += [UInt8](repeating: 32, count: open.indentation) + [UInt8](repeating: open.mark, count: open.count)
        output.append(10)
        previous = 10
        isLineStart = true
        return output
    }

    // MARK: Inline

    private mutating func inline(_ text: ArraySlice<UInt8>) {
        var position = text.startIndex
        while position < text.endIndex {
            let byte = text[position]
            switch byte {
            case UInt8(ascii: "\\"): position = backslash(text, position)
            case UInt8(ascii: "`"): position = backticks(text, position)
            case UInt8(ascii: "<"): position = angle(text, position)
            case UInt8(ascii: "(") where previous == UInt8(ascii: "]"): position = destination(text, position)
            case UInt8(ascii: ":") where previous == UInt8(ascii: "]"): position = definition(text, position)
            case UInt8(ascii: "/"): position = slash(text, position)
            case UInt8(ascii: ":") where self.byte(text, position + 1) == 47 && self.byte(text, position + 2) == 47:
                // What stands before it was not read as a scheme; a linker might.
                write("[:]")
                position += 1
            case UInt8(ascii: "["):
                hasImage = hasImage || previous == UInt8(ascii: "!")
                hasBracket = true
                write("[")
                position += 1
            default:
                if TextByte.isLetter(byte), !TextByte.isLetter(previous), let end = address(text, position) {
                    position = end
                } else {
                    output.append(byte)
                    previous = byte
                    position += 1
                }
            }
        }
    }

    private func byte(_ text: ArraySlice<UInt8>, _ position: Int) -> UInt8 {
        position >= text.startIndex && position < text.endIndex ? text[position] : 0
    }

    private mutating func backslash(_ text: ArraySlice<UInt8>, _ position: Int) -> Int {
        let next = byte(text, position + 1)
        let isMark =
            (33...47).contains(next) || (58...64).contains(next) || (91...96).contains(next)
            || (123...126).contains(next)
        guard isMark else {
            // At the end of a part, what follows is not known; a second backslash takes its meaning.
            if position + 1 == text.endIndex { write("\\\\") } else { write("\\") }
            return position + 1
        }
        if next == UInt8(ascii: "<") {
            write("&lt;")
        } else {
            write(text[position...(position + 1)])
            // An escaped bracket does not close a link text.
            previous = UInt8(ascii: "\\")
        }
        return position + 2
    }

    private mutating func backticks(_ text: ArraySlice<UInt8>, _ position: Int) -> Int {
        let count = text[position...].prefix { $0 == UInt8(ascii: "`") }.count
        var scan = position + count
        while scan < text.endIndex, text[scan] != 10, text[scan] != UInt8(ascii: "|") {
            guard text[scan] == UInt8(ascii: "`") else {
                scan += 1
                continue
            }
            let run = text[scan...].prefix { $0 == UInt8(ascii: "`") }.count
            if run == count {
                write(text[position..<(scan + run)])
                return scan + run
            }
            scan += run
        }
        for _ in 0..<count { write("\\`") }
        return position + count
    }

    private mutating func angle(_ text: ArraySlice<UInt8>, _ position: Int) -> Int {
        let next = byte(text, position + 1)
        let isTag =
            TextByte.isLetter(next) || next == UInt8(ascii: "/") || next == UInt8(ascii: "!")
            || next == UInt8(ascii: "?") || position + 1 == text.endIndex
        guard isTag else {
            write("<")
            return position + 1
        }
        if let end = text[position...].firstIndex(of: UInt8(ascii: ">")), end - position < 2000 {
            let address = text[(position + 1)..<end]
            if LinkPolicy.host(of: address) != nil, policy.allows(address, asImage: false) {
                write(text[position...end])
                return end + 1
            }
        }
        write("&lt;")
        return position + 1
    }

    /// `](`: the destination of a link or an image.
    private mutating func destination(_ text: ArraySlice<UInt8>, _ position: Int) -> Int {
        var start = position + 1
        while start < text.endIndex, text[start] == 32 || text[start] == 9 { start += 1 }
        let isAngled = byte(text, start) == UInt8(ascii: "<")
        if isAngled { start += 1 }
        var end = start
        var depth = 0
        while end < text.endIndex {
            let byte = text[end]
            // Between angle brackets, spaces and tabs belong to the destination.
            if byte == 10 || byte <= 32 && !isAngled || isAngled && byte == UInt8(ascii: ">") { break }
            if byte == UInt8(ascii: "("), !isAngled { depth += 1 }
            if byte == UInt8(ascii: ")"), !isAngled {
                if depth == 0 { break }
                depth -= 1
            }
            end += 1
        }
        let isClosed = end < text.endIndex && text[end] != 10
        let isEmpty = start == end && byte(text, end) == UInt8(ascii: ")")
        if isEmpty || isClosed && policy.allows(text[start..<end], asImage: hasImage || !hasBracket) {
            // Without its angle brackets: if this is no link after all, they would be read as HTML.
            write("(")
            write(text[start..<end])
            previous = 0
            return isAngled ? end + 1 : end
        }
        refuse(text[start..<min(end, start + 200)])
        write(" (")
        return position + 1
    }

    /// `]:`: the address that a label is defined to stand for.
    private mutating func definition(_ text: ArraySlice<UInt8>, _ position: Int) -> Int {
        var start = position + 1
        while start < text.endIndex, text[start] == 32 || text[start] == 9 { start += 1 }
        if byte(text, start) == UInt8(ascii: "<") { start += 1 }
        let isAngled = byte(text, start - 1) == UInt8(ascii: "<")
        let end = text[start...].firstIndex { $0 == 62 || $0 == 10 || $0 <= 32 && !isAngled } ?? text.endIndex
        // A definition serves images as well as links.
        let isAllowed =
            end > start && policy.allows(text[start..<end], asImage: false)
            && policy.allows(text[start..<end], asImage: true)
        let isText = text[start..<end].allSatisfy { $0 >= 0x80 || TextByte.isAlphanumeric($0) || $0 == 44 || $0 == 39 }
        if isAllowed || end > start && isText && policy.allowsRelativeAddresses {
            write(":")
        } else {
            write("\\:")
        }
        previous = UInt8(ascii: ":")
        return position + 1
    }

    // MARK: Addresses

    /// `scheme://…`, `www.…` or `host.tld/…` at a letter; nil when there is none.
    private mutating func address(_ text: ArraySlice<UInt8>, _ start: Int) -> Int? {
        var end = start
        while end < text.endIndex, end - start < 64, Self.isHostByte(text[end]) || text[end] == 43 { end += 1 }
        if byte(text, end) == UInt8(ascii: ":"), byte(text, end + 1) == 47, byte(text, end + 2) == 47 {
            return schemeAddress(text, start, end)
        }
        let word = text[start..<end]
        guard word.contains(46), !TextByte.isDigit(previous) || word.count < 5 else { return nil }
        let isWeb = word.count > 4 && word.prefix(4).map(TextByte.lowered) == Array("www.".utf8)
        let top = word.split(separator: 46).last.map { Array($0) } ?? []
        let next = byte(text, end)
        let isPath =
            (next == 47 || next == 63 || next == 35
                || next == UInt8(ascii: ":") && TextByte.isDigit(byte(text, end + 1)))
            && TopDomains.contains(top)
        guard isWeb || isPath else { return nil }
        let isEnded = next <= 32 || isPath && next != 58 || [33, 41, 44, 59, 63].contains(next)
        if isEnded, policy.allows(host: word.map(TextByte.lowered)) {
            write(word)
        } else {
            refuse(word)
            writeBroken(word)
        }
        return end
    }

    private mutating func schemeAddress(_ text: ArraySlice<UInt8>, _ start: Int, _ colon: Int) -> Int {
        let end = text[start...].firstIndex { $0 <= 32 || $0 == UInt8(ascii: "<") } ?? text.endIndex
        if let last = allowedEnd(text[start..<end]) {
            write(text[start..<last])
            return last
        }
        let scheme = text[start..<colon]
        refuse(text[start..<min(end, colon + 3 + 100)])
        // Some linkers find a scheme at the end of a longer word too.
        let folded = scheme.map(TextByte.lowered)
        let known: [(name: String, broken: StaticString)] = [("https", "hxxps"), ("http", "hxxp"), ("ftp", "fxp")]
        if let match = known.first(where: { folded.suffix($0.name.utf8.count).elementsEqual($0.name.utf8) }) {
            writeBroken(scheme.dropLast(match.name.utf8.count))
            write(match.broken)
        } else {
            writeBroken(scheme)
        }
        write("://")
        var host = colon + 3
        while host < end,
            Self.isHostByte(text[host]) || text[host] >= 0x80 || [37, 43, 64, 95, 126].contains(text[host])
                || text[host] == 58 && TextByte.isDigit(byte(text, host + 1))
        {
            host += 1
        }
        writeBroken(text[(colon + 3)..<host])
        return max(host, colon + 3)
    }

    /// The end of an allowed address that stands bare at the beginning of a word, whatever of the word linkers take.
    private func allowedEnd(_ word: ArraySlice<UInt8>) -> Int? {
        let closing: Set<UInt8> = [33, 34, 39, 41, 42, 44, 46, 58, 59, 63, 93, 95, 125, 126]
        var last = word.firstIndex { !LinkPolicy.isPlain($0) } ?? word.endIndex
        while last > word.startIndex, closing.contains(word[last - 1]) { last -= 1 }
        let address = word[word.startIndex..<last]
        guard let host = LinkPolicy.host(of: address), policy.allows(address, asImage: false) else { return nil }
        // What follows a path stays in the path; what follows a host could make it another.
        let hasPath = address.drop { $0 != 58 }.dropFirst(3).contains { $0 == 47 || $0 == 63 || $0 == 35 }
        guard hasPath || word[last...].allSatisfy(closing.contains), !host.isEmpty else { return nil }
        return last
    }

    /// `//host…` that no scheme stands before.
    private mutating func slash(_ text: ArraySlice<UInt8>, _ position: Int) -> Int {
        let isStart = [0, 9, 10, 32, 34, 39, 40, 61, 91, 93].contains(previous)
        guard isStart, byte(text, position + 1) == 47, TextByte.isAlphanumeric(byte(text, position + 2)) else {
            write("/")
            return position + 1
        }
        var end = position + 2
        while end < text.endIndex, Self.isHostByte(text[end]) { end += 1 }
        let host = text[(position + 2)..<end]
        write("//")
        if host.contains(46) {
            refuse(host)
            writeBroken(host)
        } else {
            write(host)
        }
        return end
    }

    /// The bytes with each dot before a letter or digit in brackets, so that no host is seen.
    private mutating func writeBroken(_ host: ArraySlice<UInt8>) {
        for position in host.indices {
            let next = position + 1 < host.endIndex ? host[position + 1] : 0
            if host[position] == 46, TextByte.isAlphanumeric(next) || next >= 0x80 {
                write("[.]")
            } else {
                write(host[position...position])
            }
        }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        TextByte.isAlphanumeric(byte) || byte == 45 || byte == 46
    }

    private mutating func refuse(_ address: ArraySlice<UInt8>) {
        guard refused.count < Self.refusedLimit else { return }
        // Only what names the place; the rest may carry data.
        let head = address.prefix(120).prefix { $0 != 63 && $0 != 35 }
        refused.append(String(decoding: head.prefix(80), as: UTF8.self))
    }
}

/// How deep the list items go that the text is in.
struct ListIndentation: Sendable {
    private var contents: [Int] = []

    /// Whether a fence with an indentation is one for every reader.
    func allowsFence(at indentation: Int) -> Bool {
        if indentation <= 3 { return true }
        return contents.contains { (0...3).contains(indentation - $0) }
    }

    /// Reads a line that is not blank.
    mutating func read(_ line: ArraySlice<UInt8>, indentation: Int) {
        while let last = contents.last, indentation < last { contents.removeLast() }
        guard (0...3).contains(indentation - (contents.last ?? 0)) else { return }
        let body = line.dropFirst(indentation)
        guard let first = body.first else { return }
        var marker = 1
        if TextByte.isDigit(first) {
            let digits = body.prefix(while: TextByte.isDigit)
            let mark = body.dropFirst(digits.count).first
            // Only a list that begins with one may interrupt a paragraph; later items follow such a list.
            guard digits.count <= 9, mark == 46 || mark == 41, digits.elementsEqual([49]) || !contents.isEmpty || isOpen
            else { return }
            isOpen = true
            marker = digits.count + 1
        } else {
            guard first == 45 || first == 42 || first == 43 else {
                if indentation == 0 { isOpen = false }
                return
            }
        }
        // `* * *` is a line across the page.
        guard body.contains(where: { $0 != first && $0 > 32 }) else { return }
        let spaces = body.dropFirst(marker).prefix { $0 == 32 }.count
        let rest = body.dropFirst(marker + spaces).first
        guard (1...4).contains(spaces), let rest, rest > 32, contents.count < 16 else { return }
        contents.append(indentation + marker + spaces)
    }

    /// Whether a numbered list is going on.
    private var isOpen = false
}

/// Top domains that a bare host is taken for one by.
enum TopDomains {
    static func contains(_ label: [UInt8]) -> Bool {
        label.count >= 2 && names.contains(ContextWords.hash(label))
    }

    static let names = Set(
        """
        com org net edu gov mil int info biz io dev app ai co uk de fr it es nl be ch at se no dk fi pl cz pt gr eu us
        ca au nz jp cn in br mx ar ru ua tr za kr sg hk tw id my th vn ie hu ro bg hr si sk lt lv ee is lu me tv online
        site shop xyz club store tech blog cloud page link live news space website top win work world zone ml tk
        """
        .split { $0 == " " || $0 == "\n" }.map { ContextWords.hash($0.utf8) }
    )
}
