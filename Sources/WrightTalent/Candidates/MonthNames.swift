/// Names of months, seasons and quarters, without accents, in the languages that CVs are read in.
enum MonthNames {
    /// The month of a name or of its short form.
    static func month(_ word: String) -> Int? { table[word] }

    /// The first and the last month of a season, a quarter or a part of a year.
    static func part(_ word: String) -> ClosedRange<Int>? { parts[word] }

    private static let table: [String: Int] = {
        let lists = [
            ["january", "januar", "janner", "janvier", "enero", "gennaio", "januari", "janeiro", "jan", "janv", "ene"],
            ["february", "februar", "feber", "fevrier", "febrero", "febbraio", "februari", "fevereiro", "feb", "fev"],
            ["march", "marz", "maerz", "mars", "marzo", "maart", "marco", "mar", "mrz", "mrt"],
            ["april", "avril", "abril", "aprile", "apr", "avr", "abr"],
            ["may", "mai", "mayo", "maggio", "mei", "maio", "mag"],
            ["june", "juni", "juin", "junio", "giugno", "junho", "jun", "giu"],
            ["july", "juli", "juillet", "julio", "luglio", "julho", "jul", "juil", "lug"],
            ["august", "aout", "agosto", "augustus", "aug", "ago", "augusto"],
            ["september", "septembre", "septiembre", "settembre", "setembro", "sep", "sept", "set"],
            ["october", "oktober", "octobre", "octubre", "ottobre", "outubro", "oct", "okt", "ott", "out"],
            ["november", "novembre", "noviembre", "novembro", "nov"],
            ["december", "dezember", "decembre", "diciembre", "dicembre", "dezembro", "dec", "dez", "dic"],
        ]
        var table: [String: Int] = [:]
        for (index, words) in lists.enumerated() { for word in words { table[word] = index + 1 } }
        table["fevr"] = 2
        return table
    }()

    private static let parts: [String: ClosedRange<Int>] = [
        "spring": 3...5, "summer": 6...8, "autumn": 9...11, "fall": 9...11, "winter": 1...3, "fruhjahr": 3...5,
        "sommer": 6...8, "herbst": 9...11, "printemps": 3...5, "ete": 6...8, "automne": 9...11, "hiver": 1...3,
        "q1": 1...3, "q2": 4...6, "q3": 7...9, "q4": 10...12, "h1": 1...6, "h2": 7...12, "early": 1...4, "mid": 5...8,
        "late": 9...12, "anfang": 1...4, "mitte": 5...8, "ende": 9...12,
    ]
}
