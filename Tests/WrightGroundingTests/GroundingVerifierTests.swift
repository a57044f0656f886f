import Testing
import WrightCore
import WrightGrounding
import WrightModel

@Suite struct GroundingVerifierTests {
    private let verifier = GroundingVerifier()
    private let context = """
        The Kestrel bridge opened in 1931. It was designed by Maria Holt and carries about 40,000 vehicles a day. The \
        toll was abolished in 1968, and the bridge is not open to lorries.
        """

    private func support(_ response: String) throws -> Double {
        try #require(verifier.report(on: response, context: context).support)
    }

    @Test func `a verbatim sentence has the most support`() throws {
        let verbatim = try support("The Kestrel bridge opened in 1931.")
        #expect(verbatim > 0.7)
        let changed = [
            "The Kestrel bridge opened in 1958.", "The Kestrel bridge closed in 1931.",
            "The Kestrel bridge did not open in 1931.",
        ]
        for response in changed {
            let less = try support(response)
            #expect(less < verbatim, "\(response)")
        }
        let foreign = try support("Penguins sleep standing up in cold weather.")
        #expect(foreign < 0.4)
    }

    @Test(arguments: [
        ("Passwords do not expire, but they must be long.", "Passwords expire."),
        ("The drug is not approved for children under twelve.", "The drug is approved for children."),
        ("The deadline may not be extended.", "The deadline may be extended."),
        ("The fee isn't refunded after a month.", "The fee is refunded after a month."),
        ("No refunds are given for used tickets.", "Refunds are given for used tickets."),
        ("Staff can never work from abroad.", "Staff can work from abroad."),
    ])
    func `a sentence that leaves a "not" out is not supported`(context: String, response: String) throws {
        let support = try #require(verifier.report(on: response, context: context).support)
        #expect(support < 0.3, "\(response)")
    }

    @Test(arguments: [
        ("The deadline may not only be extended but also moved.", "The deadline may be extended."),
        ("The fee, which does not include tax, is paid in May.", "The fee is paid in May."),
        ("The old rule was not kept. The new rule is kept by all staff.", "The new rule is kept by all staff."),
        ("The office is not in Rome but in Turin.", "The office is in Turin."),
    ])
    func `a "not" that belongs elsewhere costs nothing`(context: String, response: String) throws {
        let support = try #require(verifier.report(on: response, context: context).support)
        #expect(support > 0.3, "\(response)")
    }

    @Test func `words that the context does not hold are named, with their place`() {
        let response = "The bridge was designed by Peter Lang in 1931."
        let report = verifier.report(on: response, context: context)
        let words = report.sentences.flatMap(\.unsupported)
        #expect(words.map(\.text) == ["Peter", "Lang"])
        for word in words {
            #expect(Array(response.utf8)[word.range].elementsEqual(word.text.utf8))
        }
    }

    @Test func `numbers written otherwise are the same numbers`() {
        let report = verifier.report(on: "It carries 40000 vehicles.", context: context)
        #expect(report.sentences.flatMap(\.unsupported) == [])
        let joined = verifier.report(on: "It starts at 6.15 pm.", context: "It starts at 6.15pm.")
        #expect(!joined.sentences.flatMap(\.unsupported).map(\.text).contains("6.15"))
        let decade = verifier.report(on: "It is of 1960.", context: "It is of the 1960s.")
        #expect(decade.sentences.flatMap(\.unsupported).map(\.text) == ["1960"])
        let spelled = verifier.report(on: "There were seven arches.", context: "It has 7 arches.")
        #expect(spelled.sentences.flatMap(\.unsupported) == [])
    }

    @Test func `sentences are judged one by one, and ranges cut them out of the response`() throws {
        let response = "The toll was abolished in 1968. The architect was a famous Danish sculptor named Olsen."
        let report = verifier.report(on: response, context: context)
        try #require(report.sentences.count == 2)
        #expect(report.sentences[0].support > report.sentences[1].support + 0.3)
        #expect(Array(response.utf8)[report.sentences[0].range].first == UInt8(ascii: "T"))
        let whole = try #require(report.support)
        #expect(whole < report.sentences[0].support)
    }

    @Test func `texts in lower case and texts cut into words have sentences too`() throws {
        let cut = "the toll was abolished in 1968 . maria holt painted no. 7 of the arches !"
        let plain = "the toll was abolished in 1968. mr. holt designed the bridge. it opened in 1931."
        for (response, count) in [(cut, 2), (plain, 3), ("The U.S. Toll was abolished .", 1), (" . . the toll", 1)] {
            let sentences = verifier.report(on: response, context: context).sentences
            #expect(sentences.count == count, "\(response)")
            let bytes = Array(response.utf8)
            for sentence in sentences {
                #expect(bytes[sentence.range].first != UInt8(ascii: " "))
                #expect(bytes[sentence.range].last != UInt8(ascii: " "))
            }
        }
        let cutSentences = verifier.report(on: cut, context: context).sentences
        #expect(try #require(cutSentences.first).support > #require(cutSentences.last).support + 0.2)
    }

    @Test func `a word changed in its place lowers the support`() throws {
        let verbatim = try support("It was designed by Maria Holt and carries about 40,000 vehicles a day.")
        let changed = [
            "It was designed by Maria Holt and carries about 1968 vehicles a day.",
            "It was not designed by Maria Holt and carries about 40,000 vehicles a day.",
            "It was designed by Maria Holt and carries about 40,000 vehicles a week.",
        ]
        for response in changed {
            let less = try support(response)
            #expect(less < verbatim, "\(response)")
        }
    }

    @Test func `a response without words is not measured`() {
        for response in ["", "  \n", "!?…"] {
            #expect(verifier.report(on: response, context: context).support == nil)
        }
    }

    @Test func `an empty context supports nothing`() throws {
        let support = try #require(verifier.report(on: "The bridge opened in 1931.", context: "").support)
        #expect(support < 0.3)
    }

    @Test func `the contract answers as the report does`() async throws {
        let span = try await verifier.support(of: "The toll was abolished in 1970.", in: context)
        #expect(span.unsupportedWords == ["1970"])
        #expect(span.support == verifier.report(on: "The toll was abolished in 1970.", context: context).support)
    }

    @Test func `hostile texts end, and probabilities stay probabilities`() throws {
        let texts = [
            String(repeating: "a ", count: 20000), String(repeating: "no.", count: 5000), "\u{0}\u{FFFD}",
            String(repeating: "1", count: 10000), "’’’s s’ n't 'nt", "漢字かな交じり文。ไทยไม่มีเว้นวรรค",
        ]
        for response in texts {
            for context in texts {
                guard let support = verifier.report(on: response, context: context).support else { continue }
                #expect((0...1).contains(support))
            }
        }
    }
}
