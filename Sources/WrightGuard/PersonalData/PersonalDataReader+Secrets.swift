// Source: the prefixes and lengths that services document for their keys. A prefix alone is not enough: what follows
// must be as long as the service makes it and as irregular as random text, so that `sk-your-key-here` stays.
internal import WrightCore

/// The form of a service's keys.
private struct KeyForm {
    let prefix: [UInt8]
    /// Characters after the prefix.
    let lengths: ClosedRange<Int>
    let name: String

    init(_ prefix: String, _ lengths: ClosedRange<Int>, _ name: String) {
        self.prefix = Array(prefix.utf8)
        self.lengths = lengths
        self.name = name
    }

    /// Longer prefixes stand before those that they begin with.
    static let all: [KeyForm] = [
        KeyForm("AKIA", 16...16, "aws-access-key"), KeyForm("ASIA", 16...16, "aws-access-key"),
        KeyForm("AIza", 35...35, "google-api-key"), KeyForm("AC", 32...32, "twilio-account"),
        KeyForm("SK", 32...32, "twilio-key"), KeyForm("SG.", 60...70, "sendgrid-key"),
        KeyForm("dckr_pat_", 20...60, "docker-token"), KeyForm("dop_v1_", 64...64, "digitalocean-token"),
        KeyForm("dp.pt.", 40...48, "doppler-token"), KeyForm("EAAG", 80...400, "facebook-token"),
        KeyForm("ghp_", 36...40, "github-token"), KeyForm("gho_", 36...40, "github-token"),
        KeyForm("ghu_", 36...40, "github-token"), KeyForm("ghs_", 36...40, "github-token"),
        KeyForm("ghr_", 36...80, "github-token"), KeyForm("github_pat_", 60...100, "github-token"),
        KeyForm("glpat-", 20...60, "gitlab-token"), KeyForm("gldt-", 20...60, "gitlab-token"),
        KeyForm("glrt-", 20...60, "gitlab-token"), KeyForm("gsk_", 40...60, "groq-key"),
        KeyForm("GOCSPX-", 28...28, "google-client-secret"), KeyForm("hf_", 30...40, "hugging-face-token"),
        KeyForm("hvs.", 24...120, "vault-token"), KeyForm("lin_api_", 32...48, "linear-key"),
        KeyForm("npm_", 36...36, "npm-token"), KeyForm("pypi-", 50...250, "pypi-token"),
        KeyForm("rk_live_", 20...110, "stripe-key"), KeyForm("sk_live_", 20...110, "stripe-key"),
        KeyForm("sk_test_", 20...110, "stripe-key"), KeyForm("rk_test_", 20...110, "stripe-key"),
        KeyForm("whsec_", 24...64, "stripe-webhook-secret"), KeyForm("sk-ant-", 40...140, "anthropic-key"),
        KeyForm("sk-proj-", 40...200, "openai-key"), KeyForm("sk-svcacct-", 40...200, "openai-key"),
        KeyForm("sk-or-v1-", 64...64, "openrouter-key"), KeyForm("sk-", 32...64, "openai-key"),
        KeyForm("shpat_", 32...32, "shopify-token"), KeyForm("shpss_", 32...32, "shopify-secret"),
        KeyForm("sq0atp-", 22...22, "square-token"), KeyForm("xoxb-", 24...120, "slack-token"),
        KeyForm("xoxp-", 24...120, "slack-token"), KeyForm("xoxa-", 24...120, "slack-token"),
        KeyForm("xoxr-", 24...120, "slack-token"), KeyForm("xoxs-", 24...120, "slack-token"),
        KeyForm("xapp-", 40...160, "slack-token"), KeyForm("ya29.", 40...400, "google-access-token"),
        KeyForm("pk.eyJ", 60...200, "mapbox-token"), KeyForm("xai-", 60...100, "xai-key"),
        KeyForm("NRAK-", 27...27, "new-relic-key"), KeyForm("r8_", 37...40, "replicate-token"),
        KeyForm("PMAK-", 50...64, "postman-key"), KeyForm("AGE-SECRET-KEY-1", 58...58, "age-key"),
    ]

    static let byFirst: [[KeyForm]] = all.reduce(into: [[KeyForm]](repeating: [], count: 256)) { table, form in
        table[Int(form.prefix[0])].append(form)
    }
}

extension PersonalDataReader {
    /// Reads a key or a signed token that begins at a place.
    mutating func readSecret(at start: Int) -> Int? {
        if bytes[start] == UInt8(ascii: "e"), bytes.has("eyJ", at: start), let last = readWebToken(at: start) {
            return last
        }
        let before = bytes.byte(start - 1)
        guard before != 95, before != 45 else { return nil }
        for form in KeyForm.byFirst[Int(bytes[start])] {
            guard start + form.prefix.count + form.lengths.lowerBound <= bytes.count,
                form.prefix.indices.allSatisfy({ bytes[start + $0] == form.prefix[$0] })
            else { continue }
            let body = start + form.prefix.count
            let hasDots = form.prefix.contains(46)
            var end = bytes.end(from: body, limit: 410) {
                $0 < 0x80 && TextByte.isWord($0) || $0 == 45 || hasDots && $0 == 46
            }
            while end > body, bytes[end - 1] == 46 || bytes[end - 1] == 45 { end -= 1 }
            guard form.lengths.contains(end - body), isRandom(body..<end) else { continue }
            return add(.secret, start..<end, 0.97, form.name)
        }
        return nil
    }

