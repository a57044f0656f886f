internal import WrightCore

extension TemplateParser {
    /// What a name may consist of: all but white space and `!"#%&'()*+,./;<=>@[\]^` and `` `{|}~``.
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...32, 127: false
        case UInt8(ascii: "!"), UInt8(ascii: "\""), UInt8(ascii: "#"): false
        case UInt8(ascii: "%")...UInt8(ascii: ","): false
        case UInt8(ascii: "."), UInt8(ascii: "/"): false
        case UInt8(ascii: ";")...UInt8(ascii: ">"): false
        case UInt8(ascii: "@"): false
        case UInt8(ascii: "[")...UInt8(ascii: "^"): false
        case UInt8(ascii: "`"): false
        case UInt8(ascii: "{")...UInt8(ascii: "~"): false
        default: true
        }
    }

    private func endsLiteral(_ byte: UInt8?) -> Bool {
        guard let byte else { return true }
        return byte <= 32 || Array("=~}/.)]|".utf8).contains(byte)
    }

    /// Reads a name with what is handed to it.
    mutating func parseCall() throws(PromptError) -> TemplateCall {
        skipSpace()
        let line = line
        let path: TemplatePath
        var headIsCall: TemplateCall?
        switch try parseExpression() {
        case .path(let found): path = found
        case .literal(let value):
            let text = value.map { TemplateText.text($0) ?? "" } ?? "undefined"
            path = TemplatePath(parts: [text], original: text)
        case .call(let call):
            headIsCall = call
            path = call.path
        }
        let (parameters, hash) = try parseArguments()
        if let headIsCall {
            guard parameters.isEmpty, hash.isEmpty else { throw fault("a result cannot be called") }
            return headIsCall
        }
        return TemplateCall(path: path, parameters: parameters, hash: hash, helper: nil, line: line)
    }

    /// Finds out whether a call means a helper or a value.
    func classify(_ call: inout TemplateCall, isNested: Bool = false) throws(PromptError) {
        guard call.helper == nil else { return }
        let path = call.path
        let isSimple = !path.isData && !path.isScoped && path.depth == 0 && path.parts.count == 1
        var helper = isSimple ? TemplateHelper(rawValue: path.parts[0]) : nil
        if helper == .raw { helper = nil }
        if helper == nil, isNested || !call.parameters.isEmpty || !call.hash.isEmpty {
            throw .helperUnknown(name: path.original, template: name, line: call.line)
        }
        call.helper = helper
    }

    /// Reads parameters, then `key=value` pairs.
    mutating func parseArguments() throws(PromptError) -> ([TemplateExpression], [TemplateHashEntry]) {
        var parameters: [TemplateExpression] = []
        var hash: [TemplateHashEntry] = []
        while true {
            skipSpace()
            guard let byte = peek() else { throw fault("a tag without '}}'") }
            if byte == UInt8(ascii: "}") || byte == UInt8(ascii: ")") || stands("~}}", at: position) { break }
            if standsBlockParameters { break }
            if let key = takeHashKey() {
                hash.append(TemplateHashEntry(name: key, value: try parseExpression()))
            } else {
                guard hash.isEmpty else { throw fault("a parameter after 'key=value'") }
                parameters.append(try parseExpression())
            }
            guard parameters.count + hash.count <= 200 else {
                throw .templateTooLarge(name: name, what: "parameters of one call", limit: 200)
            }
        }
        return (parameters, hash)
    }

    private var standsBlockParameters: Bool {
        guard stands("as", at: position), let space = peek(2), space <= 32 else { return false }
        var place = position + 2
        while place < bytes.count, bytes[place] <= 32 { place += 1 }
        return place < bytes.count && bytes[place] == UInt8(ascii: "|")
    }

    mutating func parseBlockParameters() throws(PromptError) -> [String] {
        skipSpace()
        guard standsBlockParameters else { return [] }
        position += 2
        skipSpace()
        position += 1
        var names: [String] = []
        while true {
            skipSpace()
            if take("|") { return names }
            guard let name = takeName() else { throw fault("a block parameter's name was expected") }
            names.append(name)
        }
    }

    private mutating func takeName() -> String? {
        let start = position
        while let byte = peek(), Self.isNameByte(byte) { position += 1 }
        guard position > start else { return nil }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func takeHashKey() -> String? {
        let before = position
        var key: String?
        if peek() == UInt8(ascii: "[") { key = try? parseSegmentLiteral() } else { key = takeName() }
        guard let key, peek() == UInt8(ascii: "="), !stands("==", at: position) else {
            position = before
            return nil
        }
        position += 1
        skipSpace()
        return key
    }

    private mutating func parseSegmentLiteral() throws(PromptError) -> String {
        position += 1
        var result: [UInt8] = []
        while let byte = peek() {
            position += 1
            if byte == UInt8(ascii: "]") { return String(decoding: result, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), let next = peek(), next == UInt8(ascii: "]") || next == UInt8(ascii: "\\") {
                result.append(next)
                position += 1
            } else {
                result.append(byte)
            }
        }
        throw fault("a '[' without a ']'")
    }

    mutating func parseExpression(depth: Int = 0) throws(PromptError) -> TemplateExpression {
        skipSpace()
        guard depth <= 50 else { throw .templateTooLarge(name: name, what: "'(' inside one another", limit: 50) }
        guard let byte = peek() else { throw fault("a tag without '}}'") }
        switch byte {
        case UInt8(ascii: "("):
            position += 1
            skipSpace()
            guard case .path(let path) = try parseExpression(depth: depth + 1) else {
                throw fault("a helper's name was expected after '('")
            }
            let line = line
            var parameters: [TemplateExpression] = []
            var hash: [TemplateHashEntry] = []
            nesting += 1
            defer { nesting -= 1 }
            guard nesting <= 50 else { throw .templateTooLarge(name: name, what: "'(' inside one another", limit: 50) }
            (parameters, hash) = try parseArguments()
            skipSpace()
            guard take(")") else { throw fault("a '(' without a ')'") }
            var call = TemplateCall(path: path, parameters: parameters, hash: hash, helper: nil, line: line)
            try classify(&call, isNested: true)
            return .call(call)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .literal(.string(try parseString(quote: byte)))
        default:
            if let literal = takeLiteral() { return literal }
            return .path(try parsePath())
        }
    }

    private mutating func parseString(quote: UInt8) throws(PromptError) -> String {
        position += 1
        var result: [UInt8] = []
        while let byte = peek() {
            position += 1
            if byte == quote { return String(decoding: result, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), peek() == quote {
                result.append(quote)
                position += 1
            } else {
                result.append(byte)
            }
        }
        throw fault("a text without its closing quote")
    }

    private mutating func takeLiteral() -> TemplateExpression? {
        let words: [(StaticString, JSONValue?)] = [
            ("true", .bool(true)), ("false", .bool(false)), ("null", .null), ("undefined", nil),
        ]
        for (word, value) in words where stands(word, at: position) && endsLiteral(peek(word.utf8CodeUnitCount)) {
            position += word.utf8CodeUnitCount
            return .literal(value)
        }
        var place = position
        if place < bytes.count, bytes[place] == UInt8(ascii: "-") { place += 1 }
        let digits = place
        while place < bytes.count, (48...57).contains(bytes[place]) { place += 1 }
        guard place > digits else { return nil }
        if place + 1 < bytes.count, bytes[place] == UInt8(ascii: "."), (48...57).contains(bytes[place + 1]) {
            place += 1
            while place < bytes.count, (48...57).contains(bytes[place]) { place += 1 }
        }
        guard endsLiteral(place < bytes.count ? bytes[place] : nil) else { return nil }
        let text = String(decoding: bytes[position..<place], as: UTF8.self)
        position = place
        return .literal(Int(text).map { .int($0) } ?? .double(Double(text) ?? 0))
    }

    mutating func parsePath() throws(PromptError) -> TemplatePath {
        let start = position
        var path = TemplatePath(original: "")
        if peek() == UInt8(ascii: "@") {
            path.isData = true
            position += 1
        }
        while true {
            if stands("..", at: position), endsLiteral(peek(2)) {
                guard path.parts.isEmpty else { throw fault("'..' inside a path") }
                position += 2
                path.depth += 1
                path.isScoped = true
            } else if peek() == UInt8(ascii: "."), endsLiteral(peek(1)) {
                position += 1
                path.isScoped = true
            } else if peek() == UInt8(ascii: "[") {
                path.parts.append(try parseSegmentLiteral())
            } else if let name = takeName() {
                if name == "this", path.parts.isEmpty, !path.isData {
                    path.isScoped = true
                } else {
                    path.parts.append(name)
                }
            } else {
                throw fault(found())
            }
            guard let next = peek(), next == UInt8(ascii: ".") || next == UInt8(ascii: "/") else { break }
            position += 1
        }
        path.original = String(decoding: bytes[start..<position], as: UTF8.self)
        guard path.parts.count <= 100 else { throw .templateTooLarge(name: name, what: "parts of a path", limit: 100) }
        return path
    }

    private func found() -> String {
        guard let byte = peek() else { return "a tag without '}}'" }
        return "a name was expected, but '\(String(decoding: [byte], as: UTF8.self))' stands there"
    }

    /// Reads the name that closes a block.
    mutating func parseCloseName() throws(PromptError) -> String {
        switch try parseExpression() {
        case .path(let path): return path.original
        case .literal(let value): return value.map { TemplateText.text($0) ?? "" } ?? "undefined"
        case .call: throw fault("a block's name was expected")
        }
    }
}
