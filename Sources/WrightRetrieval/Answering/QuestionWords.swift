/// Words that say what a question asks for, and not what it is about; stop words are not among them.
package enum QuestionWords {
    /// Words that ask for an amount wherever they stand, or ask by themselves, and verbs that help to ask.
    private static let alone = set(
        """
        many much whose must may might shall viel viele vielen wieviel wieviele hoeveel mange meget många mycket \
        combien cuánto cuánta cuántos cuántas cuanto cuanta cuantos cuantas quanto quanta quanti quante quantos \
        quantas сколько
        """
    )

    /// Words that ask for an amount behind the word for "how".
    private static let behindHow = [
        "how": set("often long far old large big tall high deep wide heavy fast quickly soon late early few"),
        "wie": set("oft lange lang weit alt groß gross hoch tief breit schwer schnell bald spät früh wenig wenige"),
        "hoe": set("vaak lang ver oud groot hoog diep breed zwaar snel laat vroeg weinig"),
        "hvor": set("ofte lenge længe langt gammel gammelt stor stort høj høy høyt højt hurtig raskt tungt få"),
        "hur": set("ofta länge långt gammal gammalt stor stort hög högt djupt snabbt tungt få"),
    ]

    /// Whether a word only asks, given the word before it; upper and lower case are the same.
    package static func contains(_ word: Substring, after previous: Substring?) -> Bool {
        let word = word.lowercased()
        return alone.contains(word) || previous.flatMap { behindHow[$0.lowercased()] }?.contains(word) == true
    }

    private static func set(_ words: String) -> Set<String> {
        Set(words.split(separator: " ").map(String.init))
    }
}
