internal import Testing
internal import WrightCore
internal import WrightDocuments

/// A document of random blocks in several scripts.
private func randomDocument(seed: UInt64) throws -> Document {
    var random = SeededRandom(seed: seed)
    let words = [
        "alpha", "β-test", "naïve", "日本語の文", "العربية", "👩‍👩‍👧‍👦", "e\u{301}te", "x", "Donaudampfschifffahrtsgesellschaft",
        "3.14",
        "end.", "So?", "कथा", "🇩🇪🇫🇷",
    ]
    var builder = DocumentBuilder(limits: ParsingLimits())
    for _ in 0..<Int.random(in: 1...20, using: &random) {
        let count = Int.random(in: 1...120, using: &random)
        let content = (0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            try builder.heading(content.prefix(6).joined(separator: " "), level: Int.random(in: 1...4, using: &random))
        case 1: try builder.listItem(content.joined(separator: " "), depth: Int.random(in: 0...3, using: &random))
        case 2: try builder.table(content.map { [$0, "cell \($0)"] })
        case 3: try builder.code(content.joined(separator: Bool.random(using: &random) ? "\n" : "\n\n"))
        case 4: try builder.paragraph(content.joined())
        default: try builder.paragraph(content.joined(separator: " "))
        }
    }
    return builder.finish(source: DocumentSource(uri: "r", bytes: []), mediaType: .plainText)
}

private let chunkers: [any Chunker] = [
    StructureChunker(), StructureChunker(size: ChunkSize(targetTokenCount: 30)), SentenceChunker(),
    SentenceChunker(size: ChunkSize(targetTokenCount: 16)), FixedChunker(tokenCount: 40, overlapTokenCount: 15),
    FixedChunker(tokenCount: 10), ParentChildChunker(),
    ParentChildChunker(childSize: ChunkSize(targetTokenCount: 20), parentSize: ChunkSize(targetTokenCount: 90)),
]

private func maximum(of chunker: any Chunker) -> Int {
    switch chunker {
    case let chunker as StructureChunker: chunker.size.maximumTokenCount
    case let chunker as SentenceChunker: chunker.size.maximumTokenCount
    case let chunker as FixedChunker: chunker.tokenCount
    case let chunker as ParentChildChunker: chunker.childSize.maximumTokenCount
    default: 0
    }
}

