internal import Testing
internal import WrightGuard
internal import WrightModel

/// Values that are nobody's: made up, reserved for documentation, or published as examples by whoever gives them out.
@Suite struct PersonalDataScannerTests {
    private func found(_ text: String) -> [String] {
        PersonalDataScanner().matches(in: text)
            .map { match in
                let value = String(decoding: Array(text.utf8)[match.range], as: UTF8.self)
                return "\(match.type.rawValue): \(value)"
            }
    }

    @Test(
        "finds mail addresses and their exact bounds",
        arguments: [
            ("Write to ann.lee+x@example.org.", "ann.lee+x@example.org"),
            ("<b@mail.example.co.uk>", "b@mail.example.co.uk"),
            ("mailto:o'neil@example.com?subject=x", "o'neil@example.com"),
            ("请联系info@example.cn谢谢", "info@example.cn谢谢"), ("müller@exämple.de", "müller@exämple.de"),
        ]
    )
    func mail(text: String, value: String) {
        // A Chinese word right after the domain cannot be told from a label of an international domain.
        #expect(found(text) == ["email: \(value)"])
    }

    @Test(
        "leaves what only looks like a mail address",
        arguments: [
            "npm i left-pad@1.3.0", "@media print", "image@2x.png", "git@github.com:team/project.git", "user@host",
            "a @ b.com", "getty@tty1.service", "x@.com",
        ]
    )
    func noMail(text: String) {
        #expect(found(text) == [])
    }

    @Test(
        "finds telephone numbers of many countries",
        arguments: [
            "+44 20 7946 0958", "+1-212-555-0143", "(212) 555-0143", "212-555-0143", "+49 30 901820", "030/901820",
            "+33 1 99 00 12 34", "01 99 00 12 34", "01.99.00.12.34", "+41 (0)44 668 18 00", "+39 06 698 83712",
            "+34 912 345 678", "+31 20 794 0958", "+46 8 928 571 38", "+48 22 123 45 67", "+55 11 91234-5678",
            "(11) 91234-5678", "+81 3-1234-5678", "03-1234-5678", "+86 138 1234 5678", "+91 98765 43210",
            "+61 2 9123 4567", "(02) 9123 4567", "0412 345 678", "+7 495 123-45-67", "8 (495) 123-45-67",
            "+27 82 490 1693", "082 490 1693", "+90 532 123 45 67", "0532 123 45 67", "+972 3-123-4567",
            "+971 50 123 4567", "07700 900123", "0044 20 7946 0958", "1-800-555-0199", "+82 2-1234-5678",
            "+52 55 1234 5678", "+65 9123 4567", "+358 9 1234567", "+353 1 234 5678", "(555) 234-5678 x123",
            "555-234-5678 ext. 12",
        ]
    )
    func phones(value: String) {
        #expect(found("The desk has \(value), they say.") == ["phone: \(value)"])
    }

    @Test(
        "takes plain digits for a telephone number if a word says so",
        arguments: [
            ("Call me on 9472 7916?", "9472 7916"), ("Tel.: 655 437 108", "655 437 108"),
            ("416 60 039 office\nnext", "416 60 039"), ("Reach me by phone at 2125550143 today", "2125550143"),
            ("电话：13812345678", "13812345678"), ("Fax 781 1704", "781 1704"), ("Ann\nT: 781 1704\n", "781 1704"),
        ]
    )
    func phonesByContext(text: String, value: String) {
        #expect(found(text) == ["phone: \(value)"])
    }

    @Test(
        "leaves ordinary numbers",
        arguments: [
            "2019-2020", "12/01/1981", "2006-04-07 09:00:27", "1.234.567,89", "1 234 567", "$1,234,567.00",
            "ISBN 978-3-16-148410-0", "ISBN 0-306-40615-2", "order 12345678", "id=1234567890123456",
            "3.141592653589793",
            "v10.15.7", "Chrome/91.0.4472.124", "version 1.2.3.4", "6.2.9200.16384", "1602 1843 2011 1998",
            "12:30:45", "1,000,000", "#12345678", "CVE-2019-20634", "arXiv:2306.04959", "page 35 (12) 1234-1245",
            "call 12", "Call support about order number 12345678", "0x1234567890", "1700000000", "1700000000000",
            "100000 200000 300000", "655 437 108", "10000-20000", "0.00012345678", "x = [12345678, 23456789]",
            "€ 12 345 678", "127.0.0.1", "0.0.0.0", "255.255.255.0", "std::vector", "a::b", "dead::beef", "12.03.2020",
            "20230415-123456", "RFC 2119", "phone number", "1-2-3", "SKU 0942-18837 4", "65432 78901 12345",
        ]
    )
    func ordinaryNumbers(text: String) {
        #expect(found(text) == [])
    }

    @Test(
        "finds card numbers with their check digit, in the forms that people write",
        arguments: [
            "4111 1111 1111 1111", "4111-1111-1111-1111", "5555555555554444", "378282246310005", "3782 822463 10005",
            "6011111111111117", "3530111333300000", "30569309025904", "2223003122003222",
        ]
    )
    func cards(value: String) {
        #expect(found("Charge \(value) please") == ["card: \(value)"])
        var broken = Array(value.utf8)
        let last = broken.count - 1
        broken[last] = broken[last] == 57 ? 48 : broken[last] + 1
        #expect(!found("Charge \(String(decoding: broken, as: UTF8.self)) please").contains { $0.hasPrefix("card") })
    }

    @Test func needsAWordForCardNumbersOfUnusualLength() {
        #expect(found("My card 4222222222222 is lost") == ["card: 4222222222222"])
        #expect(found("item 4222222222222") == [])
        #expect(found("order 4111111111111111") == [])
    }

