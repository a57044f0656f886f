/// A kind of personal data or secret.
///
/// Names of persons and street addresses are not among them: they cannot be told from other words without a language
/// model, and guesses would take ordinary words out of ordinary texts.
public enum PersonalDataType: String, Sendable, Codable, CaseIterable {
    /// An e-mail address.
    case email
    /// A telephone or fax number.
    case phone
    /// The number of a payment card, with its check digit right.
    case card
    /// An international bank account number, with its check digits right.
    case iban
    /// An address on the web; reported, but not redacted unless asked for.
    case url
    /// An internet protocol address of version 4 or 6, with its prefix length or port.
    case ip
    /// A social security number of the United States.
    case ssn
    /// A national identity, tax, health or insurance number.
    case nationalID = "national-id"
    /// A passport's number.
    case passport
    /// A driving licence's number.
    case drivingLicence = "driving-licence"
    /// The hardware address of a network card.
    case mac
    /// An address of a cryptocurrency, with its checksum right.
    case wallet
    /// A date of birth.
    case birthDate = "birth-date"
    /// A password, a key or a token.
    case secret
    /// A signed web token.
    case jwt
    /// A private key in PEM form.
    case privateKey = "private-key"

    /// The word that stands for it in placeholders, such as `EMAIL`.
    public var label: String {
        switch self {
        case .email: "EMAIL"
        case .phone: "PHONE"
        case .card: "CARD"
        case .iban: "IBAN"
        case .url: "URL"
        case .ip: "IP"
        case .ssn: "SSN"
        case .nationalID: "NATIONAL_ID"
        case .passport: "PASSPORT"
        case .drivingLicence: "LICENCE"
        case .mac: "MAC"
        case .wallet: "WALLET"
        case .birthDate: "BIRTH_DATE"
        case .secret: "SECRET"
        case .jwt: "TOKEN"
        case .privateKey: "PRIVATE_KEY"
        }
    }

    /// Whether it opens something, and so must never be kept or shown.
    public var isSecret: Bool {
        switch self {
        case .secret, .jwt, .privateKey: true
        default: false
        }
    }

    /// All but web addresses: what is redacted unless something else is asked for.
    public static let redactedByDefault = Set(allCases).subtracting([.url])

    /// Keys, passwords and tokens only: what never belongs into traces, logs and prompts.
    public static let secrets = Set(allCases.filter(\.isSecret))
}
