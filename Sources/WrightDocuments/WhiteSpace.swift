/// What the formats agree on about white space.
package enum WhiteSpace {
    /// Runs of white space become one space, or one line break where line breaks are kept and the run has one; white
    /// space at both ends goes.
    ///
    /// Control characters count as white space.
    package static func collapsed(_ text: String, keepsLineBreaks: Bool) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var pendingSpace = false
        var pendingBreak = false
        for scalar in text.unicodeScalars {
            if scalar.value < 0x21 || (scalar.value > 0x7E && isSpace(scalar)) {
                pendingSpace = true
                if scalar == "\n" { pendingBreak = true }
                continue
            }
            if pendingSpace, !result.isEmpty {
                result.append(pendingBreak && keepsLineBreaks ? 10 : 32)
            }
            pendingSpace = false
            pendingBreak = false
            UTF8.encode(scalar) { result.append($0) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        (0x7F...0x9F).contains(scalar.value) || scalar.properties.isWhitespace
    }
}
