// Idea: whether digits are a telephone number is said by the words around them more often than by their form. Words
// before a number are read backwards until one is known; some count only right beside it ("cell 212…", but not "cells
// were grown in 12 345…"). After it, only what can be said of nothing else counts ("… is my new number").

/// What the words around a number say of it.
enum PhoneContext {
    /// They name another kind of number.
    case against
    /// They say nothing.
    case none
    /// They name a number and not of what.
    case weak
    /// They name a telephone.
    case strong
}

/// The words that speak for and against telephone numbers.
struct PhoneWords: Sendable {
    private let supporting: Set<UInt64>
    private let supportingBeside: Set<UInt64>
    private let weak: Set<UInt64>
    private let opposing: Set<UInt64>
    private let opposingBeside: Set<UInt64>
    private let links: Set<UInt64>
    private let fillers: Set<UInt64>
    private let owners: Set<UInt64>
    private let copulas: Set<UInt64>
    private let closings: Set<UInt64>
    private let parts: [[UInt8]]

    /// Bytes that are read before a number.
    private static let limit = 56
    /// Words between a number and one that speaks against it.
    private static let opposingDistance = 6

    /// What the words before a place say; it does not cross an empty line.
    func before(_ place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> PhoneContext {
        let floor = max(0, place - Self.limit)
        var (end, distance, lineBreaks) = (place, 0, 0)
        var (isBeside, isLinked, isSameSentence) = (true, true, true)
        var weakDistance: Int?
        while end > floor {
            let byte = bytes[end - 1]
            guard TextByte.isWord(byte), byte != 95 else {
                if byte == 10 { lineBreaks += 1 }
                if lineBreaks > 1 { break }
                let isMark = byte == 46 || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
                if isMark, distance > 0, TextByte.isSpace(bytes.byte(end)) { isSameSentence = false }
                if byte == 10, distance > 0 { isSameSentence = false }
                end -= 1
                continue
            }
            lineBreaks = 0
            var start = end - 1
            while start > 0, place - start < Self.limit + 24, TextByte.isWord(bytes[start - 1]), bytes[start - 1] != 95
            {
                start -= 1
            }
            let word = UnsafeBufferPointer(rebasing: bytes[start..<end])
            let hash = ContextWords.hash(word)
            if supporting.contains(hash) || isBeside && supportingBeside.contains(hash) { return .strong }
            if weakDistance.map({ distance - $0 <= 2 }) ?? false, owners.contains(hash) { return .strong }
            if isSameSentence, distance <= Self.opposingDistance, opposing.contains(hash) { return .against }
            if isLinked, opposingBeside.contains(hash) { return .against }
            if holdsPart(word) { return .strong }
            if weak.contains(hash) { weakDistance = weakDistance ?? distance }
            isLinked = isLinked && links.contains(hash)
            isBeside = isBeside && (isLinked || fillers.contains(hash))
            distance += 1
            end = start
        }
        return weakDistance == nil ? .none : .weak
    }

    /// Whether the words after a place can be said of a telephone number only: `… is my number`, `… keeps calling`.
    func confirms(after place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = place
        var isOwned = false
        for number in 0..<6 {
            position = bytes.end(from: position, limit: 3) { $0 == 32 || $0 == 39 || $0 == 0xE2 || $0 == 0x80 }
            let end = bytes.end(from: position, limit: 24) { TextByte.isWord($0) }
            guard end > position else { return false }
            let hash = ContextWords.hash(bytes[position..<end])
            if number == 0 {
                guard copulas.contains(hash) else { return false }
            } else {
                if supporting.contains(hash) { return true }
                if isOwned, weak.contains(hash) || supportingBeside.contains(hash) { return true }
                isOwned = isOwned || owners.contains(hash)
            }
            position = end
        }
        return false
    }

    /// Whether a line begins with the words that end a letter.
    func closes(_ line: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = line.lowerBound
        for _ in 0..<3 {
            position = bytes.end(from: position, limit: 2) { $0 == 32 }
            let end = bytes.end(from: position, limit: 24) { TextByte.isWord($0) }
            guard end > position, end <= line.upperBound else { return false }
            if closings.contains(ContextWords.hash(bytes[position..<end])) { return true }
            position = end
        }
        return false
    }

    private func holdsPart(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard word.first.map({ $0 >= 0x80 }) == true else { return false }
        return parts.contains { part in
            guard part.count <= word.count else { return false }
            return (0...(word.count - part.count))
                .contains { start in part.indices.allSatisfy { word[start + $0] == part[$0] } }
        }
    }
}

extension PhoneWords {
    /// The words of some thirty languages.
    static let standard = PhoneWords(
        supporting: ContextWords.hashes(supportingWords),
        supportingBeside: ContextWords.hashes("cell cells line desk direct signal message me"),
        weak: ContextWords.hashes(
            """
            number numbers nummer nummern numret numéro número numero numer numerze numerem номер номеру номером broj
            číslo číslem szám száma számon numara numaram numarası numărul αριθμός numeron numeroon num no nr nº
            """
        ),
        opposing: ContextWords.hashes(ContextWords.otherNumbers + " " + opposingWords)
            .subtracting(ContextWords.hashes(supportingWords + " account id ids no.")),
        opposingBeside: ContextWords.hashes("account id ids konto compte cuenta conto rekening"),
        links: ContextWords.hashes("number numbers nummer no nr num is was the s ist est es"),
        fillers: ContextWords.hashes(
            "are my your his her its our their me us him them at on via to under by or and new now for up"
        ),
        owners: ContextWords.hashes(
            """
            my your his her our their mein meine meiner deine ihre unsere mon ma votre notre son sa mi tu su nuestro
            il mio tuo suo meu minha seu mijn uw mitt min din mój moja twój мой моя ваш твой мій moje tvoje môj
            """
        ),
        copulas: ContextWords.hashes("is was s still keeps kept isn wasn ist bleibt est es è é jest"),
        closings: ContextWords.hashes(
            """
            regards sincerely cheers thanks yours wishes best faithfully cordially mfg grüße grüßen gruß cordialement
            salutations saludos atentamente saluti groeten groet hälsningar hilsen pozdrawiam уважением
            """
        ),
        parts: partWords.split(separator: " ").map { Array($0.utf8) }
    )