@Suite struct ChunkerTests {
    @Test("keeps its promises on random documents", arguments: chunkers.indices)
    func keepsPromises(index: Int) throws {
        let chunker = chunkers[index]
        for seed in UInt64(0)..<60 {
            let document = try randomDocument(seed: seed)
            let bytes = Array(document.text.utf8)
            var isCovered = Array(repeating: false, count: bytes.count)
            var last = -1
            for chunk in chunker.chunks(of: document) {
                #expect(String(document.text[utf8: chunk.range]) == chunk.text, "seed \(seed)")
                #expect(chunk.range.lowerBound > last, "seed \(seed)")
                last = chunk.range.lowerBound
                for offset in chunk.range { isCovered[offset] = true }
                let start = document.text.utf8.index(document.text.startIndex, offsetBy: chunk.range.lowerBound)
                #expect(start.samePosition(in: document.text) != nil, "not between characters, seed \(seed)")
                let isSingle = chunk.text.count == 1
                #expect(chunk.tokenCount <= maximum(of: chunker) || isSingle, "\(chunk.tokenCount), seed \(seed)")
                if let parent = chunk.parentRange { #expect(parent.clamped(to: chunk.range) == chunk.range) }
            }
            for offset in bytes.indices where !isCovered[offset] { #expect(bytes[offset] <= 32, "seed \(seed)") }
        }
    }

    @Test func givesNothingForAnEmptyDocument() throws {
        let empty = DocumentBuilder(limits: ParsingLimits())
            .finish(
                source: DocumentSource(uri: "e", bytes: []),
                mediaType: .plainText
            )
        for chunker in chunkers { #expect(chunker.chunks(of: empty).isEmpty) }
    }

    @Test("cuts words that the tokenizer takes for one unknown token", arguments: ChunkerKind.allCases)
    func cutsWordsThatAreTooLong(kind: ChunkerKind) throws {
        let chunker = kind.chunker { $0.split { $0 == " " || $0 == "\n" }.count }
        let words = [String(repeating: "x", count: 100_000), String(repeating: "ไทย", count: 20_000)]
        let document = try TestData.parse("Before.\n\n\(words[0])\n\nA \(words[1]) within.", name: "a.txt")
        let chunks = chunker.chunks(of: document)
        #expect(chunks.allSatisfy { $0.range.count <= 1 << 12 })
        #expect(chunks.last?.text.hasSuffix("within.") == true)
    }

    @Test func countsOrdinaryWordsAsTheTokenizerDoes() throws {
        let german = String(repeating: "Donaudampfschifffahrtsgesellschaft, ", count: 40)
        let chinese = String(repeating: "日本語、", count: 20)
        let document = try TestData.parse(german + "\n\n" + chinese, name: "a.txt")
        let chunks = StructureChunker { $0.utf8.count / 100 }.chunks(of: document)
        #expect(chunks.reduce(0) { $0 + $1.tokenCount } == (german.utf8.count - 1) / 100 + chinese.utf8.count / 100)
    }

    @Test func keepsHeadingWithWhatFollowsAndSectionsApart() throws {
        let words = Array(repeating: "word", count: 90).joined(separator: " ")
        let document = try TestData.parse(
            "# A\n\n\(words)\n\n## B\n\n\(words)\n\n\(words)\n\n## C\n\n\(words)",
            name: "a.md"
        )
        let chunks = StructureChunker(size: ChunkSize(targetTokenCount: 120)).chunks(of: document)
        #expect(chunks.map { $0.text.split(separator: "\n").first.map(String.init) } == ["A", "B", words, "C"])
        #expect(chunks.map(\.headingPath) == [["A"], ["A", "B"], ["A", "B"], ["A", "C"]])
    }

    @Test func mergesTinySections() throws {
        let document = try TestData.parse("# A\n\none\n\n# B\n\ntwo\n\n# C\n\nthree", name: "a.md")
        let chunks = StructureChunker().chunks(of: document)
        #expect(chunks.count == 1)
        #expect(chunks.first?.headingPath == [])
    }

    @Test func cutsTablesBetweenRowsAndCodeBetweenLines() throws {
        var rows = "name,age,town\n"
        for index in 0..<300 { rows += "person \(index),\(index),town \(index)\n" }
        let table = try TestData.parse(rows, name: "t.csv")
        for chunk in StructureChunker().chunks(of: table) {
            #expect(chunk.text.split(separator: "\n").allSatisfy { $0.split(separator: "|").count == 3 })
        }
        let line = "let value = compute(first, second, third)"
        let code = try TestData.parse(Array(repeating: line, count: 200).joined(separator: "\n"), name: "a.swift")
        for chunk in StructureChunker().chunks(of: code) {
            #expect(chunk.text.split(separator: "\n").allSatisfy { $0 == line })
        }
    }

    @Test func cutsLongParagraphsBetweenSentences() throws {
        let sentence = "The quick brown fox jumps over the lazy dog near the old river bank."
        let document = try TestData.parse(Array(repeating: sentence, count: 60).joined(separator: " "), name: "a.txt")
        let chunks = StructureChunker().chunks(of: document)
        #expect(chunks.count >= 4)
        #expect(chunks.allSatisfy { $0.text.hasSuffix(".") && $0.text.hasPrefix("The") })
    }

    @Test func overlapsFixedWindows() throws {
        let text = (0..<100).map { "w\($0)" }.joined(separator: " ")
        let document = try TestData.parse(text, name: "a.txt")
        let chunks = FixedChunker(tokenCount: 20, overlapTokenCount: 5).chunks(of: document)
        #expect(chunks[0].text.hasSuffix("w19") && chunks[1].text.hasPrefix("w15 "))
        #expect(chunks.last?.text.hasSuffix("w99") == true)
    }

    @Test func putsChildrenIntoLargerParents() throws {
        let sentence = "The quick brown fox jumps over the lazy dog near the old river bank."
        let text = Array(repeating: Array(repeating: sentence, count: 5).joined(separator: " "), count: 40)
        let document = try TestData.parse(text.joined(separator: "\n\n"), name: "a.txt")
        let chunks = ParentChildChunker().chunks(of: document)
        let parents = Set(chunks.compactMap(\.parentRange))
        #expect(chunks.allSatisfy { $0.parentRange != nil })
        #expect(parents.count > 1 && parents.count * 3 < chunks.count)
    }

    @Test func namesEveryKindAndSettingInFingerprints() {
        #expect(
            ChunkerKind.allCases.map { $0.chunker().fingerprint } == [
                "structure/200-240-50", "sentence/200-240-50", "fixed/200-0", "parentChild/80-96-20/600-720-150",
            ]
        )
        #expect(ChunkerKind.allCases.allSatisfy { $0.chunker().name == $0.rawValue })
    }

    @Test("estimates tokens", arguments: [("", 0), ("Hello, world!", 4), ("日本語", 3), ("internationalisation", 4)])
    func estimatesTokens(text: String, count: Int) {
        #expect(ApproximateTokens.count(text[...]) == count)
    }
}
