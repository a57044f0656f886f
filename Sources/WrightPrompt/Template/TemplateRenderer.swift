internal import WrightCore

// Idea: walk the tree with a stack of contexts for '../', a stack of frames for '@index' and the like, and a stack of
// block parameters. Output goes into pieces, so that marks for roles and media are structure and not text.
// Bounds: bytes of output, steps, partials inside one another.

/// Renders one template with one set of inputs.
struct TemplateRenderer {
    /// What `{{#each}}` knows of its place.
    private struct Frame {
        let key: JSONValue
        let index: Int
        let isFirst: Bool
        let isLast: Bool
    }

    /// The block that a partial was given.
    private struct PartialBlock {
        let body: TemplateBody
        let contexts: [JSONValue?]
        let parameters: [[(name: String, value: JSONValue?)]]
        let outer: Int?
    }

    static let outputLimit = 16 << 20
    static let stepLimit = 2_000_000
    static let depthLimit = 200

    private let template: Template
    private let partials: [String: Template]
    private let inputs: JSONValue
    private let context: [JSONValue.Member]
    private var name: String
    private var contexts: [JSONValue?]
    private var frames: [Frame] = []
    private var parameters: [[(name: String, value: JSONValue?)]] = []
    private var inline: [[String: TemplateBody]] = []
    private var blocks: [PartialBlock] = []
    private var currentBlock: Int?
    private var steps = 0
    private var depth = 0

    init(template: Template, partials: [String: Template], inputs: JSONValue, context: [JSONValue.Member]) {
        self.template = template
        self.partials = partials
        self.inputs = inputs
        self.context = context
        name = template.name
        contexts = [inputs]
    }

    mutating func render() throws(PromptError) -> TemplateOutput {
        var output = TemplateOutput()
        try render(template.body, into: &output)
        return output
    }

    private mutating func render(_ body: TemplateBody, into output: inout TemplateOutput) throws(PromptError) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw .templateTooLarge(name: name, what: "blocks and partials inside one another", limit: Self.depthLimit)
        }
        let defined = inlinePartials(of: body)
        if !defined.isEmpty { inline.append(defined) }
        defer { if !defined.isEmpty { inline.removeLast() } }
        for statement in body.statements {
            steps += 1
            guard steps <= Self.stepLimit else {
                throw .templateTooLarge(name: name, what: "steps of rendering", limit: Self.stepLimit)
            }
            guard output.byteCount <= Self.outputLimit else {
                throw .templateTooLarge(name: name, what: "bytes of rendered text", limit: Self.outputLimit)
            }
            switch statement {
            case .content(let content): output.append(content.value)
            case .comment: break
            case .output(let call, _): try renderOutput(call, into: &output)
            case .block(let block): if !block.isInline { try renderBlock(block, into: &output) }
            case .partial(let partial): try renderPartial(partial, into: &output)
            }
        }
    }

    private func inlinePartials(of body: TemplateBody) -> [String: TemplateBody] {
        var result: [String: TemplateBody] = [:]
        for case .block(let block) in body.statements where block.isInline {
            guard case .literal(.string(let name))? = block.call.parameters.first else { continue }
            result[name] = block.program
        }
        return result
    }

    private func fault(_ line: Int, _ reason: String) -> PromptError {
        .templateInvalid(name: name, line: line, reason: reason)
    }
}

extension TemplateRenderer {
    // MARK: Values

    private mutating func value(of expression: TemplateExpression) throws(PromptError) -> JSONValue? {
        switch expression {
        case .literal(let value): return value
        case .path(let path): return value(of: path)
        case .call(let call): return try nestedValue(of: call)
        }
    }

    private func value(of path: TemplatePath) -> JSONValue? {
        var parts = path.parts[...]
        var value: JSONValue?
        if path.isData {
            guard let first = parts.popFirst() else { return nil }
            value = data(first, depth: path.depth)
        } else if path.depth == 0, !path.isScoped, let first = parts.first, let found = parameter(first) {
            value = found
            parts.removeFirst()
        } else {
            guard path.depth < contexts.count else { return nil }
            value = contexts[contexts.count - 1 - path.depth]
        }
        for part in parts {
            guard let whole = value else { return nil }
            value = Self.member(of: whole, part)
        }
        return value
    }