    private static let supportingWords = """
        phone phones telephone telephones tel contact reach text ring rufen
        telefon telefono teléfono téléphone telefonnummer rufnummer telefone
        mobile mobiles mob cellphone cellular handy móvil movil celular portable gsm komórka mobil mobilnummer phoned
        fax faxed telefax call calls called caller callers calling callback hotline helpline landline whatsapp sms
        viber texted texting voicemail switchboard reception extension pager dial dialling dialing dialled dialed
        phonenumber phoneno telno mobileno msisdn telegram ph hp ringing telephoned telefoon mobiel toestel puhelin
        anrufen anruf anrufe appeler appelez appelle joignable téléphoner télécopie tél llamar llame llámame llámenos
        llámanos llamada tfno tlf ext cellulare chiamare chiamami chiamate chiamateci chiama ligar ligue liga telemóvel
        erreichen erreichbar erreicht mobiltelefon handynummer festnetz durchwahl rückruf mobilfunk faxnummer notruf
        bel bellen belt telefoonnummer zadzwoń dzwoń komórkowy telefonu kom zavolejte volejte zavolajte hívjon hívj
        hívja telefonszám telefonszáma mobilszám arayın arayabilirsiniz cep sunați sunati nazovite pozovite mobitel
        телефон телефону телефона тел моб мобильный мобильная мобильному сотовый сотовая позвоните звоните звонить
        звонок факс звони зателефонуйте дзвоніть мобільний телефонувати τηλέφωνο τηλ κινητό τηλεφώνου καλέστε φαξ puh
        soita puhelinnumero matkapuhelin ringa ringer tlf telefonen ringen telepon hubungi telp ponsel thoại gọi đt
        simu piga telefonul telefonas telefonu tālrunis telefoni símanúmer sími
        """

    private static let opposingWords = """
        routing aba ein registration registered identifier identifiers isrctn nct grant patent vin imei certificate
        licence license policy booking reservation customer employee student member membership card cards iban vat tax
        passport barcode gtin pin otp protocol rechnung rechnungsnummer bestellung bestellnummer kundennummer
        auftragsnummer artikelnummer commande facture pedido factura ordine fattura bestelling factuur zamówienie
        заказ заказа счет счёт steuernummer aktenzeichen matrikelnummer gene accession genbank pmid pmcid arxiv cas
        """

    private static let partWords = """
        电话 電話 手机 手機 拨打 撥打 致电 致電 联系方式 热线 携帯 전화 휴대폰 핸드폰 연락처 โทร มือถือ फोन मोबाइल हॉटलाइन
        الهاتف هاتف جوال موبايل اتصل رقمي טלפון נייד ফোন মোবাইল தொலைபேசி தொடர்பு ఫోన్ ტელეფონ հեռախոս تلفن تماس فون
        """
}
