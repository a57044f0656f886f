// Idea: a number means what the words beside it say. From the number the words are read backwards; the first that is
// known decides, for or against. So "call us about order 12345678" is an order, and "order by phone: 12345678" a
// telephone. Words are compared as 64-bit FNV-1a hashes of their lower-case bytes, so nothing is allocated.

private import WrightCore

/// Words that speak for a kind of number, and words that speak against it.
struct ContextWords: Sendable {
    private let supporting: Set<UInt64>
    private let opposing: Set<UInt64>
    /// Words of scripts that are written without spaces, looked for as parts of words.
    private let parts: [[UInt8]]

    init(_ words: String, against: String = ContextWords.otherNumbers, parts: String = "") {
        supporting = Self.hashes(words)
        opposing = Self.hashes(against).subtracting(supporting)
        self.parts = parts.split(separator: " ").map { Array($0.utf8) }
    }

    /// The hashes of words; of words beyond ASCII also with a capital and in capitals.
    static func hashes(_ words: String) -> Set<UInt64> {
        var hashes: Set<UInt64> = []
        for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            hashes.insert(hash(word.utf8))
            guard word.utf8.contains(where: { $0 >= 0x80 }) else { continue }
            hashes.insert(hash((word.prefix(1).uppercased() + word.dropFirst()).utf8))
            hashes.insert(hash(word.uppercased().utf8))
        }
        return hashes
    }

    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        FNV1a.hash(of: bytes.lazy.map(TextByte.lowered))
    }

    /// Whether the last known word before a place speaks for it; nil when no word is known.
    ///
    /// It reads at most `limit` bytes and does not cross an empty line.
    func verdict(before place: Int, in bytes: UnsafeBufferPointer<UInt8>, limit: Int = 56) -> Bool? {
        let floor = max(0, place - limit)
        var end = place
        var lineBreaks = 0
        while end > floor {
            let byte = bytes[end - 1]
            guard TextByte.isWord(byte), byte != 95 else {
                if byte == 10 { lineBreaks += 1 }
                if lineBreaks > 1 { return nil }
                end -= 1
                continue
            }
            lineBreaks = 0
            var start = end - 1
            while start > 0, place - start < limit + 24, TextByte.isWord(bytes[start - 1]), bytes[start - 1] != 95 {
                start -= 1
            }
            let word = UnsafeBufferPointer(rebasing: bytes[start..<end])
            if let verdict = verdict(of: word) { return verdict }
            end = start
        }
        return nil
    }

    /// Whether the word that follows a place speaks for it and ends a line or a part of a sentence.
    func follows(_ place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = bytes.end(from: place, limit: 3) { $0 == 32 || $0 == 45 || $0 == 40 || $0 == 58 }
        let end = bytes.end(from: start, limit: 24) { TextByte.isWord($0) }
        guard end > start, verdict(of: UnsafeBufferPointer(rebasing: bytes[start..<end])) == true else { return false }
        let next = bytes.byte(end)
        return next == 0 || next == 10 || next == 13
            || [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "."), UInt8(ascii: "\\")]
                .contains(next)
    }

    private func verdict(of word: UnsafeBufferPointer<UInt8>) -> Bool? {
        let hash = Self.hash(word)
        if supporting.contains(hash) { return true }
        if opposing.contains(hash) { return false }
        guard !parts.isEmpty, word.first.map({ $0 >= 0x80 }) == true else { return nil }
        return parts.contains { part in Self.contains(part, in: word) } ? true : nil
    }

    private static func contains(_ part: [UInt8], in word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard part.count <= word.count else { return false }
        return (0...(word.count - part.count))
            .contains { start in
                part.indices.allSatisfy { word[start + $0] == part[$0] }
            }
    }

    /// Words that name numbers which are nobody's.
    static let otherNumbers = """
        order invoice ticket ref reference id ids uuid serial version ver v release build revision commit sha hash isbn
        issn doi ean upc sku part model case issue bug pr zip postcode plz total sum amount price cost usd eur gbp
        year years page pages line lines row rows col column port pid process timestamp epoch offset size bytes
        population score count items units error code status tracking shipment parcel batch lot figure table section
        chapter volume vol no. account
        """
}

extension ContextWords {
    /// Words after telephone numbers in letterheads.
    static let phoneLabel = ContextWords(
        "office fax mobile home work cell desk direct phone tel telephone landline mob handy festnetz büro portable",
        against: ""
    )

    /// Words beside card numbers.
    static let card = ContextWords(
        """
        card cards credit debit visa mastercard maestro amex american express discover diners jcb unionpay rupay elo mir
        pan kreditkarte karte kartennummer tarjeta carte carta cartão cartao kaart kort karta creditcard cc payment
        bancaire
        """,
        parts: "信用卡 银行卡 クレジット カード 카드"
    )

    /// Words beside internet addresses.
    static let network = ContextWords(
        """
        ip ips ipv4 ipv6 address addresses host hosts server client remote peer subnet network gateway dns ping ssh
        nameserver router proxy firewall cidr from src dst source destination connect connected connection bind listen
        http https inet addr netmask localhost ban banned blocked login adresse dirección adresse-ip
        """,
        against: "version ver v release build revision section chapter update upgrade upgraded firmware driver sdk"
    )

    /// Words beside hardware addresses.
    static let hardware = ContextWords("mac hwaddr ether ethernet wifi bluetooth bssid hardware address", against: "")

    /// Words beside wallets.
    static let wallet = ContextWords(
        "wallet wallets ethereum eth ether bitcoin btc crypto address metamask erc20 usdt usdc donate donation",
        against: "contract sha hash commit"
    )
}
