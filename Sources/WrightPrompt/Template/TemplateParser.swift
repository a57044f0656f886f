// Idea: recursive descent over bytes by the grammar of Handlebars 4: text up to '{{', then a tag by its first
// character. Source: the grammar files of Handlebars (src/handlebars.l and .yy), whose behaviour this follows,
// escapes of '{{' included. Deviations: helpers are a fixed set, so a call of an unknown one is an error when the
// template is read, and blocks may stand inside one another only to a limit.

/// Reads templates.
struct TemplateParser {
    let name: String
    let bytes: [UInt8]
    var position = 0
    private var depth = 0
    /// Subexpressions that are being read.
    var nesting = 0

    static let depthLimit = 100
    static let sizeLimit = 4 << 20

    init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// How a body ended.
    enum Ending {
        case end
        case close(name: String, strip: TemplateStrip)
        case inverse(strip: TemplateStrip)
        case chain(TemplateCall, strip: TemplateStrip, blockParameters: [String])
    }

    /// Reads a whole template, white space of tags taken away.
    mutating func parse() throws(PromptError) -> TemplateBody {
        guard bytes.count <= Self.sizeLimit else {
            throw .templateTooLarge(name: name, what: "bytes", limit: Self.sizeLimit)
        }
        var (body, ending) = try parseBody()
        switch ending {
        case .end: break
        case .close(let name, _): throw fault("'{{/\(name)}}' closes nothing")
        case .inverse, .chain: throw fault("'{{else}}' stands outside a block")
        }
        TemplateWhiteSpace.strip(&body, isRoot: true)
        return body
    }

    var line: Int { bytes[..<min(position, bytes.count)].reduce(1) { $1 == 10 ? $0 + 1 : $0 } }

    func fault(_ reason: String) -> PromptError { .templateInvalid(name: name, line: line, reason: reason) }

    func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    func stands(_ text: StaticString, at place: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[place + offset] != text.utf8Start[offset] { return false }
        return true
    }

