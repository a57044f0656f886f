/// Finds characters that have no shape of their own, which can carry text past a reader's eyes.
///
/// Zero-width space, word joiner, byte-order marks, soft hyphens, bidirectional controls and tag characters go to the
/// hidden channel. Joiners stay where scripts and emoji need them: between two characters that are not ASCII. A single
/// variation selector after a base character stays; runs of them do not.
package enum InvisibleCharacters {
    /// The text without invisible characters, and the runs of them, tag characters spelled out as the ASCII they
    /// mirror.
    package static func split(_ text: String) -> (visible: String, invisible: [String]) {
        guard text.utf8.contains(where: { $0 >= 0xC2 }) else { return (text, []) }
        var visible = String.UnicodeScalarView()
        var invisible: [String] = []
        var run = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let before = index > 0 ? scalars[index - 1] : nil
            let after = index + 1 < scalars.count ? scalars[index + 1] : nil
            if isInvisible(scalar, before: before, after: after) {
                run.append(decoded(scalar))
            } else {
                if !run.isEmpty {
                    invisible.append(String(run))
                    run = String.UnicodeScalarView()
                }
                visible.append(scalar)
            }
        }
        if !run.isEmpty { invisible.append(String(run)) }
        return (String(visible), invisible.filter(isWorthKeeping))
    }

    private static func isInvisible(_ scalar: Unicode.Scalar, before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
        switch scalar.value {
        case 0x00AD, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2064, 0x2066...0x206F, 0xFEFF, 0x180E,
            0x061C, 0x115F, 0x1160, 0x3164, 0xFFA0, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF, 0x1D173...0x1D17A:
            return !(isFlagTag(scalar) && before.map { isFlagTag($0) || $0.value == 0x1F3F4 } ?? false)
        case 0x200C, 0x200D:
            let joins = (before.map { !$0.isASCII } ?? false) && (after.map { !$0.isASCII } ?? false)
            return !joins
        case 0xFE00...0xFE0F:
            return before.map { isVariationSelector($0) || $0.properties.isWhitespace } ?? true
        default:
            return false
        }
    }

    private static func isVariationSelector(_ scalar: Unicode.Scalar) -> Bool {
        (0xFE00...0xFE0F).contains(scalar.value) || (0xE0100...0xE01EF).contains(scalar.value)
    }

    /// Tag characters of the subdivision flags (England, Scotland, Wales), which follow a black flag.
    private static func isFlagTag(_ scalar: Unicode.Scalar) -> Bool {
        (0xE0061...0xE007A).contains(scalar.value) || scalar.value == 0xE007F
    }

    private static func decoded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0xE0020...0xE007E).contains(scalar.value) else { return scalar }
        return Unicode.Scalar(scalar.value - 0xE0000) ?? scalar
    }

    /// One soft hyphen or byte-order mark is typography, not a message.
    private static func isWorthKeeping(_ run: String) -> Bool {
        run.unicodeScalars.count > 1 || !run.unicodeScalars.allSatisfy { isTypography($0) }
    }

    private static func isTypography(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00AD, 0xFEFF, 0x200B...0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0x061C: true
        default: false
        }
    }
}
