internal import Testing
internal import WrightCore
internal import WrightGuard

@Suite struct PersonalDataRedactionTests {
    private static let text =
        "Ärger? ann@example.org, +44 20 7946 0958, https://example.org, key sk-ant-api03-NqVwYS81VP7Hb1DX8pPd5khxE3pyIgKp"
        + "aUnArl63XykWZeiNNCiia3anXn9k3ksu9mI4ROnl89Sm995y"

    @Test func masksWithAsManyBytes() {
        let redaction = PersonalDataRedaction(types: [.email, .phone])
        let masked = redaction.masked(Self.text)
        #expect(masked.utf8.count == Self.text.utf8.count)
        #expect(masked.hasPrefix("Ärger? [EMAIL********], [PHONE*********], https://example.org, key sk-ant"))
        #expect(redaction.redacted(Self.text).hasPrefix("Ärger? [EMAIL], [PHONE], https://example.org"))
        #expect(PersonalDataRedaction(types: [.ip]).masked("ping 10.1.2.3 now") == "ping [IP****] now")
        #expect(
            PersonalDataRedaction(types: []).isEmpty && PersonalDataRedaction(types: []).masked("a@b.cd") == "a@b.cd"
        )
        #expect(PersonalDataRedaction(types: [.email]).masked("to a@b.cd.") == "to ******.")
    }

    @Test func keepsLengthsWhateverTheTextIs() {
        let redaction = PersonalDataRedaction(types: PersonalDataType.redactedByDefault)
        let pieces = [
            "a@b.cd", "＋４４ ２０ ７９４６ ０９５８", "٠١٢٣٤٥٦٧٨٩", "é", "日本語", "4111 1111 1111 1111", " ", "\n",
            "password: hunter2hunter", "😀",
        ]
        var random = SeededRandom(seed: 9)
        for _ in 0..<300 {
            let text = (0..<8).map { _ in pieces.randomElement(using: &random) ?? "" }.joined(separator: " ")
            #expect(redaction.masked(text).utf8.count == text.utf8.count, "\(text)")
        }
    }

    @Test func tracesNeverHoldSecretsWhateverThePolicySays() throws {
        let lax = try GuardPolicy(parsing: "extends: none\ndryRun: true\n", name: "lax")
        let redaction = PersonalDataRedaction(policy: lax, place: .trace)
        #expect(redaction.types == PersonalDataType.secrets)
        #expect(!redaction.redacted(Self.text).contains("sk-ant"))
        #expect(PersonalDataRedaction(policy: lax, place: .ingestion).isEmpty)
        let standard = PersonalDataRedaction(policy: .standard, place: .trace)
        #expect(standard.types == PersonalDataType.redactedByDefault)
        #expect(PersonalDataRedaction(policy: .standard, place: .ingestion).isEmpty)
    }
}
