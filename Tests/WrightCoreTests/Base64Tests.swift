import Testing
import WrightCore

struct Base64Tests {
    @Test(
        "agrees with RFC 4648, section 10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func publishedValues(text: String, encoded: String) {
        #expect(Base64.encoded(text.utf8) == Array(encoded.utf8))
        #expect(Base64.decoded(encoded.utf8) == Array(text.utf8))
        #expect(Base64.decoded(encoded.utf8.filter { $0 != UInt8(ascii: "=") }) == Array(text.utf8))
    }

    @Test func readsBothAlphabets() {
        #expect(Base64.encoded([0xFB, 0xFF]) == Array("+/8=".utf8))
        #expect(Base64.decoded("+/8".utf8) == [0xFB, 0xFF] && Base64.decoded("-_8".utf8) == [0xFB, 0xFF])
        #expect(Base64.decoded("Zm 9v".utf8) == nil && Base64.decoded("Zm9v!".utf8) == nil)
    }

    @Test func readsBackAllBytes() {
        let bytes = Array(UInt8.min...UInt8.max)
        for count in 0...bytes.count {
            #expect(Base64.decoded(Base64.encoded(bytes.prefix(count))) == Array(bytes.prefix(count)))
        }
    }
}