    private func parameter(_ name: String) -> JSONValue?? {
        for level in parameters.reversed() {
            if let found = level.first(where: { $0.name == name }) { return .some(found.value) }
        }
        return nil
    }

    private func data(_ name: String, depth: Int) -> JSONValue? {
        if name == "root" { return inputs }
        if depth < frames.count {
            let frame = frames[frames.count - 1 - depth]
            switch name {
            case "index": return .int(frame.index)
            case "key": return frame.key
            case "first": return .bool(frame.isFirst)
            case "last": return .bool(frame.isLast)
            default: break
            }
        }
        return context.last { $0.name == name }?.value
    }

    private static func member(of value: JSONValue, _ name: String) -> JSONValue? {
        switch value {
        case .object: return value[name]
        case .array(let elements):
            if name == "length" { return .int(elements.count) }
            guard let index = Int(name), elements.indices.contains(index) else { return nil }
            return elements[index]
        case .string(let text): return name == "length" ? .int(text.utf16.count) : nil
        default: return nil
        }
    }

    private mutating func hashValue(_ call: TemplateCall, _ name: String) throws(PromptError) -> JSONValue? {
        guard let entry = call.hash.last(where: { $0.name == name }) else { return nil }
        return try value(of: entry.value)
    }

    private mutating func argument(_ call: TemplateCall, _ index: Int) throws(PromptError) -> JSONValue? {
        guard index < call.parameters.count else {
            let needed = index == 0 ? "a value" : "\(index + 1) values"
            throw fault(call.line, "'\(call.path.original)' needs \(needed)")
        }
        return try value(of: call.parameters[index])
    }

    /// The result of a call inside another.
    private mutating func nestedValue(of call: TemplateCall) throws(PromptError) -> JSONValue? {
        switch call.helper {
        case .lookup:
            guard let whole = try argument(call, 0) else { return nil }
            let key = try argument(call, 1)
            return Self.member(of: whole, key.flatMap { TemplateText.text($0) } ?? "")
        case .json: return .string(String(decoding: try jsonText(call), as: UTF8.self))
        case .ifEquals: return .bool(TemplateText.areSame(try argument(call, 0), try argument(call, 1)))
        case .unlessEquals: return .bool(!TemplateText.areSame(try argument(call, 0), try argument(call, 1)))
        case .log: return nil
        default: throw fault(call.line, "'\(call.path.original)' cannot stand inside another call")
        }
    }

    private mutating func jsonText(_ call: TemplateCall) throws(PromptError) -> [UInt8] {
        let value = try argument(call, 0) ?? .null
        var indent = 0
        switch try hashValue(call, "indent") {
        case .string(let text)?: indent = Int(text) ?? 0
        case let number?: indent = number.int ?? 0
        case nil: break
        }
        var bytes: [UInt8] = []
        TemplateText.json(value, indent: min(max(indent, 0), 10), into: &bytes)
        return bytes
    }
}

extension TemplateRenderer {
    // MARK: Output

    private mutating func renderOutput(_ call: TemplateCall, into output: inout TemplateOutput) throws(PromptError) {
        guard let helper = call.helper else {
            try append(value(of: call.path), call.path.original, call.line, to: &output)
            return
        }
        switch helper {
        case .json: output.append(try jsonText(call))
        case .lookup: try append(nestedValue(of: call), call.path.original, call.line, to: &output)
        case .log: for parameter in call.parameters { _ = try value(of: parameter) }
        case .history: output.append(.history)
        case .role: output.append(try roleMark(call))
        case .section:
            guard let name = try argument(call, 0).flatMap({ TemplateText.text($0) }), !name.isEmpty else {
                throw fault(call.line, "'section' needs a name")
            }
            output.append(.section(name))
        case .media:
            let url = try hashValue(call, "url").flatMap { TemplateText.text($0) }
            let type = try hashValue(call, "contentType").flatMap { TemplateText.text($0) }
            guard let url, !url.isEmpty else { return }
            output.append(.media(url: url, contentType: type.flatMap { $0.isEmpty ? nil : $0 }))
        default: throw fault(call.line, "'\(call.path.original)' needs a block: '{{#\(call.path.original) …}}'")
        }
    }

