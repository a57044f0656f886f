internal import Testing
internal import WrightCore
internal import WrightGuard
internal import WrightModel

/// Keys are made while the test runs: written out they would set off scanners of repositories.
@Suite struct SecretScanningTests {
    private func characters(_ count: Int, of alphabet: String, seed: UInt64) -> String {
        var random = SeededRandom(seed: seed)
        let alphabet = Array(alphabet)
        return String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
    }

    private static let mixed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    private static let hexadecimal = "0123456789abcdef"

    private func values(_ text: String) -> [String] {
        PersonalDataScanner(types: PersonalDataType.secrets).matches(in: text)
            .map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) }
    }

    @Test(
        "finds keys by prefix, length and irregularity",
        arguments: [
            ("AKI" + "A", 16, upper), ("gh" + "p_", 36, mixed), ("github" + "_pat_", 82, mixed),
            ("gl" + "pat-", 20, mixed),
            ("xo" + "xb-", 50, mixed), ("sk_" + "live_", 24, mixed), ("AI" + "za", 35, mixed),
            ("sk-" + "proj-", 60, mixed),
            ("sk-" + "ant-api03-", 90, mixed), ("npm" + "_", 36, mixed), ("py" + "pi-AgEIcHlwaS5vcmc", 100, mixed),
            ("S" + "K", 32, hexadecimal), ("h" + "f_", 34, mixed), ("dop" + "_v1_", 64, hexadecimal),
        ]
    )
    func prefixes(prefix: String, count: Int, alphabet: String) {
        for seed in 0..<20 {
            let key = prefix + characters(count, of: alphabet, seed: UInt64(seed))
            #expect(values("use \(key) here") == [key])
            #expect(values("KEY=\"\(key)\"") == [key])
        }
        #expect(values("use \(prefix)your-key-here-xxxxxxxxxxxxxxxxxxxx now") == [])
        #expect(values("use \(prefix)\(String(repeating: "a", count: count))") == [])
    }

    @Test func findsKeysWithDotsInThem() {
        let key = "SG" + "." + characters(22, of: Self.mixed, seed: 1) + "." + characters(43, of: Self.mixed, seed: 2)
        #expect(values("key \(key).") == [key])
    }

    @Test func findsSignedTokensByTheirHeader() {
        let header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
        let token = header + ".eyJzdWIiOiIxMjM0In0." + characters(43, of: Self.mixed, seed: 3)
        #expect(values("Authorization: Bearer \(token)") == [token])
        #expect(values("eyJhIjoxfQ.eyJiIjoyfQ." + characters(43, of: Self.mixed, seed: 3)) == [])
    }

    @Test func findsPrivateKeysWhole() {
        let body = (0..<4).map { characters(64, of: Self.mixed, seed: $0) }.joined(separator: "\n")
        let key = "-----BEGIN RSA PRIVATE" + " KEY-----\n\(body)\n-----END RSA PRIVATE KEY-----"
        #expect(values("a\n\(key)\nb") == [key])
        let escaped = key.replacing("\n", with: "\\n")
        #expect(values("\"\(escaped)\"") == [escaped])
        #expect(values("-----BEGIN PUBLIC" + " KEY-----\n\(body)\n-----END PUBLIC KEY-----") == [])
        #expect(values("The line -----BEGIN PRIVATE" + " KEY----- begins a key.") == [])
    }

    @Test func findsValuesThatNamesPromise() {
        let value = characters(32, of: Self.mixed, seed: 9)
        for text in [
            "api_key: \(value)", "apiKey = \"\(value)\"", "export SECRET_KEY=\(value)",
            "{\"client_secret\": \"\(value)\"}",
            "AccountName=x;AccountKey=\(value);End", "access-token: '\(value)'", "Authorization: Basic \(value)",
        ] {
            #expect(values(text) == [value], "\(text)")
        }
        #expect(values("password: hunter2!X") == ["hunter2!X"])
        #expect(values("\"password\": \"s3cr3tive\"") == ["s3cr3tive"])
        #expect(values("postgres://app:s3cr3tive@db.example/x") == ["s3cr3tive"])
    }

    @Test(
        "leaves code and prose about secrets",
        arguments: [
            "password = getpass.getpass()", "token = tokenizer.next_token2()", "api_key = os.environ[\"API_KEY\"]",
            "password: please enter your password", "secret = settings.SECRET_KEY2", "api_key=<your-key>",
            "password=${DB_PASSWORD}", "token: string;", "const apiKey = process.env.KEY_2;", "password: ********",
            "The password is required.", "max_token = 16000", "token_count: 12345678901234567890", "Password: changeme",
            "secretKey: { type: String }", "let password = \"password\"", "sk-learn and sk-image", "eyJ is a prefix",
            "the api_key: see the documentation of version 2", "https://user:password@example.org/",
            "password = hash(password2)", "if token == lastToken2 { }",
        ]
    )
    func ordinaryText(text: String) {
        #expect(values(text) == [])
    }

    @Test func neverShowsASecret() {
        let value = characters(32, of: Self.mixed, seed: 5)
        let finding = PersonalDataScanner().findings(in: "api_key=\(value)").first
        #expect(finding?.severity == .high)
        #expect(finding?.evidence.contains(value.prefix(4)) == false)
    }
}
