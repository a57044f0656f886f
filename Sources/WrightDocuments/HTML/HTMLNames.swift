/// What an element's class and id say about its part in the page.
struct HTMLNames {
    private let names: String

    /// Takes an element's names.
    init(of index: Int, in tree: HTMLTree) {
        guard !tree.nodes[index].attributes.isEmpty else {
            names = ""
            return
        }
        let own = [tree.attribute(.class, of: index), tree.attribute(.id, of: index)].compactMap(\.self)
        names = String(own.joined(separator: " ").prefix(512)).lowercased()
    }

    /// A cookie or privacy banner.
    var isConsent: Bool { contains(Self.consent) }
    /// A link that only serves those who edit the page.
    var isEditLink: Bool { names.contains("mw-editsection") || names.contains("mw-jump-link") }
    /// Beside the text, unless another name says otherwise.
    var isUnlikely: Bool { contains(Self.unlikely) && !contains(Self.perhaps) }
    /// Buttons to share the page.
    var isShare: Bool { words.contains { $0 == "share" || $0 == "sharedaddy" || $0 == "social" || $0 == "sharing" } }

    /// 25 for each of class and id together that names a text, -25 for what stands beside it.
    var weight: Double {
        guard !names.isEmpty else { return 0 }
        return (contains(Self.positive) ? 25 : 0) - (contains(Self.negative) ? 25 : 0)
    }

    private var words: [Substring] { names.split { !$0.isLetter } }

    private func contains(_ parts: [String]) -> Bool {
        !names.isEmpty && parts.contains { names.contains($0) }
    }

    private static let consent = [
        "cookie-banner", "cookie-consent", "cookie-notice", "cookiebanner", "cookieconsent", "cookie-law", "gdpr",
        "onetrust", "consent-banner", "privacy-banner",
    ]
    private static let unlikely = [
        "-ad-", "ad-break", "agegate", "banner", "breadcrumb", "combx", "comment", "community", "cover-wrap", "disqus",
        "extra", "footer", "gdpr", "header", "legends", "menu", "navbox", "newsletter", "pager", "pagination", "popup",
        "related", "remark", "replies", "rss", "shoutbox", "sidebar", "skyscraper", "social", "sponsor", "subscribe",
        "supplemental", "toolbar", "yom-remote",
    ]
    private static let perhaps = ["article", "body", "column", "content", "main", "mathjax", "shadow"]
    private static let positive = [
        "article", "blog", "body", "content", "entry", "hentry", "h-entry", "main", "page", "post", "story", "text",
    ]
    private static let negative = [
        "-ad-", "banner", "combx", "comment", "contact", "footer", "gdpr", "hidden", "masthead", "media", "meta",
        "outbrain", "promo", "related", "scroll", "share", "shoutbox", "sidebar", "skyscraper", "sponsor", "shopping",
        "tags", "widget",
    ]
}
