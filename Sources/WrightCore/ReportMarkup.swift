/// How text is put into reports of HTML and XML.
package enum ReportMarkup {
    /// The text with every sign that could begin markup written as a reference, for elements and quoted attributes.
    ///
    /// Characters that XML does not allow become U+FFFD.
    package static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: result += "&amp;".unicodeScalars
            case 0x3C: result += "&lt;".unicodeScalars
            case 0x3E: result += "&gt;".unicodeScalars
            case 0x22: result += "&quot;".unicodeScalars
            case 0x27: result += "&#39;".unicodeScalars
            case 0..<9, 11, 12, 14..<32, 127, 0xFFFE, 0xFFFF: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
