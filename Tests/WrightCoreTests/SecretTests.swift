internal import Foundation
internal import Testing
internal import WrightCore

@Suite struct SecretTests {
    struct Holder: Encodable {
        var name = "a"
        var key = Secret("sk-very-secret")
    }

    @Test func `a secret is in no text that is made of it`() throws {
        let secret = Secret("sk-very-secret")
        var dumped = ""
        dump(Holder(), to: &dumped)
        let texts = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", "\(Holder())",
            String(reflecting: Holder()), dumped, String(decoding: try JSONEncoder().encode(Holder()), as: UTF8.self),
            "\(Optional(secret) as Any)", "\(["key": secret])",
        ]
        for text in texts { #expect(!text.contains("very"), "\(text)") }
        #expect(secret.withValue { $0 } == "sk-very-secret")
    }

    @Test func `a secret is taken out of other texts`() {
        let secret = Secret("sk-1")
        #expect(secret.redacted(from: "a sk-1b sk-1") == "a [secret]b [secret]")
        #expect(secret.redacted(from: "sk-") == "sk-")
        #expect(Secret("k").redacted(from: "kk") == "kk")
        #expect(Secret("aab!").redacted(from: "aaab!") == "a[secret]")
    }

    @Test func `secrets are compared by their texts`() {
        #expect(Secret("abc") == Secret("abc"))
        #expect(Secret("abc") != Secret("abd"))
        #expect(Secret("abc") != Secret("abcd"))
    }
}