    private mutating func append(
        _ value: JSONValue?,
        _ expression: String,
        _ line: Int,
        to output: inout TemplateOutput
    ) throws(PromptError) {
        switch value {
        case nil, .null: break
        case .string(let text)?: output.append(text)
        case let other?:
            guard let text = TemplateText.text(other) else {
                throw .objectAsText(expression: expression, template: name, line: line)
            }
            output.append(text)
        }
    }

    private mutating func roleMark(_ call: TemplateCall) throws(PromptError) -> TemplateOutput.Piece {
        let role = try argument(call, 0).flatMap { TemplateText.text($0) } ?? ""
        guard !role.isEmpty, role.utf8.allSatisfy({ (97...122).contains($0) }) else {
            throw fault(call.line, "the role '\(role.prefix(40))' is no word of small letters")
        }
        var metadata: [(name: String, value: String)] = []
        for entry in call.hash {
            let text = try value(of: entry.value).flatMap { TemplateText.text($0) } ?? ""
            metadata.append((entry.name, text))
        }
        return .role(role, metadata: metadata)
    }

    private mutating func renderBlock(_ block: TemplateBlock, into output: inout TemplateOutput) throws(PromptError) {
        let call = block.call
        guard let helper = call.helper else { return try renderSection(block, into: &output) }
        let isChosen: Bool
        switch helper {
        case .if, .unless:
            guard call.parameters.count == 1 else { throw fault(call.line, "'\(helper.rawValue)' needs one value") }
            let value = try argument(call, 0)
            let includesZero = try !TemplateText.isFalse(hashValue(call, "includeZero"))
            let isEmpty = (!includesZero && TemplateText.isFalse(value)) || TemplateText.isEmpty(value)
            isChosen = isEmpty == (helper == .unless)
        case .ifEquals: isChosen = TemplateText.areSame(try argument(call, 0), try argument(call, 1))
        case .unlessEquals: isChosen = !TemplateText.areSame(try argument(call, 0), try argument(call, 1))
        case .with: return try renderWith(block, into: &output)
        case .each:
            guard call.parameters.count == 1 else { throw fault(call.line, "'each' needs one value") }
            return try renderEach(argument(call, 0), block, into: &output)
        case .raw: isChosen = true
        default: throw fault(call.line, "'\(call.path.original)' takes no block")
        }
        if let body = isChosen ? block.program : block.inverse { try render(body, into: &output) }
    }

    private mutating func render(
        _ body: TemplateBody,
        in context: JSONValue?,
        parameters values: [JSONValue?] = [],
        into output: inout TemplateOutput
    ) throws(PromptError) {
        contexts.append(context)
        defer { contexts.removeLast() }
        guard !body.blockParameters.isEmpty else { return try render(body, into: &output) }
        parameters.append(zip(body.blockParameters, values).map { ($0, $1) })
        defer { parameters.removeLast() }
        try render(body, into: &output)
    }

    private mutating func renderWith(_ block: TemplateBlock, into output: inout TemplateOutput) throws(PromptError) {
        guard block.call.parameters.count == 1 else { throw fault(block.call.line, "'with' needs one value") }
        let value = try argument(block.call, 0)
        if TemplateText.isEmpty(value) {
            if let inverse = block.inverse { try render(inverse, into: &output) }
            return
        }
        guard let program = block.program else { return }
        if case .path(let path) = block.call.parameters[0], path.parts.isEmpty, path.depth == 0, !path.isData {
            return try render(program, into: &output)
        }
        try render(program, in: value, parameters: [value], into: &output)
    }

    /// `{{#name}}`: a list is gone through, a value becomes the context, what is false chooses the other body.
    private mutating func renderSection(_ block: TemplateBlock, into output: inout TemplateOutput) throws(PromptError) {
        let found = value(of: block.call.path)
        switch found {
        case .bool(true)?: if let program = block.program { try render(program, into: &output) }
        case nil, .null, .bool(false)?: if let inverse = block.inverse { try render(inverse, into: &output) }
        case .array(let elements)? where elements.isEmpty:
            if let inverse = block.inverse { try render(inverse, into: &output) }
        case .array?: try renderEach(found, block, into: &output)
        default: if let program = block.program { try render(program, in: found, into: &output) }
        }
    }

