import Testing
import WrightCore

struct JSONValueTests {
    @Test(
        "reads every kind of value",
        arguments: [
            ("null", JSONValue.null), ("true", .bool(true)), (" false ", .bool(false)), ("-12", .int(-12)),
            ("1.5e2", .double(150)), ("0", .int(0)), ("\"a\\u00e9\\n\"", .string("aé\n")),
            ("\"\\ud83d\\ude00\"", .string("😀")), ("\"\\ud83d x\"", .string("\u{FFFD} x")),
            ("[1,[],{}]", .array([.int(1), .array([]), .object([])])),
            ("{\"b\":1,\"a\":2}", .object([.init("b", 1), .init("a", 2)])),
            ("\u{FEFF}[]", .array([])), ("12345678901234567168", .double(12_345_678_901_234_567_168)),
        ]
    )
    func readsValues(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test(
        "refuses what is not JSON",
        arguments: [
            "", " ", "{", "[1,]", "{\"a\"}", "{a:1}", "01", "1.", ".5", "+1", "nul", "\"\u{01}\"", "\"abc", "\"\\x\"",
            "[1] 2", "1e999", "\"\\u12\"", "{\"a\":1,}", "-", "[1 2]",
        ]
    )
    func refusesOthers(text: String) {
        #expect(throws: CoreError.self) { try JSONValue(parsing: text) }
    }

    @Test("bytes that are not UTF-8 are repaired, or refused where that is asked for", arguments: ["", "\\n"])
    func refusesOtherEncodings(escape: String) throws {
        let bytes = Array("[\"caf".utf8) + [0xE9] + Array("\(escape)\"]".utf8)
        let repaired = try JSONValue(parsing: bytes)
        #expect(repaired.array?.first?.string?.hasPrefix("caf\u{FFFD}") == true)
        let error = #expect(throws: CoreError.self) { try JSONValue(parsing: bytes, requiresUTF8: true) }
        #expect(error?.code == .notUTF8 && error?.message == "The string at byte 2 is not UTF-8.")
        let sound = Array("[\"café\(escape)\"]".utf8)
        #expect(try JSONValue(parsing: sound, requiresUTF8: true) == JSONValue(parsing: sound))
    }

    @Test func stopsAtTheDepthLimit() throws {
        let deep = String(repeating: "[", count: 100_000)
        let error = #expect(throws: CoreError.self) { try JSONValue(parsing: deep) }
        #expect(error?.message.contains("more than 128 values inside one another") == true)
        let allowed = String(repeating: "[", count: 5) + String(repeating: "]", count: 5)
        #expect(throws: Never.self) { try JSONValue(parsing: allowed, depthLimit: 5) }
        #expect(throws: CoreError.self) { try JSONValue(parsing: allowed, depthLimit: 4) }
    }

    @Test func writesWhatItReads() throws {
        let value: JSONValue = ["a": [1, 2.5, "x\"\\\n\u{7}é😀", nil, true], "empty": [:], "none": []]
        #expect(try JSONValue(parsing: value.text()) == value)
        #expect(try JSONValue(parsing: value.text(indented: true)) == value)
        #expect(value.text() == #"{"a":[1,2.5,"x\"\\\n\u0007é😀",null,true],"empty":{},"none":[]}"#)
    }

    @Test func survivesMutatedInput() throws {
        let seed = Array(#"{"a":[1,2.5e3,"x\u00e9\ud83d\ude00",null,true,{"b":{}}],"c":"é"}"#.utf8)
        var random = SeededRandom(seed: 7)
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            #expect(try JSONValue(parsing: value.text()) == value)
        }
    }

    @Test func givesTheLastOfTwoMembersOfOneName() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#)["a"]?.int == 2)
    }
}
