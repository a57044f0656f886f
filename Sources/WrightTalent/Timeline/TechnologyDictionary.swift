// Finds names of technologies in text.
//
// Idea: a table from the first word of each name to all names that begin with it, longest first; at each word of the
// text the names of its first word are compared byte by byte. A name ends where no letter or digit follows. A space of
// a name also matches a hyphen or a line break, and a hyphen a space.
// Source: own. Deviation from a plain gazetteer: names that are English words (Go, Make, Helm) count only with a
// capital
// letter and, for the most common of them, only beside another name or a word such as "developer".
// Layout: names as lower-case bytes in one array, entries as ranges into it.

/// Finds names of technologies in text.
public struct TechnologyDictionary: Sendable {
    private struct Entry: Sendable {
        var bytes: [UInt8]
        var technology: Int
        var isGeneral: Bool
        var form: Form
    }

    /// How a name must be written.
    private enum Form: Sendable {
        case any
        case capital
        case besideOthers
    }

    private let timeline: TechnologyTimeline
    private let entriesByFirstWord: [String: [Entry]]

    /// The dictionary of the table that comes with the program.
    public static let standard = Self(timeline: .standard)

    /// Makes the dictionary of a timeline.
    public init(timeline: TechnologyTimeline) {
        self.timeline = timeline
        var entries: [String: [Entry]] = [:]
        for (index, technology) in timeline.technologies.enumerated() {
            for alias in [technology.name] + technology.aliases {
                let bytes = Array(alias.lowercased().utf8)
                let key = Self.firstWord(bytes)
                guard !key.isEmpty else { continue }
                let isName = alias == technology.name
                let entry = Entry(
                    bytes: bytes,
                    technology: index,
                    isGeneral: !isName && technology.generalAliases.contains(alias),
                    form: Self.form(of: alias)
                )
                entries[key, default: []].append(entry)
                // "foundation models" is also found as "foundation model", "vector databases" as "vector database".
                if technology.kind == "technique", bytes.count > 8, bytes.last == UInt8(ascii: "s"),
                    bytes[bytes.count - 2] != UInt8(ascii: "s"), bytes.contains(32)
                {
                    var singular = entry
                    singular.bytes.removeLast()
                    entries[key, default: []].append(singular)
                }
            }
        }
        entriesByFirstWord = entries.mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
    }

