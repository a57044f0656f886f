private import WrightCore

/// The address of a service: where requests, and with them keys and texts, are sent.
public struct ServiceAddress: Sendable, Hashable, CustomStringConvertible {
    /// `https` or `http`.
    public let scheme: String
    /// The host in small letters, an IPv6 address without its brackets.
    public let host: String
    /// The port; nil for the scheme's own.
    public let port: Int?
    /// The path that all paths of the service begin with, without a slash at the end; may be empty.
    public let path: String
    /// What stands after the path's question mark, such as `api-version=2024-10-21`; may be empty.
    public let query: String

    /// Reads an address such as `https://api.example.com/v1`.
    ///
    /// An address with a user name or a password in it, a fragment, or characters that addresses cannot hold is
    /// refused, since different programs see different hosts in such.
    ///
    /// - Throws: ``ProviderError`` with code `addressInvalid`.
    public init(_ text: String) throws(ProviderError) {
        func fault(_ reason: String) -> ProviderError { .addressInvalid(Self.shown(text), reason: reason) }
        guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !Self.forbidden.contains($0) }) else {
            throw fault("it holds characters that addresses cannot hold")
        }
        guard let colon = text.firstRange(of: "://") else { throw fault("it does not begin with https:// or http://") }
        scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { throw fault("it must begin with https:// or http://") }
        let rest = text[colon.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@") else { throw fault("it must not hold a user name or password") }
        (host, port) = try Self.hostAndPort(authority, fault)
        let parts = rest[end...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = parts.first.map(String.init) ?? ""
        while path.last == "/" { path.removeLast() }
        guard !path.split(separator: "/").contains("..") else { throw fault("its path must not hold '..'") }
        self.path = path
        query = parts.count > 1 ? String(parts[1]) : ""
    }

    private static let forbidden = Set("\\<>\"{}|^`#".utf8)

    private static func hostAndPort(
        _ authority: Substring,
        _ fault: (String) -> ProviderError
    ) throws(ProviderError) -> (String, Int?) {
        var name = authority
        var portText: Substring?
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { throw fault("its host is no host") }
            name = authority[authority.index(after: authority.startIndex)..<close]
            let after = authority[authority.index(after: close)...]
            guard after.isEmpty || after.first == ":" else { throw fault("its host is no host") }
            guard name.contains(":"), name.utf8.allSatisfy({ isHexadecimal($0) || $0 == UInt8(ascii: ":") }) else {
                throw fault("its host is no host")
            }
            portText = after.isEmpty ? nil : after.dropFirst()
        } else {
            if let colon = authority.firstIndex(of: ":") {
                name = authority[..<colon]
                portText = authority[authority.index(after: colon)...]
            }
            guard !name.isEmpty, name.utf8.allSatisfy({ isLabel($0) }) else { throw fault("its host is no host") }
        }
        var host = name.lowercased()
        if host.last == "." { host.removeLast() }
        guard !host.isEmpty, host.utf8.count <= 253 else { throw fault("its host is no host") }
        guard let portText else { return (host, nil) }
        guard let port = Int(portText), (1...65535).contains(port) else { throw fault("its port is no port") }
        return (host, port)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private static func isLabel(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The text as errors show it: without what may be a password.
    private static func shown(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@") else { return String(text.prefix(200)) }
        return "…" + String(text[at...].prefix(200))
    }

    /// Whether the host is this machine: `localhost`, 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || host == "0:0:0:0:0:0:0:1" {
            return true
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { UInt8($0) != nil && ($0.count == 1 || $0.first != "0") }
    }

    /// The host with its port where the address names one.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(name):\($0)" } ?? name
    }

    /// The whole address.
    public var description: String {
        "\(scheme)://\(authority)\(path)" + (query.isEmpty ? "" : "?" + query)
    }

    /// The address of a path of the service.
    ///
    /// - Parameter suffix: Begins with a slash; what stands after a question mark is joined to the address's own query.
    /// - Returns: The whole address.
    func url(_ suffix: String) -> String {
        let parts = suffix.split(separator: "?", maxSplits: 1).map(String.init)
        var added = parts.count > 1 ? parts[1] : ""
        // What the address sets itself is not set again, such as the version of Azure's interface.
        if let name = added.split(separator: "=").first, query.contains(name + "=") { added = "" }
        let queries = [query, added].filter { !$0.isEmpty }
        let end = queries.isEmpty ? "" : "?" + queries.joined(separator: "&")
        return "\(scheme)://\(authority)\(path)\(parts.first ?? "")\(end)"
    }

    /// A name as it may stand in a path: what is neither letter, digit nor one of `-._~` is escaped.
    static func pathSegment(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isLabel(byte) || byte == UInt8(ascii: "~") {
                bytes.append(byte)
            } else {
                bytes += Hexadecimal.percentEncoded(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
