/// One thing that a posting asks for.
public struct Requirement: Sendable, Hashable {
    /// What is asked for.
    public enum Kind: String, Sendable, Hashable {
        /// A technology of the timeline.
        case technology
        /// Knowledge of a line of business, such as payments.
        case domain
        /// Anything else: only people can judge it.
        case other
    }

    /// What is asked for.
    public let kind: Kind
    /// The technology's or domain's name, or the line.
    public let name: String
    /// Must or nice.
    public let section: PostingLine.Section
    /// The posting's line.
    public let quote: String

    /// The requirements of a posting, each technology and domain once, in the order of the text.
    ///
    /// Names that a posting gives as a choice ("one of A, B or C") are requirements of their own; the line says that
    /// one
    /// suffices.
    public static func all(of posting: JobPosting) -> [Self] {
        var requirements: [Self] = []
        var seen: Set<String> = []
        for line in posting.lines where line.section == .must || line.section == .nice {
            guard !line.isHeading else { continue }
            let quote = posting.text(at: line.range)
            var found = false
            for mention in posting.mentions where line.range.contains(mention.range.lowerBound) {
                found = true
                guard seen.insert(mention.name).inserted else { continue }
                requirements.append(Self(kind: .technology, name: mention.name, section: line.section, quote: quote))
            }
            for domain in Domains.all(in: quote) {
                found = true
                guard seen.insert("domain " + domain).inserted else { continue }
                requirements.append(Self(kind: .domain, name: domain, section: line.section, quote: quote))
            }
            if !found, requirements.count < 200 {
                requirements.append(Self(kind: .other, name: quote, section: line.section, quote: quote))
            }
        }
        return requirements
    }
}