    mutating func take(_ text: StaticString) -> Bool {
        guard stands(text, at: position) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    mutating func skipSpace() {
        while let byte = peek(), byte == 32 || (9...13).contains(byte) { position += 1 }
    }

    private mutating func parseBody() throws(PromptError) -> (TemplateBody, Ending) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw .templateTooLarge(name: name, what: "blocks inside one another", limit: Self.depthLimit)
        }
        var body = TemplateBody()
        while true {
            readContent(into: &body)
            guard position < bytes.count else { return (body, .end) }
            if let ending = try parseTag(into: &body) { return (body, ending) }
        }
    }

    /// Reads text up to the next tag.
    private mutating func readContent(into body: inout TemplateBody) {
        var text: [UInt8] = []
        func flush(_ body: inout TemplateBody) {
            if !text.isEmpty { body.statements.append(.content(TemplateContent(text))) }
            text = []
        }
        while position < bytes.count {
            guard stands("{{", at: position) else {
                text.append(bytes[position])
                position += 1
                continue
            }
            if text.suffix(2).elementsEqual([92, 92]) {
                text.removeLast()
                break
            }
            guard text.last == 92 else { break }
            // An escaped tag is text, up to the next tag or escape.
            text.removeLast()
            flush(&body)
            repeat {
                text.append(bytes[position])
                position += 1
            } while position < bytes.count
                && (text.count < 2
                    || !(stands("{{", at: position) || stands("\\{{", at: position)
                        || stands("\\\\{{", at: position)))
            flush(&body)
        }
        flush(&body)
    }

    private mutating func parseTag(into body: inout TemplateBody) throws(PromptError) -> Ending? {
        if stands("{{{{", at: position), peek(4) != UInt8(ascii: "/") {
            body.statements.append(.block(try parseRawBlock()))
            return nil
        }
        let start = position
        position += 2
        var strip = TemplateStrip(open: take("~"), close: false)
        switch peek() {
        case UInt8(ascii: "!"):
            body.statements.append(.comment(try parseComment(strip.open)))
        case UInt8(ascii: ">"):
            position += 1
            body.statements.append(.partial(try parsePartial(strip)))
        case UInt8(ascii: "#"): body.statements.append(try parseBlock(&strip))
        case UInt8(ascii: "^"):
            position += 1
            skipSpace()
            if let close = takeClose() { return .inverse(strip: TemplateStrip(open: strip.open, close: close)) }
            body.statements.append(.block(try parseInvertedBlock(strip)))
        case UInt8(ascii: "/"):
            position += 1
            skipSpace()
            let path = try parseCloseName()
            strip.close = try close()
            return .close(name: path, strip: strip)
        case UInt8(ascii: "{"):
            position += 1
            var call = try parseCall()
            try classify(&call)
            skipSpace()
            guard take("}") else { throw fault("'{{{' without '}}}'") }
            strip.close = try close()
            body.statements.append(.output(call, strip: strip))
        case UInt8(ascii: "*"): throw fault("decorators other than '{{#*inline}}' are not known")
        default: return try parseElseOrOutput(into: &body, strip, start)
        }
        return nil
    }

    private mutating func parseElseOrOutput(
        into body: inout TemplateBody,
        _ strip: TemplateStrip,
        _ start: Int
    ) throws(PromptError) -> Ending? {
        var strip = strip
        if peek() == UInt8(ascii: "&") { position += 1 }
        skipSpace()
        if stands("else", at: position), !Self.isNameByte(peek(4) ?? 32), peek(4) != UInt8(ascii: ".") {
            position += 4
            skipSpace()
            if let close = takeClose() { return .inverse(strip: TemplateStrip(open: strip.open, close: close)) }
            var call = try parseCall()
            try classify(&call)
            let parameters = try parseBlockParameters()
            strip.close = try close()
            return .chain(call, strip: strip, blockParameters: parameters)
        }
        var call = try parseCall()
        try classify(&call)
        strip.close = try close()
        body.statements.append(.output(call, strip: strip))
        return nil
    }

    /// Takes `}}` or `~}}`, if it stands here; gives whether it had a `~`.
    mutating func takeClose() -> Bool? {
        if take("~}}") { return true }
        return take("}}") ? false : nil
    }

    mutating func close() throws(PromptError) -> Bool {
        skipSpace()
        guard let close = takeClose() else {
            throw fault(position >= bytes.count ? "a tag without '}}'" : "'}}' was expected")
        }
        return close
    }

    private mutating func parseComment(_ open: Bool) throws(PromptError) -> TemplateStrip {
        let isLong = stands("!--", at: position)
        var place = position
        while place < bytes.count {
            if isLong ? stands("--}}", at: place) || stands("--~}}", at: place) : stands("}}", at: place) {
                var close = false
                if isLong {
                    close = stands("--~}}", at: place)
                    position = place + (close ? 5 : 4)
                } else {
                    close = bytes[place - 1] == UInt8(ascii: "~")
                    position = place + 2
                }
                return TemplateStrip(open: open, close: close)
            }
            place += 1
        }
        throw fault("a comment without an end")
    }

    private mutating func parseRawBlock() throws(PromptError) -> TemplateBlock {
        position += 4
        var call = try parseCall()
        if call.path.original == TemplateHelper.raw.rawValue { call.helper = .raw } else { try classify(&call) }
        skipSpace()
        guard take("}}}}") else { throw fault("'{{{{' without '}}}}'") }
        let ending = Array("{{{{/\(call.path.original)}}}}".utf8)
        var place = position
        while place + ending.count <= bytes.count, !bytes[place...].starts(with: ending) { place += 1 }
        guard place + ending.count <= bytes.count else { throw fault("'{{{{\(call.path.original)}}}}' has no end") }
        var body = TemplateBody()
        if place > position { body.statements = [.content(TemplateContent(Array(bytes[position..<place])))] }
        position = place + ending.count
        return TemplateBlock(call: call, program: body, openStrip: TemplateStrip(), isRaw: true)
    }
}

