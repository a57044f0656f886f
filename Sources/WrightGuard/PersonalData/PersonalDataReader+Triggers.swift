// Idea: dates of birth, passports and driving licences have forms that thousands of other things share. They are read
// only after the words that announce them, a few words away at most.
extension PersonalDataReader {
    /// Reads what a word announces.
    mutating func readTrigger(_ word: Range<Int>) {
        guard word.count >= 2, word.count <= 20, Self.triggerLengths >> UInt32(word.count) & 1 == 1,
            let trigger = Self.triggers[ContextWords.hash(bytes[word])]
        else { return }
        switch trigger {
        case .birth: readBirthDate(after: word.upperBound)
        case .birthBefore(let next):
            guard isFollowed(word.upperBound, by: next) else { return }
            readBirthDate(after: word.upperBound)
        case .passport: readDocument(after: word.upperBound, type: .passport, lengths: 6...9)
        case .licence: readDocument(after: word.upperBound, type: .drivingLicence, lengths: 6...18)
        case .licenceAfter(let before):
            guard isPreceded(word.lowerBound, by: before) else { return }
            readDocument(after: word.upperBound, type: .drivingLicence, lengths: 6...18)
        }
    }

    private enum Trigger {
        case birth, passport, licence
        case birthBefore(String)
        case licenceAfter(String)
    }

    private static let triggers: [UInt64: Trigger] = {
        var triggers: [UInt64: Trigger] = [:]
        func add(_ words: String, _ trigger: Trigger) {
            for word in words.split(separator: " ") { triggers[ContextWords.hash(word.utf8)] = trigger }
        }
        add("born birth birthdate birthday dob geboren geburtsdatum geburtstag naissance née nacimiento nacido", .birth)
        add("nacida nascita nato nata nascimento nascido nascida geboortedatum urodzenia födelsedatum född", .birth)
        add("né", .birthBefore("le"))
        add(
            "passport passports passeport reisepass reisepassnummer pasaporte passaporto passaporte paspoort",
            .passport
        )
        add("license licence licences licenses lic", .licenceAfter("driver drivers driving s"))
        add("führerschein führerscheinnummer rijbewijs", .licence)
        return triggers
    }()

    private static let triggerLengths: UInt32 = 0x001F_FFFC

    private func isFollowed(_ end: Int, by word: String) -> Bool {
        let start = bytes.end(from: end, limit: 2) { $0 == 32 }
        let last = bytes.end(from: start, limit: 8) { TextByte.isWord($0) }
        return bytes[start..<last].elementsEqual(word.utf8)
    }

    private func isPreceded(_ start: Int, by words: String) -> Bool {
        var end = start
        while end > 0, start - end < 2, !TextByte.isWord(bytes[end - 1]) { end -= 1 }
        var first = end
        while first > 0, end - first < 12, TextByte.isWord(bytes[first - 1]) { first -= 1 }
        let hash = ContextWords.hash(bytes[first..<end])
        return words.split(separator: " ").contains { ContextWords.hash($0.utf8) == hash }
    }

    /// Reads the first date within the next 48 bytes of the sentence.
    private mutating func readBirthDate(after end: Int) {
        var position = end
        let limit = min(bytes.count, end + 48)
        var wordCount = 0
        while position < limit, wordCount < 6 {
            let byte = bytes[position]
            if byte == 10 && position > end + 3 || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") { return }
            if let last = DateText.end(of: bytes, at: position) {
                add(.birthDate, position..<last, 0.85)
                return
            }
            if TextByte.isWord(byte) {
                position = bytes.end(from: position) { TextByte.isWord($0) }
                wordCount += 1
            } else {
                position += 1
            }
        }
    }

