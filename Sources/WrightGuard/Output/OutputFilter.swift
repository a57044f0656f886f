// Idea: an answer passes three stages, each driven byte by byte, so that what is shown does not depend on how the
// answer was cut into pieces. First the watches: they tell from where on the text may turn out to be a canary or the
// system prompt, and this is held back; when it has turned out so, the answer ends before it. Then the parts that no
// personal datum and no link spans: in these, data is replaced, and then links and HTML are made harmless. Redaction
// comes before that, since a placeholder may become part of a link.
public import WrightModel

/// Lets of a model's answer pass what may be shown, also while it is being written.
///
/// ```swift
/// var filter = OutputFilter(configuration)
/// for await piece in answer { show(filter.receive(piece)) }
/// show(filter.finish())
/// ```
///
/// The shown text is the same whatever the pieces were. What is held back is a few words, or a line where a link, code
/// or data is going on.
///
/// That nothing is rendered outside the lists, by CommonMark and GFM, is a guarantee, and that no ten symbols of the
/// canary are shown in the ways of writing that are known. That the answer holds no personal data, or does not tell the
/// system prompt in other words, is not.
public struct OutputFilter: Sendable {
    /// How the answer will be rendered.
    public enum Rendering: String, Sendable {
        /// As Markdown; HTML in it becomes text.
        case markdown
        /// As plain text that nothing makes links of; addresses stay as they are.
        case plainText
    }

    /// What can be set.
    public struct Configuration: Sendable {
        /// The word in the system prompt that must not be shown.
        public var canary: Canary?
        /// The system prompt; empty when nobody may know it, or when everybody may.
        public var systemPrompt = ""
        /// How many words of the system prompt in their order are a leak, 2 or more.
        ///
        /// Default 12.
        public var promptWordLimit = 12
        /// The kinds of data that are replaced.
        ///
        /// Default: secrets and the numbers of accounts and persons; addresses and telephone numbers are often what was
        /// asked for, and are only reported.
        public var redactedTypes = PersonalDataType.secrets.union([
            .card, .iban, .ssn, .nationalID, .passport, .drivingLicence,
        ])
        /// Which links and images are allowed.
        ///
        /// Default: those without a host.
        public var links = LinkPolicy()
        /// How the answer will be rendered.
        public var rendering = Rendering.markdown
        /// What is shown where the answer was cut.
        public var notice = "[The answer was cut here.]"

        /// The defaults.
        public init() {}
    }

    private let configuration: Configuration
    private let scanner = PersonalDataScanner()
    private var canary: CanaryWatch?
    private var prompt: PromptWatch?
    private var segments = AnswerSegments()
    private var markup: MarkupGuard
    /// What was received and not yet released; `heldStart` is the place of its first byte in the answer.
    private var held: [UInt8] = []
    private var heldStart = 0
    private var releasedCount = 0
    /// The end of what was released, for the words before the next part.
    private var context: [UInt8] = []
    private var controlCount = 0
    private var lastShown: UInt8?

    private var noted: [Finding] = []
    /// What was noticed, in the order of its places, which are those in the answer without its control characters.
    public var findings: [Finding] {
        noted.enumerated()
            .sorted { left, right in
                let places = (left.element.range?.lowerBound ?? .max, right.element.range?.lowerBound ?? .max)
                return places.0 == places.1 ? left.offset < right.offset : places.0 < places.1
            }
            .map(\.element)
    }
    /// Whether the answer was cut; what comes after is not shown.
    public private(set) var isCut = false

    /// Bytes that are held back beyond what the watches ask for: the first characters of base64 that the canary decides
    /// in part.
    private static let margin = 4
    private static let contextLength = 96
    private static let findingLimit = 200

