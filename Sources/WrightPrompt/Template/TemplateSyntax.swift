internal import WrightCore

/// The statements between two marks of a template.
struct TemplateBody: Sendable {
    var statements: [TemplateStatement] = []
    var blockParameters: [String] = []
    /// Whether the body is the rest of an `{{else if}}`.
    var isChained = false
}

indirect enum TemplateStatement: Sendable {
    case content(TemplateContent)
    case output(TemplateCall, strip: TemplateStrip)
    case block(TemplateBlock)
    case partial(TemplatePartialCall)
    case comment(TemplateStrip)
}

/// Text that stands as it is.
struct TemplateContent: Sendable {
    let original: [UInt8]
    var value: [UInt8]
    var isLeftStripped = false
    var isRightStripped = false

    init(_ bytes: [UInt8]) {
        original = bytes
        value = bytes
    }
}

/// Whether white space before and after a tag goes away: `{{~` and `~}}`.
struct TemplateStrip: Sendable, Equatable {
    var open = false
    var close = false
}

/// `{{#name …}} … {{else}} … {{/name}}`.
struct TemplateBlock: Sendable {
    var call: TemplateCall
    var program: TemplateBody?
    var inverse: TemplateBody?
    var openStrip: TemplateStrip
    var inverseStrip = TemplateStrip()
    var closeStrip = TemplateStrip()
    /// Whether it is `{{{{name}}}}`, whose content is not read.
    var isRaw = false
    /// Whether it is `{{#*inline "name"}}`.
    var isInline = false
}

/// `{{> name context key=value}}`, perhaps with a block.
struct TemplatePartialCall: Sendable {
    enum Name: Sendable {
        case fixed(String)
        case computed(TemplateExpression)
    }

    var name: Name
    var parameters: [TemplateExpression]
    var hash: [TemplateHashEntry]
    var strip: TemplateStrip
    var indent: [UInt8] = []
    var block: TemplateBody?
    var openStrip = TemplateStrip()
    var closeStrip = TemplateStrip()
    var line: Int
}

struct TemplateHashEntry: Sendable {
    let name: String
    let value: TemplateExpression
}

indirect enum TemplateExpression: Sendable {
    /// A literal; nil is `undefined`.
    case literal(JSONValue?)
    case path(TemplatePath)
    case call(TemplateCall)
}

/// `name`, or `name parameter key=value`.
struct TemplateCall: Sendable {
    var path: TemplatePath
    var parameters: [TemplateExpression]
    var hash: [TemplateHashEntry]
    /// The helper that is called; nil for a value that is looked up.
    var helper: TemplateHelper?
    var line: Int
}

/// `a.b`, `../a`, `@index`, `this.a`.
struct TemplatePath: Sendable {
    var isData = false
    var depth = 0
    var parts: [String] = []
    /// Whether it begins with `this`, `.` or `..`, so that it never names a helper.
    var isScoped = false
    var original: String
}

/// What can be called in a template.
enum TemplateHelper: String, Sendable {
    case each, `if`, unless, with, lookup, log, json, role, history, section, media, ifEquals, unlessEquals, raw
}