    private mutating func renderEach(
        _ value: JSONValue?,
        _ block: TemplateBlock,
        into output: inout TemplateOutput
    ) throws(PromptError) {
        var count = 0
        if let program = block.program {
            switch value {
            case .array(let elements)?:
                count = elements.count
                for (index, element) in elements.enumerated() {
                    let frame = Frame(key: .int(index), index: index, isFirst: index == 0, isLast: index == count - 1)
                    try renderTurn(program, element, frame, into: &output)
                }
            case .object(let members)?:
                count = members.count
                for (index, member) in members.enumerated() {
                    let key = JSONValue.string(member.name)
                    let frame = Frame(key: key, index: index, isFirst: index == 0, isLast: index == count - 1)
                    try renderTurn(program, member.value, frame, into: &output)
                }
            default: break
            }
        }
        if count == 0, let inverse = block.inverse { try render(inverse, into: &output) }
    }

    private mutating func renderTurn(
        _ program: TemplateBody,
        _ element: JSONValue,
        _ frame: Frame,
        into output: inout TemplateOutput
    ) throws(PromptError) {
        steps += 1
        guard steps <= Self.stepLimit else {
            throw .templateTooLarge(name: name, what: "steps of rendering", limit: Self.stepLimit)
        }
        frames.append(frame)
        defer { frames.removeLast() }
        try render(program, in: element, parameters: [element, frame.key], into: &output)
    }
}

extension TemplateRenderer {
    // MARK: Partials

    private mutating func renderPartial(
        _ partial: TemplatePartialCall,
        into output: inout TemplateOutput
    ) throws(PromptError) {
        let partialName: String
        switch partial.name {
        case .fixed(let fixed): partialName = fixed
        case .computed(let expression):
            partialName = try value(of: expression).flatMap { TemplateText.text($0) } ?? ""
        }
        var context = contexts.last ?? nil
        if let first = partial.parameters.first { context = try value(of: first) }
        if !partial.hash.isEmpty { context = try extended(context, by: partial.hash) }
        var inner = TemplateOutput()
        if partialName == "@partial-block" {
            try renderGivenBlock(context, into: &inner)
        } else {
            try renderNamed(partialName, partial, context, into: &inner)
        }
        output.append(inner, indent: partial.indent)
    }

    private mutating func extended(
        _ context: JSONValue?,
        by hash: [TemplateHashEntry]
    ) throws(PromptError) -> JSONValue {
        var members = context?.object ?? []
        for entry in hash {
            members.removeAll { $0.name == entry.name }
            if let value = try value(of: entry.value) { members.append(.init(entry.name, value)) }
        }
        return .object(members)
    }

    private mutating func renderGivenBlock(
        _ context: JSONValue?,
        into output: inout TemplateOutput
    ) throws(PromptError) {
        guard let current = currentBlock else { throw .partialMissing(name: "@partial-block", template: name) }
        let block = blocks[current]
        let saved = (contexts, parameters, currentBlock)
        (contexts, parameters, currentBlock) = (block.contexts + [context], block.parameters, block.outer)
        defer { (contexts, parameters, currentBlock) = saved }
        try render(block.body, into: &output)
    }

    private mutating func renderNamed(
        _ partialName: String,
        _ partial: TemplatePartialCall,
        _ context: JSONValue?,
        into output: inout TemplateOutput
    ) throws(PromptError) {
        let defined = partial.block.map { inlinePartials(of: $0) } ?? [:]
        let local = defined[partialName] ?? inline.reversed().lazy.compactMap { $0[partialName] }.first
        let known = partials[partialName]
        guard let body = local ?? known?.body else {
            guard let block = partial.block else { throw .partialMissing(name: partialName, template: name) }
            return try render(block, in: context, into: &output)
        }
        let saved = (contexts, parameters, currentBlock, name)
        let blockCount = blocks.count
        if let block = partial.block {
            blocks.append(PartialBlock(body: block, contexts: contexts, parameters: parameters, outer: currentBlock))
            currentBlock = blocks.count - 1
        }
        if !defined.isEmpty { inline.append(defined) }
        (contexts, parameters) = ([context], [])
        if local == nil { name = partialName }
        defer {
            (contexts, parameters, currentBlock, name) = saved
            blocks.removeLast(blocks.count - blockCount)
            if !defined.isEmpty { inline.removeLast() }
        }
        try render(body, into: &output)
    }
}