    /// All names in a text, in order and without overlap.
    ///
    /// O(n) for a text of n bytes.
    public func mentions(in text: [UInt8], range: Range<Int>? = nil) -> [TechnologyMention] {
        let range = range ?? 0..<text.count
        var found: [(mention: TechnologyMention, form: Form)] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let isDotName =
                text[position] == UInt8(ascii: ".") && position + 1 < range.upperBound
                && Self.isWord(text[position + 1]) && !(position > range.lowerBound && Self.isWord(text[position - 1]))
            guard Self.isWord(text[position]) || isDotName else {
                position += 1
                continue
            }
            let wordStart = isDotName ? position + 1 : position
            var wordEnd = wordStart
            while wordEnd < range.upperBound, Self.isWord(text[wordEnd]) { wordEnd += 1 }
            if let hit = match(text, at: position, wordStart: wordStart, wordEnd: wordEnd, end: range.upperBound) {
                found.append(hit)
                position = max(hit.mention.range.upperBound, wordEnd)
            } else {
                position = wordEnd
            }
        }
        return Self.confirmed(found, in: text)
    }

    private func match(
        _ text: [UInt8],
        at start: Int,
        wordStart: Int,
        wordEnd: Int,
        end: Int
    ) -> (mention: TechnologyMention, form: Form)? {
        guard wordEnd - wordStart <= 40 else { return nil }
        let key = String(decoding: text[wordStart..<wordEnd].map(Self.lower), as: UTF8.self)
        guard let entries = entriesByFirstWord[key] else { return nil }
        for entry in entries {
            let origin = entry.bytes[0] == UInt8(ascii: ".") ? start : wordStart
            guard origin == start || entry.bytes[0] != UInt8(ascii: "."),
                let stop = Self.compare(entry.bytes, with: text, at: origin, end: end)
            else { continue }
            if entry.form != .any, !Self.isCapital(text, origin) { continue }
            let mention = TechnologyMention(
                name: timeline.technologies[entry.technology].name,
                range: origin..<stop,
                isGeneral: entry.isGeneral
            )
            return (mention, entry.form)
        }
        return nil
    }

    /// Where a name ends that begins at a place; nil if it does not stand there.
    private static func compare(_ name: [UInt8], with text: [UInt8], at start: Int, end: Int) -> Int? {
        var position = start
        for byte in name {
            guard position < end else { return nil }
            let found = lower(text[position])
            if byte == 32 || byte == UInt8(ascii: "-") {
                guard found == 32 || found == UInt8(ascii: "-") || found == 10 else { return nil }
            } else if byte != found {
                return nil
            }
            position += 1
        }
        guard position < end else { return position }
        let next = text[position]
        if isWord(next) || next >= 0x80 && next != 0xE2 { return nil }
        if next == UInt8(ascii: "#") { return nil }
        if next == UInt8(ascii: "+"), position + 1 < end, text[position + 1] == UInt8(ascii: "+") { return nil }
        return position
    }

    /// Keeps names of the doubtful forms only where their neighbours speak for them.
    private static func confirmed(
        _ found: [(mention: TechnologyMention, form: Form)],
        in text: [UInt8]
    ) -> [TechnologyMention] {
        found.indices.compactMap { index in
            let (mention, form) = found[index]
            guard form == .besideOthers else { return mention }
            let hasLeft = index > 0 && mention.range.lowerBound - found[index - 1].mention.range.upperBound <= 8
            let hasRight =
                index + 1 < found.count && found[index + 1].mention.range.lowerBound - mention.range.upperBound <= 8
            if hasLeft || hasRight { return mention }
            let after = following(mention.range.upperBound, in: text)
            let before = preceding(mention.range.lowerBound, in: text)
            return partners.contains(after) || leaders.contains(before) ? mention : nil
        }
    }

    private static let partners: Set<String> = [
        "developer", "developers", "engineer", "programming", "language", "code", "codebase", "services", "backend",
        "microservices", "scripts", "experience", "lang",
    ]
    private static let leaders: Set<String> = ["in", "with", "of", "using", "like", "learn", "and", "or", "with:"]

    private static func following(_ position: Int, in text: [UInt8]) -> String {
        var start = position
        while start < text.count, text[start] == 32 { start += 1 }
        var end = start
        while end < text.count, isWord(text[end]), end - start < 20 { end += 1 }
        return String(decoding: text[start..<end].map(lower), as: UTF8.self)
    }

    private static func preceding(_ position: Int, in text: [UInt8]) -> String {
        var end = position
        while end > 0, text[end - 1] == 32 { end -= 1 }
        var start = end
        while start > 0, isWord(text[start - 1]), end - start < 20 { start -= 1 }
        return String(decoding: text[start..<end].map(lower), as: UTF8.self)
    }

    private static func form(of alias: String) -> Form {
        let lower = alias.lowercased()
        if rare.contains(lower) { return .besideOthers }
        return englishWords.contains(lower) ? .capital : .any
    }

    private static let rare: Set<String> = [
        "go", "r", "c", "make", "dash", "express", "linear", "processing", "render", "notion", "rest", "d",
    ]

    private static let englishWords: Set<String> = [
        "ray", "helm", "swift", "rust", "cursor", "temporal", "kong", "react", "hive", "beam", "consul", "vault",
        "gemini", "claude", "llama", "mistral", "falcon", "flux", "spring", "snowflake", "fiber", "gin", "echo",
        "looker", "slack", "miro", "sketch", "julia", "dart", "elixir", "spark", "flask", "flink", "storm", "salt",
        "chef", "puppet", "nomad", "packer", "terraform", "jest", "mocha", "cypress", "playwright", "postman",
        "insomnia",
        "prefect", "dagster", "metaflow", "haystack", "guidance", "outlines", "instructor", "marvin", "comet",
        "neptune", "arize", "phoenix", "weave", "feast", "tecton", "redis", "oracle", "access", "excel", "word",
        "teams", "zoom", "drift", "segment", "amplitude", "heap", "tableau", "mode", "hex", "bolt", "lovable", "v0",
        "replit", "copilot", "windsurf", "cline", "aider", "devin", "bard", "palm", "titan", "nova", "whisper",
        "sora", "runway", "pika", "suno", "jasper", "perplexity", "cohere", "together", "fireworks", "modal", "banana",
        "baseten", "anyscale", "lambda", "athena", "glue", "kinesis", "aurora", "bedrock", "textract", "kendra",
        "fargate", "arrow", "parquet", "delta", "iceberg", "hudi", "presto", "trino", "druid", "pinot", "kafka",
        "pulsar", "nats", "argo", "buck", "bazel", "gradle", "maven", "ant", "trains", "remix", "nest", "gatsby",
        "next", "nuxt", "vue", "angular", "ember", "backbone", "bootstrap", "unity", "unreal", "blender", "figma",
        "framer", "canva", "photoshop", "illustrator", "ionic", "electron", "tauri", "capacitor", "android", "scala",
        "ruby", "perl", "pascal", "ada", "shell", "graphite", "sentry", "splunk", "elastic", "lucene", "solr",
    ]

    private static func firstWord(_ bytes: [UInt8]) -> String {
        let start = bytes.first == UInt8(ascii: ".") ? 1 : 0
        return String(decoding: bytes[start...].prefix(while: isWord), as: UTF8.self)
    }

    private static func isCapital(_ text: [UInt8], _ position: Int) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(text[position])
    }

    private static func isWord(_ byte: UInt8) -> Bool { ByteKind.isWord(byte) }

    private static func lower(_ byte: UInt8) -> UInt8 { ByteKind.lower(byte) }
}

/// What an ASCII byte is.
enum ByteKind {
    /// A letter or a digit.
    static func isWord(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte)
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}
