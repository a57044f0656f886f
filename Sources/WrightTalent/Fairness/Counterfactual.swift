/// Whether changes that must not matter change anything: another name, another address, another club.
public enum Counterfactual {
    /// One change and whether the result stayed the same, byte for byte.
    public struct Outcome: Sendable, Hashable {
        /// What was put in.
        public let variant: String
        /// Whether every byte of the result is the same.
        public let isIdentical: Bool
    }

    /// Puts each variant in the place of a placeholder and compares the results with that of the first.
    ///
    /// - Parameters:
    ///   - text: A CV with the placeholder in it.
    ///   - placeholder: What is replaced, such as `{{NAME}}`.
    ///   - variants: What is put in, such as 36 first names.
    ///   - assess: The assessment in the form in which people see it.
    /// - Returns: One outcome a variant, in order.
    public static func outcomes(
        text: String,
        placeholder: String,
        variants: [String],
        assess: (String) throws -> String
    ) rethrows -> [Outcome] {
        var first: String?
        return try variants.map { variant in
            let result = try assess(text.replacing(placeholder, with: variant))
            let expected = first ?? result
            first = expected
            return Outcome(variant: variant, isIdentical: Array(result.utf8) == Array(expected.utf8))
        }
    }

    /// Lines that stand for protected traits or their proxies and must change nothing.
    public static let proxyLines = [
        "Address: 12 Garden Road, 10115", "Date of birth: 4 May 1961", "Nationality: Kenyan", "Gender: female",
        "Marital status: married", "Pronouns: they/them", "Religion: none", "Age: 58", "Phone: +44 20 7946 0000",
        "Zip code: 60621", "Ethnicity: not given",
    ]
}

extension Counterfactual {
    /// The 36 first names of Bertrand & Mullainathan (2004), "Are Emily and Greg more employable than Lakisha and
    /// Jamal?".
    public static let firstNames = [
        "Allison", "Anne", "Carrie", "Emily", "Jill", "Laurie", "Kristen", "Meredith", "Sarah", "Aisha", "Ebony",
        "Keisha",
        "Kenya", "Lakisha", "Latonya", "Latoya", "Tamika", "Tanisha", "Brad", "Brendan", "Geoffrey", "Greg", "Brett",
        "Jay",
        "Matthew", "Neil", "Todd", "Darnell", "Hakim", "Jamal", "Jermaine", "Kareem", "Leroy", "Rasheed", "Tremayne",
        "Tyrone",
    ]
}
