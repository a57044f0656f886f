private import WrightCore

/// Reads JSON as text that can be searched: members as `path: value` lines, uniform arrays of objects as tables.
package enum JSONParser {
    private static let rowsPerBlock = 1000

    /// Makes a document of a JSON text.
    package static func parse(_ source: DocumentSource, limits: ParsingLimits) throws(DocumentError) -> Document {
        let decoded = TextDecoder.decode(source.bytes)
        let value: JSONValue
        do throws(CoreError) {
            value = try JSONValue(parsing: decoded.text, depthLimit: limits.depth)
        } catch {
            throw .malformed(format: "JSON", reason: String(error.message.dropLast()))
        }
        var builder = DocumentBuilder(limits: limits)
        decoded.note(in: &builder)
        builder.title = title(of: value)
        var counter = TextByteCounter(limits: limits)
        try append(value, path: "", to: &builder, &counter)
        return builder.finish(source: source, mediaType: .json)
    }

    /// Makes a document of a text with a JSON value on each line; every line becomes a block.
    ///
    /// Lines that are no JSON stay as they are.
    package static func parseLines(_ source: DocumentSource, limits: ParsingLimits) throws(DocumentError) -> Document {
        let decoded = TextDecoder.decode(source.bytes)
        var builder = DocumentBuilder(limits: limits)
        decoded.note(in: &builder)
        var counter = TextByteCounter(limits: limits)
        for line in decoded.text.utf8.split(separator: 10) {
            let text = String(Substring(line))
            guard let value = try? JSONValue(parsing: text, depthLimit: limits.depth) else {
                try builder.paragraph(text)
                continue
            }
            var gathered: [String] = []
            try addLines(of: value, path: "", to: &gathered, &counter)
            try flush(&gathered, to: &builder)
        }
        return builder.finish(source: source, mediaType: .jsonLines)
    }

    /// The value of a member that names the whole, if there is one.
    private static func title(of value: JSONValue) -> String? {
        guard case .object(let members) = value else { return nil }
        for name in ["title", "name"] {
            if let member = members.first(where: { $0.name == name }), case .string(let text) = member.value,
                !text.isEmpty, text.utf8.count <= 200
            {
                return text
            }
        }
        return nil
    }

    /// Adds a value.
    ///
    /// Members of an object gather in a paragraph; nested objects and arrays follow with their path.
    private static func append(
        _ value: JSONValue,
        path: String,
        to builder: inout DocumentBuilder,
        _ counter: inout TextByteCounter
    ) throws(DocumentError) {
        switch value {
        case .object(let members):
            var gathered: [String] = []
            for member in members {
                let memberPath = path.isEmpty ? member.name : "\(path).\(member.name)"
                if isLarge(member.value) {
                    try flush(&gathered, to: &builder)
                    try append(member.value, path: memberPath, to: &builder, &counter)
                } else {
                    try addLines(of: member.value, path: memberPath, to: &gathered, &counter)
                }
            }
            try flush(&gathered, to: &builder)
        case .array(let elements):
            if let columns = uniformColumns(of: elements) {
                try appendTable(elements, columns: columns, path: path, to: &builder)
                return
            }
            var gathered: [String] = []
            for (index, element) in elements.enumerated() {
                let elementPath = "\(path)[\(index)]"
                if case .object = element {
                    try flush(&gathered, to: &builder)
                    try append(element, path: elementPath, to: &builder, &counter)
                } else if isLarge(element) {
                    try flush(&gathered, to: &builder)
                    try append(element, path: elementPath, to: &builder, &counter)
                } else {
                    try addLines(of: element, path: elementPath, to: &gathered, &counter)
                }
            }
            try flush(&gathered, to: &builder)
        default:
            var gathered: [String] = []
            try addLines(of: value, path: path, to: &gathered, &counter)
            try flush(&gathered, to: &builder)
        }
    }

    private static func flush(_ lines: inout [String], to builder: inout DocumentBuilder) throws(DocumentError) {
        guard !lines.isEmpty else { return }
        try builder.paragraph(lines.joined(separator: "\n"), keepsLineBreaks: true)
        lines.removeAll(keepingCapacity: true)
    }

    /// Whether a value gets blocks of its own.
    private static func isLarge(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let members): members.count > 8 || members.contains { isLarge($0.value) }
        case .array(let elements):
            elements.count > 8 || elements.contains { if case .object = $0 { true } else { isLarge($0) } }
        default: false
        }
    }

    /// The names of the members if all elements are flat objects with nearly the same ones.
    private static func uniformColumns(of elements: [JSONValue]) -> [String]? {
        guard elements.count >= 2 else { return nil }
        var columns: [String] = []
        var known: Set<String> = []
        var filled = 0
        for element in elements {
            guard case .object(let members) = element else { return nil }
            for member in members {
                guard scalar(member.value) != nil else { return nil }
                if known.insert(member.name).inserted { columns.append(member.name) }
            }
            filled += members.count
            guard columns.count <= 64 else { return nil }
        }
        return !columns.isEmpty && filled * 2 >= columns.count * elements.count ? columns : nil
    }

    private static func appendTable(
        _ elements: [JSONValue],
        columns: [String],
        path: String,
        to builder: inout DocumentBuilder
    ) throws(DocumentError) {
        if !path.isEmpty { try builder.paragraph("\(path):") }
        var rows = [columns]
        for element in elements {
            guard case .object(let members) = element else { continue }
            var cells: [String: String] = [:]
            for member in members { cells[member.name] = scalar(member.value) ?? "" }
            rows.append(columns.map { cells[$0] ?? "" })
            if rows.count == rowsPerBlock {
                try builder.table(rows)
                rows.removeAll(keepingCapacity: true)
            }
        }
        try builder.table(rows)
    }

    /// Adds a value as `path: value` lines; arrays of scalars in one line.
    ///
    /// Every line repeats its path, so a long name over many members is counted before the lines are put together.
    private static func addLines(
        of value: JSONValue,
        path: String,
        to lines: inout [String],
        _ counter: inout TextByteCounter
    ) throws(DocumentError) {
        switch value {
        case .object(let members):
            if members.isEmpty { try counter.add(path.utf8.count) }
            for member in members {
                let memberPath = path.isEmpty ? member.name : "\(path).\(member.name)"
                try addLines(of: member.value, path: memberPath, to: &lines, &counter)
            }
        case .array(let elements):
            let scalars = elements.compactMap(scalar)
            guard scalars.count == elements.count else {
                for (index, element) in elements.enumerated() {
                    try addLines(of: element, path: "\(path)[\(index)]", to: &lines, &counter)
                }
                return
            }
            if scalars.isEmpty {
                try counter.add(path.utf8.count)
            } else {
                try addLine(scalars.joined(separator: ", "), path: path, to: &lines, &counter)
            }
        default:
            if let text = scalar(value) { try addLine(text, path: path, to: &lines, &counter) }
        }
    }

    private static func addLine(
        _ text: String,
        path: String,
        to lines: inout [String],
        _ counter: inout TextByteCounter
    ) throws(DocumentError) {
        try counter.add(path.utf8.count + text.utf8.count + 3)
        lines.append(path.isEmpty ? text : "\(path): \(text)")
    }

    private static func scalar(_ value: JSONValue) -> String? {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): text
        case .array, .object: nil
        }
    }
}