extension TemplateParser {
    private mutating func parseBlock(_ strip: inout TemplateStrip) throws(PromptError) -> TemplateStatement {
        position += 1
        if take(">") { return .partial(try parsePartialBlock(strip)) }
        let isInline = take("*")
        var call = try parseCall()
        if isInline {
            guard call.path.original == "inline", call.parameters.count == 1 else {
                throw fault("decorators other than '{{#*inline \"name\"}}' are not known")
            }
        } else {
            try classify(&call)
        }
        let parameters = try parseBlockParameters()
        strip.close = try close()
        var (program, ending) = try parseBody()
        program.blockParameters = parameters
        var block = TemplateBlock(call: call, program: program, openStrip: strip, isInline: isInline)
        try finish(&block, ending)
        return .block(block)
    }

    /// Reads what follows a block's first body: `{{else}}` and the end.
    private mutating func finish(_ block: inout TemplateBlock, _ ending: Ending) throws(PromptError) {
        let name = block.call.path.original
        switch ending {
        case .end: throw fault("'{{#\(name)}}' has no '{{/\(name)}}'")
        case .close(let found, let strip):
            guard found == name else { throw fault("'{{#\(name)}}' is closed by '{{/\(found)}}'") }
            block.closeStrip = strip
        case .inverse(let strip):
            let (inverse, last) = try parseBody()
            block.inverse = inverse
            block.inverseStrip = strip
            guard case .close(let found, let closeStrip) = last else {
                throw fault("'{{#\(name)}}' has no '{{/\(name)}}'")
            }
            guard found == name else { throw fault("'{{#\(name)}}' is closed by '{{/\(found)}}'") }
            block.closeStrip = closeStrip
        case .chain(let call, let strip, let parameters):
            depth += 1
            defer { depth -= 1 }
            var (program, last) = try parseBody()
            program.blockParameters = parameters
            var inner = TemplateBlock(call: call, program: program, openStrip: strip)
            // The end of the chain closes the outermost block.
            inner.call.path.original = name
            try finish(&inner, last)
            inner.call.path.original = call.path.original
            block.inverseStrip = strip
            block.closeStrip = inner.closeStrip
            block.inverse = TemplateBody(statements: [.block(inner)], isChained: true)
        }
    }

    private mutating func parseInvertedBlock(_ strip: TemplateStrip) throws(PromptError) -> TemplateBlock {
        var call = try parseCall()
        try classify(&call)
        let parameters = try parseBlockParameters()
        let whole = TemplateStrip(open: strip.open, close: try close())
        var (program, ending) = try parseBody()
        program.blockParameters = parameters
        var block = TemplateBlock(call: call, program: program, openStrip: whole)
        if case .chain = ending { throw fault("'{{else if}}' in an inverted block") }
        try finish(&block, ending)
        swap(&block.program, &block.inverse)
        return block
    }

    private mutating func parsePartial(_ strip: TemplateStrip) throws(PromptError) -> TemplatePartialCall {
        var partial = try parsePartialHead(strip)
        partial.strip.close = try close()
        return partial
    }

    private mutating func parsePartialHead(_ strip: TemplateStrip) throws(PromptError) -> TemplatePartialCall {
        skipSpace()
        let line = line
        let name: TemplatePartialCall.Name
        if peek() == UInt8(ascii: "(") {
            name = .computed(try parseExpression())
        } else {
            switch try parseExpression() {
            case .path(let path): name = .fixed(path.original)
            case .literal(let value): name = .fixed(value.map { TemplateText.text($0) ?? "" } ?? "undefined")
            case .call: throw fault("a partial's name was expected")
            }
        }
        let (parameters, hash) = try parseArguments()
        guard parameters.count <= 1 else { throw fault("a partial takes one context at most") }
        return TemplatePartialCall(name: name, parameters: parameters, hash: hash, strip: strip, line: line)
    }

    private mutating func parsePartialBlock(_ strip: TemplateStrip) throws(PromptError) -> TemplatePartialCall {
        var partial = try parsePartialHead(strip)
        partial.strip.close = try close()
        partial.openStrip = partial.strip
        let (body, ending) = try parseBody()
        guard case .close(let found, let closeStrip) = ending else {
            throw fault("the block of a partial has no end")
        }
        if case .fixed(let name) = partial.name, name != found {
            throw fault("'{{#> \(name)}}' is closed by '{{/\(found)}}'")
        }
        partial.block = body
        partial.closeStrip = closeStrip
        return partial
    }
}
