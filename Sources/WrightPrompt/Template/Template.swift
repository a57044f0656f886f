package import WrightCore

/// A template of the Handlebars language, read once.
///
/// What a variable contains is text and nothing else: it is never read as a tag and can never become a role, an image
/// or a history. Nothing is escaped.
package struct Template: Sendable {
    /// What errors call it.
    package let name: String
    let body: TemplateBody
    /// The partials that it names.
    package let partialNames: [String]
    /// The inputs that it looks up at the top, by name.
    package let inputNames: Set<String>

    /// Reads a template.
    ///
    /// - Throws: ``PromptError`` with code `templateInvalid`, `templateTooLarge` or `helperUnknown`.
    package init(name: String, source: String) throws(PromptError) {
        self.name = name
        var parser = TemplateParser(name: name, bytes: Array(source.utf8))
        body = try parser.parse()
        var survey = TemplateSurvey()
        survey.visit(body)
        partialNames = survey.partials
        inputNames = survey.inputs
    }

    /// Renders without partials to plain text, as a filter of texts needs it.
    package func text(_ inputs: JSONValue) throws(PromptError) -> String {
        var renderer = TemplateRenderer(template: self, partials: [:], inputs: inputs, context: [])
        var output = try renderer.render()
        return output.plainText()
    }
}

/// Finds what a template refers to.
struct TemplateSurvey {
    private(set) var partials: [String] = []
    private(set) var inputs: Set<String> = []
    private var inline: Set<String> = []

    mutating func visit(_ body: TemplateBody) {
        for statement in body.statements {
            guard case .block(let block) = statement, block.isInline,
                case .literal(.string(let name))? = block.call.parameters.first
            else { continue }
            inline.insert(name)
        }
        for statement in body.statements { visit(statement) }
    }

    private mutating func visit(_ statement: TemplateStatement) {
        switch statement {
        case .content, .comment: break
        case .output(let call, _): visit(call)
        case .block(let block):
            visit(block.call)
            if let program = block.program { visit(program) }
            if let inverse = block.inverse { visit(inverse) }
        case .partial(let partial):
            if let block = partial.block { visit(block) }
            for parameter in partial.parameters { visit(parameter) }
            for entry in partial.hash { visit(entry.value) }
            switch partial.name {
            case .fixed(let name):
                if name != "@partial-block", !inline.contains(name), !partials.contains(name) { partials.append(name) }
            case .computed(let expression): visit(expression)
            }
        }
    }

    private mutating func visit(_ call: TemplateCall) {
        if call.helper == nil { visit(.path(call.path)) }
        for parameter in call.parameters { visit(parameter) }
        for entry in call.hash { visit(entry.value) }
    }

    private mutating func visit(_ expression: TemplateExpression) {
        switch expression {
        case .literal: break
        case .path(let path): if !path.isData, let first = path.parts.first { inputs.insert(first) }
        case .call(let call): visit(call)
        }
    }
}
