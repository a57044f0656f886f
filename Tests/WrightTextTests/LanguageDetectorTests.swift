import Testing
import WrightText

@Suite struct LanguageDetectorTests {
    @Test(arguments: [
        ("en", "The committee was asked to look at the report before they voted on it, and it did so in two weeks."),
        (
            "de",
            "Der Ausschuss wurde gebeten, sich den Bericht anzusehen, bevor er darüber abstimmt, und das tat er auch."
        ),
        (
            "fr",
            "La commission a été priée de lire le rapport avant de voter, ce qu'elle a fait dans les deux semaines."
        ),
        (
            "es",
            "Se pidió al comité que leyera el informe antes de votar, y lo hizo en las dos semanas que tenía para ello."
        ),
        (
            "it",
            "Al comitato è stato chiesto di leggere la relazione prima del voto, e lo ha fatto nelle due settimane."
        ),
        (
            "pt",
            "A comissão foi convidada a ler o relatório antes de votar, e fez isso nas duas semanas que teve."
        ),
        (
            "nl",
            "De commissie werd gevraagd om het verslag te lezen voordat er gestemd werd, en dat deed zij in twee weken."
        ),
        (
            "sv",
            "Kommittén ombads att läsa rapporten innan den röstade, och det gjorde den på de två veckor som var kvar."
        ),
        (
            "da",
            "Udvalget blev bedt om at læse rapporten, før der skulle stemmes, og det gjorde de på de to uger, der var."
        ),
        (
            "no",
            "Utvalget ble bedt om å lese rapporten før de skulle stemme over den, og det gjorde de på to uker."
        ),
        (
            "fi",
            "Valiokuntaa pyydettiin lukemaan raportti ennen kuin siitä äänestetään, ja se teki niin, mutta ei tiedetty."
        ),
    ])
    func tellsTheLanguage(code: String, text: String) {
        #expect(LanguageDetector.dominantLanguage(of: [text]).code == code)
    }

    @Test func saysEnglishWhereNothingStandsOut() {
        for texts in [
            [], [""], ["Zürich"], ["12 34 56 78 90 12 34 56 78"], ["Он не знал, что это было, и не хотел знать."],
            ["Wikipedia Berlin Paris Madrid Roma Lisboa Amsterdam Stockholm Oslo Helsinki"],
            ["Bizottság kérték olvassa jelentést mielőtt szavaz róla két hétig tartott minden"],
        ] {
            #expect(LanguageDetector.dominantLanguage(of: texts) == .english, "\(texts)")
        }
    }

    @Test(arguments: ["en", "de", "es"]) func tellsTheLanguageOfABenchmark(code: String) throws {
        guard let url = BenchmarkData.url("ir/xquad-\(code)/corpus.jsonl") else { return }
        let texts = try BenchmarkData.strings(["text"], in: url)
        #expect(LanguageDetector.dominantLanguage(of: texts).code == code)
        let right = texts.count { LanguageDetector.dominantLanguage(of: [$0]).code == code }
        print("detector: xquad-\(code): \(right) of \(texts.count) paragraphs")
        #expect(Double(right) >= 0.97 * Double(texts.count))
    }

    @Test func theMajorityDecidesInAMixedCollection() {
        let german = "Das ist der Bericht, den wir nicht gelesen haben, weil er nicht da war."
        let english = "This is the report that we did not read because it was not there."
        #expect(LanguageDetector.dominantLanguage(of: [english, german, german]) == .german)
        #expect(LanguageDetector.dominantLanguage(of: [english, german, english]) == .english)
    }
}
