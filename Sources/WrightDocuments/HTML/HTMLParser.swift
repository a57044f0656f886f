private import WrightCore

/// Reads HTML: the main text without navigation, or everything that is shown.
package enum HTMLParser {
    /// How much of a page is taken.
    package enum Scope: Sendable {
        /// The main text, as far as it can be told from navigation and advertising.
        case mainContent
        /// All that is shown; for fragments, chapters and mails.
        case everything
    }

    /// Makes a document of an HTML page.
    package static func parse(
        _ source: DocumentSource,
        limits: ParsingLimits,
        declaredEncoding: String? = nil
    ) throws(DocumentError) -> Document {
        let decoded = TextDecoder.decode(
            source.bytes,
            declared: declaredEncoding ?? HTMLScan.declaredEncoding(in: source.bytes)
        )
        var builder = DocumentBuilder(limits: limits)
        decoded.note(in: &builder)
        try append(Array(decoded.text.utf8), to: &builder)
        return builder.finish(source: source, mediaType: .html)
    }

    /// Adds what UTF-8 encoded HTML or XHTML says, a whole page or a fragment, to a document.
    ///
    /// Sets the builder's title where it has none yet. Comments and text that is not shown go to the hidden channel.
    package static func append(
        _ html: [UInt8],
        to builder: inout DocumentBuilder,
        scope: Scope = .mainContent
    ) throws(DocumentError) {
        let tree = HTMLTree(parsing: try HTMLScan.checked(html, limits: builder.limits))
        guard !tree.nodes.isEmpty else { return }
        let visibility = HTMLVisibility(of: tree)
        HTMLPageProperties.read(from: tree, into: &builder)
        let content: HTMLContent
        switch scope {
        case .mainContent: content = HTMLContentFinder(tree: tree, visibility: visibility).mainContent()
        case .everything: content = .everything(of: tree)
        }
        var renderer = HTMLRenderer(tree: tree, visibility: visibility, content: content)
        try renderer.render(into: &builder)
    }

    /// Adds HTML that was made of another markup language, so that nothing of it is boilerplate; writes out the texts
    /// of images and what else HTML only draws.
    static func appendMarkup(_ html: [UInt8], to builder: inout DocumentBuilder) throws(DocumentError) {
        let tree = HTMLTree(parsing: try HTMLScan.checked(html, limits: builder.limits))
        guard !tree.nodes.isEmpty else { return }
        let visibility = HTMLVisibility(of: tree)
        let content = HTMLContent.everything(of: tree)
        var renderer = HTMLRenderer(tree: tree, visibility: visibility, content: content, keepsSigns: true)
        try renderer.render(into: &builder)
    }

    /// Adds a text that is HTML; see ``append(_:to:scope:)-([UInt8],_,_)``.
    package static func append(
        _ html: String,
        to builder: inout DocumentBuilder,
        scope: Scope = .mainContent
    ) throws(DocumentError) {
        try append(Array(html.utf8), to: &builder, scope: scope)
    }
}
