internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightDocuments

/// Changes valid input at random and looks whether every parser either refuses it or makes a document that holds together.
///
/// The seed is fixed, so a failure repeats. Input that once failed is kept in `FailCases/`.
@Suite struct FuzzTests {
    private static let corpus: [(name: String, text: String)] = [
        (
            "a.md",
            "---\ntitle: T\ntags: [a, b]\n---\n# H\n\n- a\n  - b\n\n> q\n\n|a|b|\n|-|-|\n|1|2|\n\n```\ncode\n```\n\n<div hidden>x</div> [l](u) ![i](u) `c` **b** [^1]\n\n[^1]: n\n\n@Comment {\n x\n}\n"
        ),
        (
            "a.html",
            "<!DOCTYPE html><html><head><title>T</title><style>.x{display:none}</style></head><body><div class=\"x\">h</div><main><h1>H</h1><p>One, two.</p><table><tr><th rowspan=2>a<td colspan=3>b</table><ul><li>x<ul><li>y</ul></ul><pre>z</pre><!-- c --></main></body></html>"
        ),
        (
            "b.html",
            "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><a/><p style=\"color:#fff;background:#fff\">x</p><svg><g/></svg></body></html>"
        ),
        ("a.csv", "a,b,c\n1,\"x \"\"y\"\"\nz\",3\n4,5,6\n"), ("a.tsv", "a\tb\n1\t2\n"),
        ("a.json", "{\"a\": [1, 2.5, \"x\\u00e9\"], \"b\": [{\"c\": 1}, {\"c\": 2}], \"d\": {\"e\": null}}"),
        ("a.jsonl", "{\"a\": 1}\n{\"b\": [1, 2]}\n"),
        (
            "a.eml",
            "From: =?utf-8?Q?a=C3=A9?= <a@b>\nTo: c\nSubject: =?big5?B?pOU=?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\nContent-Type: multipart/alternative; boundary=y\n\n--y\nContent-Type: text/plain; charset=koi8-r; format=flowed\nContent-Transfer-Encoding: base64\n\n8NLJ18XU\n--y\nContent-Type: text/html\n\n<p>x</p>\n--y--\n--x\nContent-Type: message/rfc822\n\nSubject: in\n\nbody\n--x\nContent-Disposition: attachment; filename*0*=utf-8''a%20; filename*1=b.csv\n\na,b\n--x--\n"
        ),
        ("a.txt", "Title\n=====\n\n- a\n- b\n\nText äöü 日本語 \u{200B}hidden\n\n= H =\n"),
        ("a.swift", "func a() {\n}\n\nstruct B {}\n"),
    ]

    @Test("survives changed input", .timeLimit(.minutes(1)), arguments: corpus.indices)
    func survives(index: Int) throws {
        let (name, text) = Self.corpus[index]
        let original = Array(text.utf8)
        var random = SeededRandom(seed: UInt64(index) &* 7919 &+ 1)
        for round in 0..<400 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<6, using: &random) { mutate(&bytes, using: &random) }
            try check(bytes, name: name, note: "\(name) round \(round)")
        }
    }

    @Test("survives random bytes", .timeLimit(.minutes(1)))
    func survivesNoise() throws {
        var random = SeededRandom(seed: 4711)
        for round in 0..<300 {
            let count = Int.random(in: 0..<600, using: &random)
            let low = UInt8.random(in: 0...160, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: low...255, using: &random) }
            try check(bytes, name: "noise.txt", note: "noise round \(round)")
        }
    }

    @Test("survives what once failed")
    func survivesFailCases() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("FailCases")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name != "README.md" {
            try check(TestData.fixture(name, folder: "FailCases"), name: name, note: name)
        }
    }

    private func check(_ bytes: [UInt8], name: String, note: String) throws {
        do throws(DocumentError) {
            let document = try DocumentParser().parse(DocumentSource(uri: name, bytes: bytes))
            #expect(TestData.problem(in: document) == nil, "\(note)")
            for chunk in StructureChunker(size: ChunkSize(targetTokenCount: 20)).chunks(of: document) {
                #expect(String(document.text[utf8: chunk.range]) == chunk.text, "\(note)")
            }
        } catch {
            #expect(!error.message.isEmpty, "\(note)")
        }
    }

    private func mutate(_ bytes: inout [UInt8], using random: inout SeededRandom) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let length = Int.random(in: 1...min(24, bytes.count - place), using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<(place + length))
        case 2:
            bytes.insert(
                contentsOf: bytes[place..<(place + length)],
                at: Int.random(in: 0...bytes.count, using: &random)
            )
        case 3: bytes.removeSubrange(place...)
        case 4:
            let piece = Array(bytes[place..<(place + length)])
            for _ in 0..<Int.random(in: 1...60, using: &random) { bytes.insert(contentsOf: piece, at: place) }
        case 5: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        default:
            let signs: [UInt8] = [
                0, 10, 13, 27, 34, 35, 38, 42, 45, 47, 58, 60, 61, 62, 64, 91, 92, 96, 123, 125, 0x80, 0xC3, 0xE2, 0xFF,
            ]
            bytes.insert(signs[Int.random(in: 0..<signs.count, using: &random)], at: place)
        }
    }
}
