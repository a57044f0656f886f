/// Colours as style sheets write them.
enum HTMLColor {
    /// The colour as 24 bits; nil where it is transparent or not understood.
    static func value(of text: String) -> UInt32? {
        let name = text.lowercased().split(separator: " ").first.map(String.init) ?? ""
        if let known = named[name] { return known <= 0xFFFFFF ? known : nil }
        if name.hasPrefix("#") { return hexadecimal(name.dropFirst()) }
        guard text.lowercased().hasPrefix("rgb"), let open = text.firstIndex(of: "(") else { return nil }
        let parts = text[text.index(after: open)...]
            .split(whereSeparator: { $0 == "," || $0 == " " || $0 == ")" || $0 == "/" })
            .compactMap { Double($0) }
        guard parts.count >= 3, parts.count < 4 || parts[3] > 0.05 else { return nil }
        return parts.prefix(3).reduce(0) { $0 << 8 | UInt32(min(255, max(0, $1))) }
    }

    /// Whether text of one colour cannot be read on the other.
    static func areAlike(_ left: UInt32, _ right: UInt32) -> Bool {
        [16, 8, 0]
            .allSatisfy { shift in
                let difference = Int(left >> shift & 255) - Int(right >> shift & 255)
                return abs(difference) <= 12
            }
    }

    private static func hexadecimal(_ digits: Substring) -> UInt32? {
        guard let value = UInt32(digits, radix: 16) else { return nil }
        switch digits.utf8.count {
        case 3: return [8, 4, 0].reduce(0) { $0 << 8 | (value >> $1 & 15) * 17 }
        case 6: return value
        case 8: return value & 255 > 12 ? value >> 8 : nil
        default: return nil
        }
    }

    private static let named: [String: UInt32] = [
        "white": 0xFFFFFF, "black": 0, "red": 0xFF0000, "green": 0x008000, "blue": 0x0000FF, "yellow": 0xFFFF00,
        "gray": 0x808080, "grey": 0x808080, "silver": 0xC0C0C0, "ivory": 0xFFFFF0, "snow": 0xFFFAFA,
        "whitesmoke": 0xF5F5F5, "ghostwhite": 0xF8F8FF, "navy": 0x000080, "orange": 0xFFA500, "transparent": 0x1000000,
    ]
}
