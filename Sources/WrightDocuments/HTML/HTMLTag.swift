internal import CGumbo

/// The elements that are treated differently from a plain inline element.
enum HTMLTag: String {
    case a, abbr, address, annotation, applet, area, article, aside, audio, b, base, big, blockquote, body, br, button
    case canvas, caption, center, cite, code, col, colgroup, datalist, dd, del, details, dialog, dir, div, dl, dt, em
    case embed, fieldset, figcaption, figure, font, footer, form, frame, frameset, h1, h2, h3, h4, h5, h6, head
    case header, hgroup, hr, html, i, iframe, img, input, label, legend, li, link, listing, main, map, marquee, math
    case menu, meta, nav, nobr, noembed, noframes, noscript, object, ol, optgroup, option, output, p, param, picture
    case plaintext, pre, q, rp, rt, ruby, s, samp, script, search, section, select, small, source, span, strike
    case strong, style, sub, summary, sup, svg, table, tbody, td, template, textarea, tfoot, th, thead, title, tr
    case track, tt, u, ul, video, wbr, xmp
    case other = ""

    /// The tag that gumbo means.
    init(_ tag: GumboTag) {
        let number = Int(tag.rawValue)
        self = number < Self.byNumber.count ? Self.byNumber[number] : .other
    }

    private static let byNumber: [HTMLTag] = (0..<GUMBO_TAG_LAST.rawValue)
        .map { number in
            gumbo_normalized_tagname(GumboTag(rawValue: number))
                .map { HTMLTag(rawValue: String(cString: $0)) ?? .other }
                ?? .other
        }

    /// The level of a heading; nil for other elements.
    var headingLevel: Int? {
        switch self {
        case .h1: 1
        case .h2: 2
        case .h3: 3
        case .h4: 4
        case .h5: 5
        case .h6: 6
        default: nil
        }
    }

    /// Whether the element begins on a line of its own.
    var isBlock: Bool { Self.blocks.contains(self) }

    /// Whether the element never holds text that a reader sees as part of the page's words.
    var isSilent: Bool { Self.silent.contains(self) }

    private static let blocks: Set<HTMLTag> = [
        .address, .article, .aside, .blockquote, .body, .caption, .center, .dd, .details, .dialog, .dir, .div, .dl, .dt,
        .fieldset, .figcaption, .figure, .footer, .form, .frameset, .h1, .h2, .h3, .h4, .h5, .h6, .header, .hgroup, .hr,
        .html, .legend, .li, .listing, .main, .menu, .nav, .noframes, .ol, .p, .plaintext, .pre, .search, .section,
        .summary, .table, .tbody, .td, .tfoot, .th, .thead, .tr, .ul, .xmp,
    ]
    private static let silent: Set<HTMLTag> = [
        .annotation, .area, .audio, .base, .button, .canvas, .col, .colgroup, .datalist, .embed, .frame, .head, .iframe,
        .img, .input, .link, .map, .meta, .noframes, .noscript, .object, .optgroup, .option, .output, .param, .script,
        .select, .source, .style, .svg, .template, .textarea, .title, .track, .video,
    ]
}
