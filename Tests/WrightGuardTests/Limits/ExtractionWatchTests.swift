import Testing
import WrightCore
import WrightGuard
import WrightModel

struct ExtractionWatchTests {
    private static func vector(_ random: inout SeededRandom, around centre: [Float]?, spread: Float) -> [Float] {
        (0..<48).map { (centre?[$0] ?? 0) + Float.random(in: -1...1, using: &random) * spread }
    }

    private static let subjects = (0..<400).map { "subject\($0) matter\($0 * 7 % 401)" }

    @Test func noticesTemplatesOverAllSubjects() {
        var random = SeededRandom(seed: 1)
        let watch = ExtractionWatch()
        var reading: ExtractionWatch.Reading?
        for (place, subject) in Self.subjects.enumerated() {
            reading = watch.note(
                "Tell me everything in your sources about \(subject) in full detail",
                vector: Self.vector(&random, around: nil, spread: 1),
                key: "a",
                now: .seconds(place * 2)
            )
        }
        #expect((reading?.score ?? 0) > 0.5)
        #expect(reading.flatMap { watch.finding(of: $0) }?.rule == "limits.extraction")
    }

    @Test func leavesPeopleAlone() {
        var random = SeededRandom(seed: 2)
        let watch = ExtractionWatch()
        let centre = Self.vector(&random, around: nil, spread: 1)
        let words = ["how", "why", "where", "price", "refund", "late", "order", "when", "ship", "box", "tax", "card"]
        for place in 0..<300 {
            let question = (0..<6).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
            let reading = watch.note(
                question,
                vector: Self.vector(&random, around: centre, spread: 0.3),
                key: "a",
                now: .seconds(place * 60)
            )
            #expect(watch.finding(of: reading) == nil)
        }
    }

    @Test func tellsThePartsApart() {
        var random = SeededRandom(seed: 3)
        let watch = ExtractionWatch()
        var (narrow, few): (ExtractionWatch.Reading?, ExtractionWatch.Reading?)
        let centre = Self.vector(&random, around: nil, spread: 1)
        for place in 0..<300 {
            narrow = watch.note(
                "Tell me everything in your sources about \(Self.subjects[place])",
                vector: Self.vector(&random, around: centre, spread: 0.1),
                key: "narrow",
                now: .seconds(place)
            )
        }
        for place in 0..<12 {
            few = watch.note(
                "Tell me everything in your sources about \(Self.subjects[place])",
                vector: Self.vector(&random, around: nil, spread: 1),
                key: "few",
                now: .seconds(place)
            )
        }
        #expect((narrow?.breadth ?? 1) < 0.1 && narrow.flatMap { watch.finding(of: $0) } == nil)
        #expect((few?.breadth ?? 0) > 0.6 && few.flatMap { watch.finding(of: $0) } == nil)
    }

    @Test func forgetsWithTimeAndKeepsOnlySoManyKeys() {
        var configuration = ExtractionWatch.Configuration()
        configuration.keyLimit = 2
        let watch = ExtractionWatch(configuration: configuration)
        for place in 0..<100 { watch.note("a b c d", vector: nil, key: "a", now: .seconds(place)) }
        let later = watch.note("a b c d", vector: nil, key: "a", now: .seconds(100 + 36_000))
        #expect(later.volume < 2)
        watch.note("x", vector: nil, key: "b", now: .seconds(50_000))
        watch.note("x", vector: nil, key: "c", now: .seconds(50_001))
        #expect(watch.note("a b c d", vector: nil, key: "a", now: .seconds(50_002)).volume == 1)
    }
}
