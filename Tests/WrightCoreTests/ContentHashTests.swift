import Testing
import WrightCore

struct ContentHashTests {
    @Test func agreesWithThePublishedDigest() {
        // FIPS 180-4, the example "abc".
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(ContentHash(of: "abc").description == expected)
        var hasher = ContentHash.Hasher()
        hasher.update("a")
        hasher.update([UInt8(ascii: "b"), UInt8(ascii: "c")])
        #expect(hasher.finalize() == ContentHash(of: "abc"))
    }

    @Test func readsBackItsHexadecimalForm() {
        let hash = ContentHash(of: "text")
        #expect(ContentHash(hexadecimal: hash.description) == hash)
        #expect(ContentHash(hexadecimal: hash.description.uppercased()) == hash)
        #expect(ContentHash(hexadecimal: String(hash.description.dropLast())) == nil)
        #expect(ContentHash(hexadecimal: String(repeating: "g", count: 64)) == nil)
        #expect(ContentHash(digest: hash.bytes) == hash)
        #expect(ContentHash(digest: [1, 2, 3]) == nil)
    }
}
