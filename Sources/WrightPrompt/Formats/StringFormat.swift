private import WrightCore

/// A form of strings that a schema's `format` names.
enum StringFormat: String, Sendable {
    case date, time, duration, email, hostname, ipv4, ipv6, uri, iri, uuid, regex
    case dateTime = "date-time"
    case idnEmail = "idn-email"
    case idnHostname = "idn-hostname"
    case uriReference = "uri-reference"
    case iriReference = "iri-reference"
    case uriTemplate = "uri-template"
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"

    /// The format of that name; nil for a name that is not known, which any string fits.
    init?(name: String) { self.init(rawValue: name) }

    /// Whether a string has the form.
    func accepts(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        switch self {
        case .date: return TimeFormat.isDate(bytes[...])
        case .time: return TimeFormat.isTime(bytes[...])
        case .dateTime: return TimeFormat.isDateTime(bytes)
        case .duration: return TimeFormat.isDuration(bytes)
        case .email: return AddressFormat.isEmail(bytes, isInternational: false)
        case .idnEmail: return AddressFormat.isEmail(bytes, isInternational: true)
        case .hostname: return HostFormat.isHost(text, isInternational: false)
        case .idnHostname: return HostFormat.isHost(text, isInternational: true)
        case .ipv4: return AddressFormat.isIPv4(bytes[...])
        case .ipv6: return AddressFormat.isIPv6(bytes[...])
        case .uri: return URIFormat.isURI(bytes, isInternational: false, needsScheme: true)
        case .iri: return URIFormat.isURI(bytes, isInternational: true, needsScheme: true)
        case .uriReference: return URIFormat.isURI(bytes, isInternational: false, needsScheme: false)
        case .iriReference: return URIFormat.isURI(bytes, isInternational: true, needsScheme: false)
        case .uriTemplate: return URIFormat.isTemplate(bytes)
        case .uuid: return Self.isUUID(bytes)
        case .regex: return (try? Pattern(text)) != nil || Self.isUnsupported(text)
        case .jsonPointer: return Self.isPointer(bytes[...])
        case .relativeJSONPointer: return Self.isRelativePointer(bytes)
        }
    }

    /// A well-formed expression that is not matched here is still an expression.
    private static func isUnsupported(_ text: String) -> Bool {
        do {
            _ = try Pattern(text)
            return true
        } catch {
            return error.code == .patternUnsupported && !text.contains("(?i")
        }
    }

    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 36 else { return false }
        return bytes.enumerated()
            .allSatisfy { place, byte in
                [8, 13, 18, 23].contains(place) ? byte == UInt8(ascii: "-") : Hexadecimal.value(ofDigit: byte) != nil
            }
    }

    private static func isPointer(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        guard first == UInt8(ascii: "/") else { return false }
        for place in bytes.indices where bytes[place] == UInt8(ascii: "~") {
            guard place + 1 < bytes.endIndex, bytes[place + 1] == 48 || bytes[place + 1] == 49 else { return false }
        }
        return true
    }

    private static func isRelativePointer(_ bytes: [UInt8]) -> Bool {
        let digits = bytes.prefix { (48...57).contains($0) }
        guard !digits.isEmpty, digits.count == 1 || digits.first != 48 else { return false }
        let rest = bytes[digits.endIndex...]
        return rest.elementsEqual([UInt8(ascii: "#")]) || isPointer(rest)
    }
}
