// Idea: an address is allowed only if it is written in the plainest way: `https://` or `http://`, a host of the list in
// ASCII, and characters without a second meaning. Everything else (other schemes, protocol-relative addresses,
// backslashes, control characters, references, user names, other scripts) is not told apart further: it is not allowed.

/// Which addresses an answer may link to, and which images it may show.
public struct LinkPolicy: Sendable, Hashable {
    /// Hosts that links may go to, such as `example.org`, or `*.example.org` for all below it.
    ///
    /// Default: none.
    public var linkHosts: [String]
    /// Hosts that images may come from.
    ///
    /// Default: none. An image is fetched without a click, and its address can carry anything the answer holds.
    public var imageHosts: [String]
    /// Whether links without a host, to the page's own site, are allowed.
    ///
    /// Default: yes. Images without a host are allowed with them.
    public var allowsRelativeAddresses: Bool

    /// Makes a policy.
    public init(linkHosts: [String] = [], imageHosts: [String] = [], allowsRelativeAddresses: Bool = true) {
        self.linkHosts = linkHosts.map { $0.lowercased() }
        self.imageHosts = imageHosts.map { $0.lowercased() }
        self.allowsRelativeAddresses = allowsRelativeAddresses
    }

    /// Whether a destination is allowed as it is written.
    public func allows(_ destination: String, asImage: Bool = false) -> Bool {
        allows(Array(destination.utf8)[...], asImage: asImage)
    }

    func allows(_ address: ArraySlice<UInt8>, asImage: Bool) -> Bool {
        guard !address.isEmpty, address.allSatisfy(Self.isPlain), !Self.hasReference(address) else { return false }
        if let host = Self.host(of: address) {
            return Self.matches(host, asImage ? imageHosts : linkHosts)
        }
        guard allowsRelativeAddresses else { return false }
        // A colon before the first slash makes it a scheme; two slashes at the start, another host.
        let head = address.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        guard !head.contains(UInt8(ascii: ":")), !address.starts(with: [47, 47]) else { return false }
        // `www.host` and `host.com` are paths here, but linkers would make hosts of them.
        let labels = head.split(separator: 46).map { $0.map(TextByte.lowered) }
        return labels.first != Array("www".utf8) && (labels.count < 2 || !TopDomains.contains(labels[labels.count - 1]))
    }

    /// The host of an address with `http://` or `https://`, in lower case; nil for others and for user names.
    static func host(of address: ArraySlice<UInt8>) -> [UInt8]? {
        let folded = address.map(TextByte.lowered)
        let schemes = [Array("https://".utf8), Array("http://".utf8)]
        guard let scheme = schemes.first(where: { folded.starts(with: $0) }) else { return nil }
        let rest = folded.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let host = authority.prefix { $0 != UInt8(ascii: ":") }
        let port = authority.dropFirst(host.count).dropFirst()
        let isNamed = !host.isEmpty && host.allSatisfy { TextByte.isAlphanumeric($0) || $0 == 45 || $0 == 46 }
        return isNamed && port.allSatisfy(TextByte.isDigit) ? Array(host) : nil
    }

    func allows(host: [UInt8]) -> Bool { Self.matches(host, linkHosts) }

    private static func matches(_ host: [UInt8], _ patterns: [String]) -> Bool {
        patterns.contains { pattern in
            let pattern = Array(pattern.utf8)
            guard pattern.starts(with: [42, 46]) else { return host == pattern }
            let suffix = pattern.dropFirst()
            return host.count > suffix.count && host.suffix(suffix.count).elementsEqual(suffix)
        }
    }

    /// Characters of addresses that Markdown, HTML and browsers all read as they stand.
    static func isPlain(_ byte: UInt8) -> Bool {
        if TextByte.isAlphanumeric(byte) { return true }
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"),
            UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "="),
            UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "@"):
            return true
        default: return false
        }
    }

    /// `&name;` and `&#…;`, which Markdown decodes; `&amp;` is what it stands for.
    private static func hasReference(_ address: ArraySlice<UInt8>) -> Bool {
        var position = address.startIndex
        while position < address.endIndex {
            if address[position] == UInt8(ascii: "&"), !address[position...].starts(with: "&amp;".utf8) {
                let name = address[(position + 1)...].prefix { TextByte.isAlphanumeric($0) || $0 == UInt8(ascii: "#") }
                if !name.isEmpty, name.endIndex < address.endIndex, address[name.endIndex] == UInt8(ascii: ";") {
                    return true
                }
            }
            position += 1
        }
        return false
    }
}
