// Idea: tags that stand alone on their lines, and tags with '~', take white space with them. The rules and their order
// are those of Handlebars (lib/handlebars/compiler/whitespace-control.js), oddities included, since prompts rely on
// them: what is tested is always the text as it was written, what is cut is what earlier rules left.

/// Takes away the white space around tags.
enum TemplateWhiteSpace {
    /// What a statement asks of the text around it.
    private struct Wish {
        var open = false
        var close = false
        var openStandalone = false
        var closeStandalone = false
        var inlineStandalone = false
    }

    static func strip(_ body: inout TemplateBody, isRoot: Bool) {
        for index in body.statements.indices {
            guard let wish = visit(&body.statements[index]) else { continue }
            let before = endsLine(body, before: index, isRoot: isRoot)
            let after = beginsLine(body, after: index, isRoot: isRoot)
            if wish.close { cutStart(&body, index + 1, all: true) }
            if wish.open { cutEnd(&body, index - 1, all: true) }
            if wish.inlineStandalone, before, after {
                cutStart(&body, index + 1)
                if cutEnd(&body, index - 1) { setIndent(&body, index) }
            }
            if wish.openStandalone, before {
                changeBlock(&body.statements[index]) { block in
                    changeMain(&block) { cutStart(&$0, 0) }
                }
                cutEnd(&body, index - 1)
            }
            if wish.closeStandalone, after {
                cutStart(&body, index + 1)
                changeBlock(&body.statements[index]) { block in
                    if block.inverse != nil {
                        change(&block.inverse) { cutEnd(&$0, $0.statements.count - 1) }
                    } else {
                        change(&block.program) { cutEnd(&$0, $0.statements.count - 1) }
                    }
                }
            }
        }
    }

    private static func visit(_ statement: inout TemplateStatement) -> Wish? {
        switch statement {
        case .content: return nil
        case .output(_, let strip): return Wish(open: strip.open, close: strip.close)
        case .comment(let strip): return Wish(open: strip.open, close: strip.close, inlineStandalone: true)
        case .partial(let partial) where partial.block == nil:
            return Wish(open: partial.strip.open, close: partial.strip.close, inlineStandalone: true)
        case .partial, .block:
            var wish = Wish()
            changeBlock(&statement) { wish = visitBlock(&$0) }
            return wish
        }
    }

    private static func visitBlock(_ block: inout TemplateBlock) -> Wish {
        change(&block.program) { strip(&$0, isRoot: false) }
        change(&block.inverse) { strip(&$0, isRoot: false) }
        var wish = Wish(open: block.openStrip.open, close: block.closeStrip.close)
        guard let main = block.program ?? block.inverse else { return wish }
        let hasBoth = block.program != nil && block.inverse != nil
        let firstInverse = hasBoth ? Self.firstInverse(block) : nil
        let last = firstInverse ?? main
        wish.openStandalone = beginsLine(main, after: -1, isRoot: false)
        wish.closeStandalone = endsLine(last, before: last.statements.count, isRoot: false)
        if block.openStrip.close { changeMain(&block) { cutStart(&$0, 0, all: true) } }
        guard hasBoth, let firstInverse else {
            if block.closeStrip.open { changeMain(&block) { cutEnd(&$0, $0.statements.count - 1, all: true) } }
            return wish
        }
        if block.inverseStrip.open { change(&block.program) { cutEnd(&$0, $0.statements.count - 1, all: true) } }
        if block.inverseStrip.close { changeFirstInverse(&block) { cutStart(&$0, 0, all: true) } }
        if block.closeStrip.open { changeFirstInverse(&block) { cutEnd(&$0, $0.statements.count - 1, all: true) } }
        if endsLine(main, before: main.statements.count, isRoot: false),
            beginsLine(firstInverse, after: -1, isRoot: false)
        {
            change(&block.program) { cutEnd(&$0, $0.statements.count - 1) }
            changeFirstInverse(&block) { cutStart(&$0, 0) }
        }
        return wish
    }

