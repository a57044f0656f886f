/// Dates, times and durations of RFC 3339.
enum TimeFormat {
    static func isDateTime(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 11, bytes[10] | 0x20 == UInt8(ascii: "t") else { return false }
        return isDate(bytes[..<10]) && isTime(bytes[11...])
    }

    static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        let bytes = Array(bytes)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10])
        else { return false }
        return (1...12).contains(month) && (1...dayCount(year, month)).contains(day)
    }

    private static func dayCount(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
        let bytes = Array(bytes)
        guard bytes.count >= 9, bytes[2] == UInt8(ascii: ":"), bytes[5] == UInt8(ascii: ":"),
            let hour = number(bytes[0..<2]), let minute = number(bytes[3..<5]), let second = number(bytes[6..<8]),
            hour < 24, minute < 60, second <= 60
        else { return false }
        var rest = bytes[8...]
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return false }
            rest = bytes[digits.endIndex...]
        }
        guard let offset = offsetMinutes(Array(rest)) else { return false }
        let minuteOfDay = (hour * 60 + minute - offset + 1440 * 2) % 1440
        return second < 60 || minuteOfDay == 1439
    }

    private static func offsetMinutes(_ bytes: [UInt8]) -> Int? {
        if bytes.count == 1, bytes[0] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":"), let hour = number(bytes[1..<3]), let minute = number(bytes[4..<6]),
            hour < 24, minute < 60
        else { return nil }
        return (bytes[0] == UInt8(ascii: "-") ? -1 : 1) * (hour * 60 + minute)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        bytes.allSatisfy { (48...57).contains($0) } ? bytes.reduce(0) { $0 * 10 + Int($1 - 48) } : nil
    }

    /// `P1Y2M3DT4H5M6S` or `P4W`, units in order and none left out between two that stand.
    static func isDuration(_ bytes: [UInt8]) -> Bool {
        guard bytes.first == UInt8(ascii: "P"), bytes.count > 2 else { return false }
        let text = bytes.dropFirst()
        let parts = text.split(separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let date = units(parts[0]) else { return false }
        if parts.count == 1 { return date == [UInt8(ascii: "W")] || isRun(date, of: Array("YMD".utf8)) }
        guard let time = units(parts[1]), isRun(time, of: Array("HMS".utf8)) else { return false }
        return date.isEmpty || isRun(date, of: Array("YMD".utf8))
    }

    private static func units(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var digitCount = 0
        for byte in bytes {
            if (48...57).contains(byte) {
                digitCount += 1
            } else {
                guard digitCount > 0 else { return nil }
                result.append(byte)
                digitCount = 0
            }
        }
        return digitCount == 0 ? result : nil
    }

    private static func isRun(_ units: [UInt8], of order: [UInt8]) -> Bool {
        guard let first = units.first, let start = order.firstIndex(of: first) else { return false }
        return order[start...].starts(with: units)
    }
}
