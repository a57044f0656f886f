import Testing
import WrightCore

struct FNV1aTests {
    @Test(
        "agrees with the published values",
        arguments: [("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8)]
            as [(String, UInt64)]
    )
    func publishedValues(text: String, hash: UInt64) {
        #expect(FNV1a.hash(of: text.utf8) == hash)
    }

    @Test func isHashedStepByStep() {
        var hash = FNV1a.hash(of: "foo".utf8)
        for byte in "ba".utf8 { hash = FNV1a.hash(hash, adding: byte) }
        #expect(FNV1a.hash(of: "r".utf8, from: hash) == FNV1a.hash(of: "foobar".utf8))
    }
}
