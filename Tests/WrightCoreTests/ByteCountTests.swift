import Testing
import WrightCore

struct ByteCountTests {
    @Test("writes a unit", arguments: [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (256 << 20, "256.0 MiB")])
    func writesUnit(value: Int, text: String) {
        #expect(ByteCount(value).description == text)
    }

    @Test func cutsStringsAtUTF8Offsets() {
        #expect("Grüße"[utf8: 2..<6] == "üß")
        #expect("abc"[utf8: 3..<3] == "")
    }

    @Test func ordersTrust() {
        #expect(TrustTier.external < .user && .user < .curated && .curated < TrustTier.operator)
    }

    @Test func repeatsRandomNumbers() {
        var first = SeededRandom(seed: 1)
        var second = SeededRandom(seed: 1)
        #expect((0..<5).map { _ in first.next() } == (0..<5).map { _ in second.next() })
        // The first number of SplitMix64 for seed 0, as published with the reference code.
        var zero = SeededRandom(seed: 0)
        #expect(zero.next() == 0xE220_A839_7B1D_CDAF)
    }

    @Test func mapsFilesAndSaysWhyNot() throws {
        #expect(throws: CoreError.self) { try MappedFile(path: "/nowhere/at/all") }
        #expect(throws: CoreError.self) { try MappedFile(path: "/") }
        #expect(try MappedFile(path: #filePath).bytes.count > 100)
    }
}
