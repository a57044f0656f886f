/// What is open at a place in HTML, counted from the tags before it.
///
/// Idea: the parser passes an end tag over where no element of its name is open, or only one outside of the innermost
/// table, cell or object. So an end tag ends here what began under its own name in the same region and nothing else; in
/// doubt an element counts as open for longer than it is.
struct HTMLOpenElements {
    /// Elements that stand inside one another.
    var depth: Int { openCount + itemDepth }
    /// Formatting elements that are opened again since the element around them has ended, in total.
    private(set) var reopenedCount = 0

    /// The counts where an element began.
    private struct Begin {
        var openCount = 0
        var formattingCount = 0
        var itemDepth = 0
        var item: HTMLTag?
    }

    /// A part of the page that end tags do not reach out of.
    private struct Region {
        var tag: HTMLTag
        var begin = Begin()
        var isForeign = false
        var begins: [String: [Begin]] = [:]
    }

    private var regions = [Region(tag: .other)]
    private var openCount = 0
    private var formattingCount = 0
    /// Entries of lists that stand inside others since neither they nor their lists have ended.
    private var itemDepth = 0
    private var item: HTMLTag?

    private var region: HTMLTag { regions[regions.count - 1].tag }
    /// Whether the place is in a drawing or a formula, where any element can stand inside any other.
    var isForeign: Bool { regions[regions.count - 1].isForeign }

    /// Whether what follows a start tag is read as text up to its end tag.
    func holdsRawText(_ tag: HTMLTag) -> Bool {
        guard Self.rawTextTags.contains(tag), !isForeign else { return false }
        return region != .select || tag == .script || tag == .textarea
    }

    /// Takes a start tag.
    mutating func begin(_ tag: HTMLTag, name: String) {
        // These end the one before them.
        if tag == .a || tag == .nobr, !isForeign { end(tag, name: name) }
        let isNested = isForeign && !Self.foreignEndingTags.contains(tag)
        let isVoid = Self.voidTags.contains(tag) && !isNested
        let isImplied = Self.impliedEndTags.contains(tag) && !isNested
        let isFormatting = Self.formattingTags.contains(tag)
        if tag.isBlock || !(isVoid || isImplied || isFormatting) { reopenedCount += formattingCount }
        let isCell = Self.cellTags.contains(tag)
        if isCell { endCell() }
        if isImplied {
            beginItem(tag)
        } else if !isVoid {
            regions[regions.count - 1].begins[name, default: []].append(counts)
            openCount += 1
            if isFormatting { formattingCount += 1 }
        }
        if isCell ? region == .table : Self.regionTags.contains(tag) {
            let isForeign = tag == .svg || tag == .math || (isForeign && tag != .table)
            regions.append(Region(tag: tag, begin: counts, isForeign: isForeign))
            if isCell { item = nil }
        }
    }

    /// Takes an end tag.
    mutating func end(_ tag: HTMLTag, name: String) {
        if tag == .table || tag == region { endCell() }
        if regions.count > 1, region == tag { regions.removeLast() }
        guard let begin = regions[regions.count - 1].begins[name]?.last else {
            endItem(tag)
            return
        }
        let isFormatting = Self.formattingTags.contains(tag)
        reopenedCount += max(0, formattingCount - begin.formattingCount - (isFormatting ? 1 : 0))
        // The parser takes a formatting element out of eight elements around its end tag at most.
        if isFormatting, depth - begin.openCount - begin.itemDepth > 3 { return }
        regions[regions.count - 1].begins[name]?.removeLast()
        openCount -= 1
        if isFormatting { formattingCount -= 1 }
        if Self.listTags.contains(tag) {
            itemDepth = min(itemDepth, begin.itemDepth)
            item = begin.item
        }
    }

    private var counts: Begin {
        Begin(openCount: openCount, formattingCount: formattingCount, itemDepth: itemDepth, item: item)
    }

    /// Nothing that began in a cell stays open after it.
    private mutating func endCell() {
        guard Self.cellTags.contains(region) else { return }
        let begin = regions.removeLast().begin
        openCount = begin.openCount
        formattingCount = begin.formattingCount
        itemDepth = begin.itemDepth
        item = begin.item
    }

    /// An entry ends the one before it, unless that is of another kind of list.
    private mutating func beginItem(_ tag: HTMLTag) {
        switch tag {
        case .li, .dd, .dt:
            let kind: HTMLTag = tag == .dt ? .dd : tag
            if let item, item != kind { itemDepth += 1 }
            item = kind
        case .rt, .rp:
            if regions[regions.count - 1].begins["ruby"]?.isEmpty ?? true { itemDepth += 1 }
        case .optgroup where region != .select: itemDepth += 1
        default: break
        }
    }

    private mutating func endItem(_ tag: HTMLTag) {
        guard Self.impliedEndTags.contains(tag) else { return }
        reopenedCount += formattingCount
        if item == (tag == .dt ? .dd : tag) { item = nil }
    }

    /// Elements that hold nothing.
    static let voidTags: Set<HTMLTag> = [
        .area, .base, .br, .col, .embed, .frame, .hr, .img, .input, .link, .meta, .param, .source, .track, .wbr,
    ]
    private static let rawTextTags: Set<HTMLTag> = [
        .script, .style, .textarea, .title, .iframe, .xmp, .noembed, .noframes,
    ]
    private static let impliedEndTags: Set<HTMLTag> = [
        .p, .li, .dt, .dd, .option, .optgroup, .tr, .td, .th, .thead, .tbody, .tfoot, .colgroup, .rp, .rt, .body, .html,
        .head,
    ]
    /// The parser keeps these in a list, and opens each again in every block until its end tag comes.
    private static let formattingTags: Set<HTMLTag> = [
        .a, .b, .big, .code, .em, .font, .i, .nobr, .s, .small, .strike, .strong, .tt, .u,
    ]
    private static let cellTags: Set<HTMLTag> = [.td, .th, .caption]
    private static let regionTags: Set<HTMLTag> = [
        .applet, .marquee, .math, .object, .select, .svg, .table, .template,
    ]
    /// Elements whose end ends every list entry in them.
    private static let listTags: Set<HTMLTag> = [.div, .dl, .menu, .ol, .table, .ul]
    /// Elements without content or end tag that end a drawing or formula instead of standing in it.
    private static let foreignEndingTags: Set<HTMLTag> = [
        .body, .br, .dd, .dt, .embed, .head, .hr, .img, .li, .meta, .p,
    ]
}
