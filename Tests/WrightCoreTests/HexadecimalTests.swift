import Testing
import WrightCore

struct HexadecimalTests {
    @Test func writesTwoDigitsForEachByte() {
        #expect(Hexadecimal.digits(of: [0x00, 0x9A, 0xFF]) == Array("009aff".utf8))
        #expect(Hexadecimal.digits(of: [0x00, 0x9A, 0xFF], uppercase: true) == Array("009AFF".utf8))
        #expect(Hexadecimal.percentEncoded(0x2F) == Array("%2F".utf8))
    }

    @Test func readsWhatTheStandardLibraryReads() {
        for byte in UInt8.min...UInt8.max {
            let expected = byte < 0x80 ? UInt8(String(decoding: [byte], as: UTF8.self), radix: 16) : nil
            #expect(Hexadecimal.value(ofDigit: byte) == expected, "byte \(byte)")
        }
    }
}