    @Test(
        "finds account numbers by country, length and check digits",
        arguments: [
            "GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "FR14 2004 1010 0505 0001 3M02 606",
            "NL91ABNA0417164300", "ch93 0076 2011 6238 5295 7", "NO93 8601 1117 947", "MT84MALT011000012345MTLCAST001S",
        ]
    )
    func accounts(value: String) {
        #expect(found("to \(value).") == ["iban: \(value)"])
    }

    @Test func leavesAccountNumbersWithWrongCheckDigits() {
        #expect(found("to GB83 WEST 1234 5698 7654 32.") == [])
        #expect(found("to DE8937040044053201300.") == [])
    }

    @Test(
        "finds web addresses without the punctuation around them",
        arguments: [
            ("See https://example.org/a_(b)?x=1#y.", "https://example.org/a_(b)?x=1#y"),
            ("(http://example.org)", "http://example.org"), ("www.example.org, then", "www.example.org"),
            ("**https://example.org/x**", "https://example.org/x"), ("visit example.org/docs now", "example.org/docs"),
        ]
    )
    func addresses(text: String, value: String) {
        #expect(found(text) == ["url: \(value)"])
    }

    @Test(
        "finds internet addresses of both versions",
        arguments: [
            ("from 203.0.113.7 port 22", "203.0.113.7"), ("203.0.113.0/24", "203.0.113.0"),
            ("http 203.0.113.7:8080", "203.0.113.7"), ("2001:db8::ff00:42:8329", "2001:db8::ff00:42:8329"),
            ("[2001:db8:85a3:0:0:8a2e:370:7334]:443", "2001:db8:85a3:0:0:8a2e:370:7334"),
            ("fe80::1%eth0", "fe80::1%eth0"),
            ("at ::ffff:203.0.113.7", "::ffff:203.0.113.7"), ("|106.31.73.20|", "106.31.73.20"),
        ]
    )
    func internetAddresses(text: String, value: String) {
        #expect(found(text) == ["ip: \(value)"])
    }

    @Test(
        "finds numbers of persons by check digits, forms and names",
        arguments: [
            ("NHS number 943 476 5919", "943 476 5919"), ("PESEL 44051401359", "44051401359"),
            ("DNI 12345678Z", "12345678Z"), ("NIE X1234567L", "X1234567L"), ("CPF 529.982.247-25", "529.982.247-25"),
            ("codice RSSMRA85T10A562S", "RSSMRA85T10A562S"), ("BSN 111222333", "111222333"),
            ("811228-9874", "811228-9874"), ("131052-308T", "131052-308T"), ("Steuer-ID 86095742719", "86095742719"),
            ("NI number AB 12 34 56 C", "AB 12 34 56 C"), ("AHV 756.9217.0769.85", "756.9217.0769.85"),
            ("S1234567D", "S1234567D"), ("2 55 08 14 168 025 38", "2 55 08 14 168 025 38"),
            ("SIN 046 454 286", "046 454 286"), ("11010519491231002X", "11010519491231002X"),
            ("HEGG560427MVZRRL04", "HEGG560427MVZRRL04"), ("Aadhaar 2341 2341 2346", "2341 2341 2346"),
            ("rijksregisternummer 85.07.30-033.28", "85.07.30-033.28"), ("T.C. kimlik 10000000146", "10000000146"),
        ]
    )
    func nationalNumbers(text: String, value: String) {
        #expect(found(text) == ["national-id: \(value)"])
    }

    @Test func findsSocialSecurityNumbers() {
        #expect(found("SSN 219-09-9999") == ["ssn: 219-09-9999"])
        #expect(found("it is 514-69-0360.") == ["ssn: 514-69-0360"])
        #expect(found("000-12-3456 and 666-12-3456 and 123-00-4567") == [])
        #expect(found("219 09 9999") == [])
    }

    @Test(
        "finds what only words announce",
        arguments: [
            ("born on March 12, 1980 in", "birth-date: March 12, 1980"),
            ("Date of birth: 12/03/1980", "birth-date: 12/03/1980"),
            ("geboren am 3. Mai 1975", "birth-date: 3. Mai 1975"),
            ("nacido el 12 de marzo de 1980", "birth-date: 12 de marzo de 1980"),
            ("passport number C01X00T47", "passport: C01X00T47"),
            ("Driver's license: D1234567", "driving-licence: D1234567"),
        ]
    )
    func announced(text: String, match: String) {
        #expect(found(text) == [match])
    }

    @Test func leavesDatesAndCodesThatNothingAnnounces() {
        #expect(found("The release of 12/03/1980 and model C01X00T47") == [])
        #expect(found("open source license 12345678") == [])
    }

    @Test func findsWalletsByTheirChecksums() {
        #expect(found("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2") == ["wallet: 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"])
        #expect(found("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3") == [])
        let segwit = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
        #expect(found(segwit) == ["wallet: \(segwit)"])
        #expect(found("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5") == [])
    }

    @Test func findsHardwareAddresses() {
        #expect(found("00:1a:2b:3c:4d:5e up") == ["mac: 00:1a:2b:3c:4d:5e"])
        #expect(found("MD5 00:1a:2b:3c:4d:5e:6f:70") == [])
    }

    @Test func masksWhatItFound() {
        let match = PersonalDataScanner().matches(in: "ann@example.org").first
        #expect(match?.maskedText == "an…rg")
        #expect(match?.finding.rule == "personal.email")
    }

    @Test func looksOnlyForWhatItWasMadeFor() {
        let scanner = PersonalDataScanner(types: [.email])
        #expect(scanner.matches(in: "ann@example.org +44 20 7946 0958").map(\.type) == [.email])
    }
}