    /// Begins an answer.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        canary = configuration.canary.map(CanaryWatch.init)
        if !configuration.systemPrompt.isEmpty {
            prompt = PromptWatch(prompt: configuration.systemPrompt, threshold: configuration.promptWordLimit)
        }
        markup = MarkupGuard(policy: configuration.links)
    }

    /// Takes a piece of the answer, and returns what can be shown now.
    public mutating func receive(_ piece: String) -> String {
        guard !isCut else { return "" }
        var output: [UInt8] = []
        for scalar in piece.unicodeScalars {
            guard !Self.isRemoved(scalar.value) else {
                controlCount += 1
                continue
            }
            let place = heldStart + held.count
            held += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            if let begin = watched(scalar.value, at: place) {
                cut(before: begin, into: &output)
                return String(decoding: output, as: UTF8.self)
            }
            // Releasing in strides keeps the cost of moving what is held low.
            if held.count >= 256, held.count % 64 == 0 { release(into: &output) }
        }
        release(into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Ends the answer, and returns the rest that can be shown.
    public mutating func finish() -> String {
        guard !isCut else { return "" }
        var output: [UInt8] = []
        let ends = [canary?.finish().map { ($0, true) }, prompt?.finish().map { ($0, false) }].compactMap { $0 }
        if let (begin, isCanary) = ends.min(by: { $0.0 < $1.0 }) {
            noteLeak(isCanary: isCanary, at: begin)
            cut(before: begin, into: &output)
            return String(decoding: output, as: UTF8.self)
        }
        pass(held.count, into: &output)
        endParts(into: &output)
        if controlCount > 0 {
            note("output.control", .medium, "\(controlCount) control characters", "They were left out.")
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// A whole answer at once.
    public static func filtered(
        _ answer: String,
        _ configuration: Configuration = Configuration()
    ) -> (text: String, findings: [Finding], isCut: Bool) {
        var filter = OutputFilter(configuration)
        let text = filter.receive(answer) + filter.finish()
        return (text, filter.findings, filter.isCut)
    }

    // MARK: Watching

    private mutating func watched(_ scalar: UInt32, at place: Int) -> Int? {
        if let begin = canary?.receive(scalar, at: place) {
            noteLeak(isCanary: true, at: begin)
            return begin
        }
        if let begin = prompt?.receive(scalar, at: place) {
            noteLeak(isCanary: false, at: begin)
            return begin
        }
        return nil
    }

    private mutating func noteLeak(isCanary: Bool, at begin: Int) {
        let end = heldStart + held.count
        note(
            isCanary ? "output.canary" : "output.prompt-overlap",
            isCanary ? .critical : .high,
            isCanary
                ? "the canary of the system prompt" : "\(configuration.promptWordLimit) words of the system prompt",
            "The answer was cut before it.",
            at: min(begin, end)..<end
        )
    }

    /// Releases what no watch holds.
    private mutating func release(into output: inout [UInt8]) {
        let end = heldStart + held.count
        let pending = min(canary?.pendingStart ?? end, prompt?.pendingStart ?? end, end)
        let margin = canary == nil ? 0 : Self.margin
        pass(max(0, pending - margin - heldStart), into: &output)
    }

    private mutating func cut(before begin: Int, into output: inout [UInt8]) {
        isCut = true
        var end = min(max(begin, heldStart), heldStart + held.count)
        let floor = max(heldStart, end - Self.margin)
        while end > floor, TextByte.isAlphanumeric(held[end - heldStart - 1]) { end -= 1 }
        pass(end - heldStart, into: &output)
        endParts(into: &output)
        held = []
        if let lastShown, !TextByte.isSpace(lastShown) { output.append(32) }
        output += Array(configuration.notice.utf8)
    }

    // MARK: Parts

    private mutating func pass(_ count: Int, into output: inout [UInt8]) {
        guard count > 0 else { return }
        for byte in held[..<count] where segments.receive(byte) {
            part(segments.take(), into: &output)
        }
        held.removeFirst(count)
        heldStart += count
    }

    private mutating func endParts(into output: inout [UInt8]) {
        part(segments.pending, into: &output)
        segments = AnswerSegments()
        let closing = markup.finish()
        lastShown = closing.last ?? lastShown
        output += closing
    }

    private mutating func part(_ part: [UInt8], into output: inout [UInt8]) {
        guard !part.isEmpty else { return }
        var text = redacted(part)
        if configuration.rendering == .markdown {
            text = markup.guarded(text)
            for address in markup.takeRefused() {
                note("output.address", .medium, address, "Allow its host if answers may link there.")
            }
        }
        releasedCount += part.count
        context = Array((context + part).suffix(Self.contextLength))
        lastShown = text.last ?? lastShown
        output += text
    }

    private mutating func redacted(_ part: [UInt8]) -> [UInt8] {
        let shift = context.count
        let matches = scanner.matches(in: context + part).filter { $0.range.lowerBound >= shift }
        guard !matches.isEmpty else { return part }
        var result: [UInt8] = []
        var position = 0
        for match in matches {
            let range = (match.range.lowerBound - shift)..<(match.range.upperBound - shift)
            let place = (releasedCount + range.lowerBound)..<(releasedCount + range.upperBound)
            let isRedacted = configuration.redactedTypes.contains(match.type)
            if match.type != .url || isRedacted {
                var finding = match.finding
                finding.range = place
                if isRedacted { finding.remedy = "It was replaced in what is shown." }
                if noted.count < Self.findingLimit { noted.append(finding) }
            }
            guard isRedacted else { continue }
            result += part[position..<range.lowerBound]
            result += Array("[\(match.type.label)]".utf8)
            position = range.upperBound
        }
        return result + part[position...]
    }

    private mutating func note(_ rule: String, _ severity: Finding.Severity, _ evidence: String, _ remedy: String) {
        note(rule, severity, evidence, remedy, at: nil)
    }

    private mutating func note(
        _ rule: String,
        _ severity: Finding.Severity,
        _ evidence: String,
        _ remedy: String,
        at range: Range<Int>?
    ) {
        guard noted.count < Self.findingLimit else { return }
        noted.append(
            Finding(
                rule: rule,
                layer: .output,
                range: range,
                severity: severity,
                score: 1,
                evidence: evidence,
                remedy: remedy
            )
        )
    }

    /// Control characters other than line breaks and tabs, direction overrides, and tag characters.
    private static func isRemoved(_ value: UInt32) -> Bool {
        switch value {
        case 9, 10, 13: false
        case 0..<32, 127...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
        default: false
        }
    }
}
