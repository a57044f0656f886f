// Source: ITU-T E.164 and the national numbering plans as published by the ITU, reduced to what tells a number from
// other digits: the country's code, the digit put before national numbers, how many digits follow the code, and which
// digits those may begin with.

/// The numbering plan of a country.
struct PhonePlan: Sendable {
    let code: Int
    /// Whether national numbers are dialled with a leading zero.
    let hasTrunkZero: Bool
    let lengths: ClosedRange<Int>
    /// One bit for each digit that a national number may begin with.
    let leads: UInt16

    /// Whether digits after the country's code follow the plan.
    func allows(_ national: ArraySlice<UInt8>) -> Bool {
        guard lengths.contains(national.count), let first = national.first else { return false }
        return leads >> first & 1 == 1
    }

    /// The plan whose country code begins a number, and the code's length.
    static func plan(for digits: ArraySlice<UInt8>) -> (plan: PhonePlan, codeLength: Int)? {
        var code = 0
        for (offset, digit) in digits.prefix(3).enumerated() {
            code = code * 10 + Int(digit)
            if let plan = byCode[code] { return (plan, offset + 1) }
        }
        return nil
    }

    /// Whether some country dials a national number of that many digits after a zero, beginning like this.
    static func allowsNational(_ digits: ArraySlice<UInt8>) -> Bool {
        guard let first = digits.first else { return false }
        return trunkLeads[digits.count < 16 ? digits.count : 0] >> first & 1 == 1
    }

    private static let byCode: [Int: PhonePlan] = Dictionary(
        table.split(separator: "\n").compactMap { line in plan(from: line).map { ($0.code, $0) } },
        uniquingKeysWith: { first, _ in first }
    )

    private static let trunkLeads: [UInt16] = byCode.values.filter(\.hasTrunkZero)
        .reduce(into: [UInt16](repeating: 0, count: 16)) { leads, plan in
            for length in plan.lengths { leads[length] |= plan.leads }
        }

    private static func plan(from line: Substring) -> PhonePlan? {
        let fields = line.split(separator: " ")
        guard fields.count >= 4, let code = Int(fields[0]) else { return nil }
        let lengths = fields[2].split(separator: "-").compactMap { Int($0) }
        guard let least = lengths.first, let most = lengths.last else { return nil }
        let leads = fields[3].utf8.reduce(UInt16(0)) { $0 | 1 << UInt16($1 - 48) }
        return PhonePlan(code: code, hasTrunkZero: fields[1] == "0", lengths: least...most, leads: leads)
    }

    /// Country code, trunk digit, digits after the code, leading digits, countries.
    private static let table = """
        1 - 10-10 23456789 US CA
        7 8 10-10 34567890 RU KZ
        20 0 8-10 123456789 EG
        27 0 9-9 12345678 ZA
        30 - 10-10 2678 GR
        31 0 9-9 123456789 NL
        32 0 8-9 123456789 BE
        33 0 9-9 123456789 FR
        34 - 9-9 56789 ES
        36 6 8-9 123456789 HU
        39 - 6-11 03456789 IT
        40 0 9-9 237 RO
        41 0 9-9 23456789 CH
        43 0 7-13 1234567 AT
        44 0 9-10 1235789 GB
        45 - 8-8 23456789 DK
        46 0 7-9 123456789 SE
        47 - 8-8 23456789 NO
        48 - 9-9 12345678 PL
        49 0 6-11 123456789 DE
        51 0 8-9 145678 PE
        52 - 10-10 123456789 MX
        54 0 10-11 12369 AR
        55 0 10-11 123456789 BR
        56 - 9-9 23456789 CL
        57 - 8-10 136 CO
        58 0 10-10 24 VE
        60 0 8-10 13456789 MY
        61 0 9-9 123478 AU
        62 0 8-12 2345678 ID
        63 0 8-10 23456789 PH
        64 0 8-10 2346789 NZ
        65 - 8-8 3689 SG
        66 0 8-9 2345689 TH
        81 0 9-10 123456789 JP
        82 0 8-10 123456789 KR
        84 0 9-10 2356789 VN
        86 0 10-11 123456789 CN
        90 0 10-10 234589 TR
        91 0 10-10 123456789 IN
        92 0 9-10 23456789 PK
        94 0 9-9 12345678 LK
        98 0 10-10 123456789 IR
        212 0 9-9 5678 MA
        213 0 8-9 234567 DZ
        216 - 8-8 23456789 TN
        233 0 9-9 235 GH
        234 0 8-10 123456789 NG
        254 0 9-9 1247 KE
        255 0 9-9 267 TZ
        256 0 9-9 2347 UG
        351 - 9-9 2346789 PT
        352 - 4-9 23456789 LU
        353 0 7-9 124567898 IE
        354 - 7-7 45678 IS
        355 0 8-9 234568 AL
        356 - 8-8 2379 MT
        357 - 8-8 2579 CY
        358 0 5-11 123456789 FI
        359 0 7-9 23456789 BG
        370 0 8-8 345678 LT
        371 - 8-8 268 LV
        372 - 7-8 345678 EE
        373 0 8-8 25678 MD
        374 0 8-8 123456789 AM
        375 0 9-9 1234 BY
        380 0 9-9 3456789 UA
        381 0 8-9 1236 RS
        385 0 8-9 123456789 HR
        386 0 8-8 1234567 SI
        387 0 8-8 356 BA
        389 0 8-8 237 MK
        420 - 9-9 234567 CZ
        421 0 9-9 234569 SK
        852 - 8-8 2356789 HK
        880 0 8-10 123456789 BD
        886 0 8-9 23456789 TW
        961 0 7-8 13456789 LB
        962 0 8-9 235678 JO
        966 0 9-9 15 SA
        971 0 8-9 2345679 AE
        972 0 8-9 2345789 IL
        977 0 8-10 123456789 NP
        994 0 9-9 123456789 AZ
        995 0 9-9 3457 GE
        998 - 9-9 236789 UZ
        """
}