    /// Whether the text before a place ends a line, but for blanks.
    private static func endsLine(_ body: TemplateBody, before index: Int, isRoot: Bool) -> Bool {
        guard index > 0 else { return isRoot }
        guard case .content(let content) = body.statements[index - 1] else { return false }
        let bytes = content.original
        var place = bytes.count
        while place > 0, bytes[place - 1] != 10, isSpace(bytes[place - 1]) { place -= 1 }
        if place > 0 { return bytes[place - 1] == 10 }
        return index == 1 && isRoot
    }

    /// Whether the text after a place begins with the end of a line, but for blanks.
    private static func beginsLine(_ body: TemplateBody, after index: Int, isRoot: Bool) -> Bool {
        guard index + 1 < body.statements.count else { return isRoot }
        guard case .content(let content) = body.statements[index + 1] else { return false }
        guard let end = content.original.firstIndex(where: { $0 == 10 || !isSpace($0) }) else {
            return index + 2 >= body.statements.count && isRoot
        }
        return content.original[end] == 10
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    /// Takes white space from the start of a text: all, or the rest of its first line.
    private static func cutStart(_ body: inout TemplateBody, _ index: Int, all: Bool = false) {
        guard body.statements.indices.contains(index), case .content(var content) = body.statements[index],
            all || !content.isRightStripped
        else { return }
        var rest = content.value.drop(while: all ? isSpace : isBlank)
        if !all {
            if rest.starts(with: [13, 10]) {
                rest = rest.dropFirst(2)
            } else if rest.first == 10 {
                rest = rest.dropFirst()
            }
        }
        content.isRightStripped = rest.count != content.value.count
        content.value = Array(rest)
        body.statements[index] = .content(content)
    }

    /// Takes white space from the end of a text: all, or the blanks of its last line; gives whether there were any.
    @discardableResult
    private static func cutEnd(_ body: inout TemplateBody, _ index: Int, all: Bool = false) -> Bool {
        guard body.statements.indices.contains(index), case .content(var content) = body.statements[index],
            all || !content.isLeftStripped
        else { return false }
        let before = content.value.count
        while let last = content.value.last, all ? isSpace(last) : isBlank(last) { content.value.removeLast() }
        content.isLeftStripped = content.value.count != before
        body.statements[index] = .content(content)
        return content.isLeftStripped
    }

    private static func setIndent(_ body: inout TemplateBody, _ index: Int) {
        guard case .partial(var partial) = body.statements[index],
            case .content(let content) = body.statements[index - 1]
        else { return }
        partial.indent = Array(content.original.reversed().prefix(while: isBlank).reversed())
        body.statements[index] = .partial(partial)
    }
}

extension TemplateWhiteSpace {
    private static func change(_ body: inout TemplateBody?, _ action: (inout TemplateBody) -> Void) {
        guard var inner = body else { return }
        body = nil
        action(&inner)
        body = inner
    }

    private static func changeMain(_ block: inout TemplateBlock, _ action: (inout TemplateBody) -> Void) {
        if block.program != nil { change(&block.program, action) } else { change(&block.inverse, action) }
    }

    /// Changes a block, or a partial's block as one.
    private static func changeBlock(_ statement: inout TemplateStatement, _ action: (inout TemplateBlock) -> Void) {
        switch statement {
        case .block(var block):
            action(&block)
            statement = .block(block)
        case .partial(var partial):
            let call = TemplateCall(path: .init(original: ""), parameters: [], hash: [], helper: nil, line: 0)
            var block = TemplateBlock(call: call, program: partial.block, openStrip: partial.openStrip)
            block.closeStrip = partial.closeStrip
            action(&block)
            partial.block = block.program
            statement = .partial(partial)
        default: break
        }
    }

    /// The body of the first `{{else}}`, also of an `{{else if}}`.
    private static func firstInverse(_ block: TemplateBlock) -> TemplateBody? {
        guard let inverse = block.inverse, inverse.isChained, case .block(let inner)? = inverse.statements.first else {
            return block.inverse
        }
        return inner.program
    }

    private static func changeFirstInverse(_ block: inout TemplateBlock, _ action: (inout TemplateBody) -> Void) {
        change(&block.inverse) { inverse in
            guard inverse.isChained, !inverse.statements.isEmpty else { return action(&inverse) }
            changeBlock(&inverse.statements[0]) { change(&$0.program, action) }
        }
    }
}