    /// Reads the first word that is like a document's number within the next 40 bytes.
    private mutating func readDocument(after end: Int, type: PersonalDataType, lengths: ClosedRange<Int>) {
        var position = end
        let limit = min(bytes.count, end + 40)
        var wordCount = 0
        while position < limit, wordCount < 5 {
            let byte = bytes[position]
            if byte == UInt8(ascii: ".") && wordCount > 1 || byte == UInt8(ascii: "?") || byte == 10 && wordCount > 0 {
                return
            }
            guard TextByte.isWord(byte) else {
                position += 1
                continue
            }
            let last = bytes.end(from: position, limit: 40) { TextByte.isAlphanumeric($0) || $0 == 45 }
            let digits = bytes[position..<max(last, position)].reduce(0) { $0 + (TextByte.isDigit($1) ? 1 : 0) }
            let isUpper = bytes[position..<last].allSatisfy { !TextByte.isLower($0) }
            if last > position, lengths.contains(last - position), digits >= 4, isUpper,
                digits * 2 >= last - position - 2,
                DateText.end(of: bytes, at: position) == nil
            {
                add(type, position..<last, 0.8)
                return
            }
            wordCount += 1
            position = max(position + 1, bytes.end(from: position) { TextByte.isWord($0) })
        }
    }
}

/// Dates as people write them: `12/01/1981`, `1981-01-12`, `12. Januar 1981`, `March 12, 1980`.
enum DateText {
    /// The end of the date that begins at a place; nil when there is none.
    static func end(of bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        guard !TextByte.isWord(bytes.byte(start - 1)) else { return nil }
        if TextByte.isDigit(bytes.byte(start)) { return endOfNumbers(bytes, start) ?? endOfDayFirst(bytes, start) }
        guard let month = endOfMonth(bytes, start), let day = number(bytes, skip(bytes, month, " ."), 1...31) else {
            return nil
        }
        var position = skipOrdinal(bytes, day.end)
        position = skip(bytes, position, ", ")
        return number(bytes, position, 1900...2100)?.end
    }

    private static func endOfNumbers(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        guard let first = number(bytes, start, 0...2100) else { return nil }
        let mark = bytes.byte(first.end)
        guard [45, 46, 47].contains(mark) else { return nil }
        guard let second = number(bytes, skip(bytes, first.end + 1, " "), 1...31), bytes.byte(second.end) == mark,
            let third = number(bytes, skip(bytes, second.end + 1, " "), 0...2100)
        else { return nil }
        let isYearFirst = first.end - start == 4 && first.value >= 1900
        let isYearLast = third.value >= 1900 || third.length == 2
        guard isYearFirst ? (1...31).contains(third.value) : isYearLast && (1...31).contains(first.value) else {
            return nil
        }
        return third.end
    }

    private static func endOfDayFirst(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        guard let day = number(bytes, start, 1...31) else { return nil }
        var position = skip(bytes, skipOrdinal(bytes, day.end), " .-")
        if bytes.has("de ", at: position) || bytes.has("of ", at: position) { position += 3 }
        guard let month = endOfMonth(bytes, position) else { return nil }
        position = skip(bytes, month, " .,-")
        if bytes.has("de ", at: position) { position += 3 }
        if bytes.has("del ", at: position) { position += 4 }
        return number(bytes, position, 1900...2100)?.end
    }

    private static func number(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ start: Int,
        _ range: ClosedRange<Int>
    ) -> (value: Int, length: Int, end: Int)? {
        let end = bytes.end(from: start, limit: 5) { TextByte.isDigit($0) }
        guard end > start, end - start <= 4 else { return nil }
        let value = bytes[start..<end].reduce(0) { $0 * 10 + Int($1) - 48 }
        return range.contains(value) ? (value, end - start, end) : nil
    }

    private static func skip(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ marks: StaticString) -> Int {
        bytes.end(from: start, limit: 3) { byte in
            (0..<marks.utf8CodeUnitCount).contains { marks.utf8Start[$0] == byte }
        }
    }

    private static func skipOrdinal(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        for ending: StaticString in ["st", "nd", "rd", "th", "er"] where bytes.hasFolded(ending, at: start) {
            return TextByte.isWord(bytes.byte(start + 2)) ? start : start + 2
        }
        return start
    }

    private static func endOfMonth(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        let end = bytes.end(from: start, limit: 16) { TextByte.isWord($0) }
        return end - start >= 3 && months.contains(ContextWords.hash(bytes[start..<end])) ? end : nil
    }

    private static let months = Set(
        """
        january february march april may june july august september october november december jan feb mar apr jun jul
        aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember okt dez janvier février mars avril
        juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto
        septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
        janeiro fevereiro março maio junho julho setembro outubro novembro dezembro januari februari maart mei
        augustus stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
        """
        .split { $0 == " " || $0 == "\n" }.map { ContextWords.hash($0.utf8) }
    )
}