    /// Three parts in base64url, the first of which is a JSON object with a member `alg`.
    private mutating func readWebToken(at start: Int) -> Int? {
        func isPart(_ byte: UInt8) -> Bool { byte < 0x80 && TextByte.isWord(byte) || byte == 45 }
        let head = bytes.end(from: start, limit: 2000, while: isPart)
        guard bytes.byte(head) == 46, bytes.has("eyJ", at: head + 1) else { return nil }
        let body = bytes.end(from: head + 1, limit: 16_000, while: isPart)
        guard body - head > 6, let decoded = Base64.decoded(bytes[start..<head]),
            let header = try? JSONValue(parsing: decoded, depthLimit: 8), header["alg"]?.string != nil
        else { return nil }
        var end = body
        if bytes.byte(body) == 46 { end = max(body, bytes.end(from: body + 1, limit: 4000, while: isPart)) }
        return add(.jwt, start..<end, 0.98)
    }

    /// Reads a private key in PEM form at a hyphen.
    mutating func readPrivateKey(at start: Int) -> Int {
        guard bytes.has("-----BEGIN ", at: start) else {
            let word = bytes.end(from: start, limit: 64) { $0 == 45 }
            return word
        }
        let titleEnd = bytes.end(from: start + 11, limit: 60) {
            TextByte.isUpper($0) || $0 == 32 || TextByte.isDigit($0)
        }
        let title = String(decoding: bytes[(start + 11)..<titleEnd], as: UTF8.self)
        guard title.hasSuffix("PRIVATE KEY") || title.hasSuffix("PRIVATE KEY BLOCK"), bytes.has("-----", at: titleEnd)
        else { return titleEnd }
        var position = titleEnd + 5
        // Escaped line breaks, as in JSON and environment files, belong to it.
        let limit = min(bytes.count, start + 20_000)
        while position < limit, !bytes.has("-----END ", at: position) {
            let byte = bytes[position]
            let isBody =
                TextByte.isAlphanumeric(byte) || TextByte.isSpace(byte)
                || [43, 47, 61, 92, 45, 58, 44, 46, 95].contains(byte)
            guard isBody else { break }
            position += 1
        }
        guard position - titleEnd > 24 else { return titleEnd }
        if bytes.has("-----END ", at: position) {
            let end = bytes.end(from: position + 9, limit: 60) { $0 != 45 && $0 != 10 }
            position = bytes.end(from: end, limit: 5) { $0 == 45 }
        }
        return add(.privateKey, start..<position, 0.99, title)
    }

    /// Whether characters are irregular: of more than one class, and spread as random ones are.
    func isRandom(_ range: Range<Int>) -> Bool {
        var counts = [Int](repeating: 0, count: 128)
        var classes: Set<Int> = []
        for byte in bytes[range] where byte < 128 {
            counts[Int(byte)] += 1
            classes.insert(TextByte.isDigit(byte) ? 0 : TextByte.isUpper(byte) ? 1 : TextByte.isLower(byte) ? 2 : 3)
        }
        let different = counts.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
        let highest = counts.max() ?? 0
        let isMixed =
            classes.contains(0) && (classes.contains(1) || classes.contains(2))
            || classes.contains(1) && classes.contains(2)
        let isUpper = classes == [1] && different >= 8
        return isMixed || isUpper
            ? different >= min(12, range.count / 2) && highest * 4 <= range.count + 4
                && !isPlaceholder(UnsafeBufferPointer(rebasing: bytes[range])) : false
    }

    /// Whether a value stands for one that is to be filled in: `<…>`, `${…}`, `xxxx`, `your-key`, `example`.
    func isPlaceholder(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = value.first, value.contains(where: { $0 != first }) else { return true }
        if [UInt8(ascii: "<"), UInt8(ascii: "$"), UInt8(ascii: "{"), UInt8(ascii: "%"), UInt8(ascii: "[")]
            .contains(first)
        {
            return true
        }
        let text = value.map(TextByte.lowered)
        return Self.placeholders.contains { part in
            guard part.count <= text.count else { return false }
            return (0...(text.count - part.count))
                .contains { start in text[start] == part[0] && text[start..<(start + part.count)].elementsEqual(part) }
        }
    }

    private static let placeholders = [
        "xxxx", "****", "....", "your", "example", "placeholder", "changeme", "redacted", "dummy", "insert", "todo",
        "123456789012345", "abcdefgh", "secret", "password", "token", "none", "null",
    ]
    .map { Array($0.utf8) }
}
