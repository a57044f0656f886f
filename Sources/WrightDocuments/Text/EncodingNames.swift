/// The names of encodings as sources write them, and what they mean in practice.
///
/// Follows the WHATWG encoding standard where it says that a label means a superset: `iso-8859-1` is read as
/// windows-1252, `gb2312` as GB18030, `shift_jis` as Microsoft's code page 932.
enum EncodingNames {
    /// An encoding by its usual name and by the system's.
    struct Encoding: Hashable {
        /// The usual name.
        var name: String
        /// The name that `iconv` knows.
        var systemName: String

        /// An encoding; its system name is its own where no other is given.
        init(_ name: String, system: String? = nil) {
            self.name = name
            systemName = system ?? name
        }
    }

    /// What text without any evidence is taken for.
    static let fallback = Encoding("windows-1252", system: "CP1252")

    /// The encoding that a label means; nil for labels that say nothing.
    static func encoding(named label: String) -> Encoding? {
        let name = label.lowercased().filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
        guard !name.isEmpty, name.utf8.count <= 40 else { return nil }
        if let known = labels[name] { return known }
        if name.hasPrefix("windows-"), let number = Int(name.dropFirst(8)) {
            return Encoding(name, system: "CP\(number)")
        }
        if name.hasPrefix("cp"), let number = Int(name.dropFirst(2)), (1250...1258).contains(number) {
            return Encoding("windows-\(number)", system: "CP\(number)")
        }
        guard !["utf-8", "utf8", "us-ascii", "ascii", "unicode", "binary", "unknown-8bit", "x-unknown"].contains(name),
            name.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 47 })
        else { return nil }
        return Encoding(name.uppercased())
    }

    private static let labels: [String: Encoding] = {
        var table: [String: Encoding] = [:]
        for (name, system, labels) in groups {
            for label in labels { table[label] = Encoding(name, system: system) }
        }
        return table
    }()

    private static let groups: [(name: String, system: String, labels: [String])] = [
        ("windows-1252", "CP1252", ["iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "x-ansi"]),
        ("windows-1254", "CP1254", ["iso-8859-9", "latin5"]),
        ("windows-874", "TIS-620", ["tis-620", "iso-8859-11", "windows-874", "cp874"]),
        ("ISO-8859-8", "ISO-8859-8", ["iso-8859-8-i", "iso-8859-8-e", "iso-8859-8", "hebrew", "logical", "visual"]),
        ("Shift_JIS", "CP932", ["shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "cp932", "windows-31j"]),
        ("EUC-JP", "EUC-JP-MS", ["euc-jp", "x-euc-jp", "eucjp"]),
        ("ISO-2022-JP", "ISO-2022-JP-3", ["iso-2022-jp", "csiso2022jp", "iso-2022-jp-ms"]),
        ("GB18030", "GB18030", ["gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "euc-cn", "cp936", "chinese"]),
        ("Big5", "BIG5-HKSCS", ["big5", "big5-hkscs", "x-x-big5", "cn-big5", "cp950"]),
        (
            "EUC-KR", "CP949",
            ["euc-kr", "ks_c_5601-1987", "ksc5601", "ks_c_5601", "korean", "cp949", "windows-949", "uhc"]
        ),
        ("KOI8-R", "KOI8-R", ["koi8-r", "koi", "koi8"]),
        ("KOI8-U", "KOI8-U", ["koi8-u", "koi8-ru"]),
        ("macintosh", "MACINTOSH", ["macintosh", "mac", "x-mac-roman", "macroman"]),
        ("x-mac-cyrillic", "MAC-CYRILLIC", ["x-mac-cyrillic", "x-mac-ukrainian"]),
        ("IBM866", "IBM866", ["ibm866", "cp866", "866"]),
        ("UTF-16LE", "UTF-16LE", ["utf-16", "utf-16le", "ucs-2", "iso-10646-ucs-2"]),
        ("UTF-7", "UTF-7", ["utf-7"]),
    ]
}
