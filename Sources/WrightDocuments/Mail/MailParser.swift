/// Reads mail messages and mailboxes: who wrote what to whom, the best of alternative bodies, attachments.
package enum MailParser {
    private static let messageLimit = 10_000
    private static let nestingLimit = 32

    /// Makes a document of a message, or of all messages of a mailbox.
    package static func parse(_ source: DocumentSource, limits: ParsingLimits) throws(DocumentError) -> Document {
        var builder = DocumentBuilder(limits: limits)
        var reading = Reading(limits: limits, uri: source.uri)
        for (index, message) in messages(in: source.bytes).enumerated() {
            let entity = MIMEEntity(message)
            if index == 0 { noteFields(of: entity, in: &builder) }
            builder.endSection()
            try reading.addMessage(entity, level: 1, depth: 0, to: &builder)
        }
        if !reading.attachments.isEmpty {
            builder.metadata["attachments"] = reading.attachments.joined(separator: ", ")
        }
        if reading.differs { builder.metadata["alternatives"] = "the plain text and the HTML of the message differ" }
        return builder.finish(source: source, mediaType: .mail)
    }

    private static func noteFields(of entity: MIMEEntity, in builder: inout DocumentBuilder) {
        builder.title = entity.text("subject")
        for name in ["from", "to", "cc", "subject", "date", "message-id"] {
            if let value = entity.text(name) { builder.metadata[name] = value }
        }
    }

    /// The messages of a mailbox, each after a line `From …` that follows a blank line; one message otherwise.
    private static func messages(in bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        let mark = Array("From ".utf8)
        guard bytes.starts(with: mark) else { return [bytes[...].drop { $0 == 10 || $0 == 13 }] }
        var result: [ArraySlice<UInt8>] = []
        var start = 0
        var position = 0
        var isBlankBefore = true
        while position < bytes.count, result.count < messageLimit {
            let end = bytes[position...].firstIndex(of: 10) ?? bytes.count
            let line = bytes[position..<end]
            let next = min(end + 1, bytes.count)
            if isBlankBefore, line.starts(with: mark), line.contains(UInt8(ascii: ":")) {
                if start < position { result.append(bytes[start..<position]) }
                start = next
            }
            isBlankBefore = line.isEmpty || line.elementsEqual([13])
            position = next
        }
        if start < bytes.count { result.append(bytes[start...]) }
        return result
    }

    /// What is gathered while the parts of a message are read.
    private struct Reading {
        let limits: ParsingLimits
        let uri: String
        var attachments: [String] = []
        var differs = false

        init(limits: ParsingLimits, uri: String) {
            self.limits = limits
            self.uri = uri
        }

        mutating func addMessage(
            _ entity: MIMEEntity,
            level: Int,
            depth: Int,
            to builder: inout DocumentBuilder
        ) throws(DocumentError) {
            if let subject = entity.text("subject") { try builder.heading(subject, level: level) }
            let names = [("From", "from"), ("To", "to"), ("Cc", "cc"), ("Date", "date")]
            let lines = names.compactMap { name, field in entity.text(field).map { "\(name): \($0)" } }
            try builder.paragraph(lines.joined(separator: "\n"), keepsLineBreaks: true)
            try addPart(entity, level: level, depth: depth, to: &builder)
        }

        mutating func addPart(
            _ part: MIMEEntity,
            level: Int,
            depth: Int,
            to builder: inout DocumentBuilder
        ) throws(DocumentError) {
            guard depth < nestingLimit else { throw .tooDeep(format: "mail", limit: nestingLimit) }
            let type = part.contentType
            if type.value.hasPrefix("multipart/") {
                let parts = part.parts(boundary: type.parameter("boundary") ?? "")
                if type.value == "multipart/alternative" {
                    try addAlternative(parts, level: level, depth: depth + 1, to: &builder)
                } else {
                    for part in parts { try addPart(part, level: level, depth: depth + 1, to: &builder) }
                }
            } else if type.value == "message/rfc822" || type.value == "message/global" {
                let message = MIMEEntity(part.content[...])
                try addMessage(message, level: min(level + 1, 6), depth: depth + 1, to: &builder)
            } else if part.disposition.value == "attachment" || part.fileName != nil {
                try addAttachment(part, level: level, to: &builder)
            } else {
                try addText(part, to: &builder)
            }
        }

        private func addText(_ part: MIMEEntity, to builder: inout DocumentBuilder) throws(DocumentError) {
            let type = part.contentType
            let charset = type.parameter("charset")
            switch type.value {
            case "text/html", "application/xhtml+xml":
                let content = part.content
                let declared = charset ?? HTMLScan.declaredEncoding(in: content)
                let decoded = TextDecoder.decode(content, declared: declared)
                let title = builder.title
                try HTMLParser.append(decoded.text, to: &builder, scope: .everything)
                builder.title = title ?? builder.title
            case let value where value.hasPrefix("text/") || value.isEmpty:
                let decoded = TextDecoder.decode(part.content, declared: charset)
                decoded.note(in: &builder)
                let isFlowed = type.parameter("format")?.lowercased() == "flowed"
                try PlainTextParser.append(isFlowed ? MailParser.unflowed(decoded.text) : decoded.text, to: &builder)
            default:
                break
            }
        }

        /// The last alternative is the richest; plain text is the cleanest.
        ///
        /// Plain text wins unless it says much less.
        private mutating func addAlternative(
            _ parts: [MIMEEntity],
            level: Int,
            depth: Int,
            to builder: inout DocumentBuilder
        ) throws(DocumentError) {
            let plain = parts.first { $0.contentType.value == "text/plain" && $0.fileName == nil }
            guard
                let rich = parts.last(where: {
                    $0.contentType.value != "text/plain" && $0.contentType.value != "text/calendar"
                })
            else {
                if let only = plain ?? parts.last { try addPart(only, level: level, depth: depth, to: &builder) }
                return
            }
            guard let plain else {
                try addPart(rich, level: level, depth: depth, to: &builder)
                return
            }
            var richReading = Reading(limits: limits, uri: uri)
            var richBuilder = DocumentBuilder(limits: limits)
            try richReading.addPart(rich, level: level, depth: depth, to: &richBuilder)
            var plainBuilder = DocumentBuilder(limits: limits)
            try addText(plain, to: &plainBuilder)
            let source = DocumentSource(uri: uri, bytes: [])
            let richDocument = richBuilder.finish(source: source, mediaType: .html)
            let plainDocument = plainBuilder.finish(source: source, mediaType: .plainText)
            let likeness = WordLikeness(plainDocument.text, richDocument.text)
            if likeness.value < 0.9, !richDocument.text.isEmpty, !plainDocument.text.isEmpty { differs = true }
            let usesRich = plainDocument.text.utf8.count * 5 < richDocument.text.utf8.count
            try builder.append(usesRich ? richDocument : plainDocument)
            if !usesRich { for hidden in richDocument.hidden { builder.hidden(hidden.text, reason: hidden.reason) } }
            attachments += richReading.attachments
        }

        private mutating func addAttachment(
            _ part: MIMEEntity,
            level: Int,
            to builder: inout DocumentBuilder
        ) throws(DocumentError) {
            let type = part.contentType.value
            let name = part.fileName ?? type
            guard attachments.count < limits.entryCount else { throw .tooManyEntries(limit: limits.entryCount) }
            attachments.append(name)
            let isMedia = ["image/", "audio/", "video/", "font/"].contains { type.hasPrefix($0) }
            guard !isMedia, limits.nesting > 0 else { return }
            var inner = limits
            inner.nesting -= 1
            let source = DocumentSource(uri: "\(uri)#\(name)", bytes: part.content)
            guard let document = try? DocumentParser(limits: inner).parse(source), !document.text.isEmpty else {
                return
            }
            try builder.heading(name, level: min(level + 1, 6))
            try builder.append(document)
        }
    }

    /// Joins the lines that `format=flowed` breaks softly (RFC 3676).
    static func unflowed(_ text: String) -> String {
        var result: [UInt8] = []
        for line in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            let unstuffed = line.first == 32 ? line.dropFirst() : line
            result.append(contentsOf: unstuffed)
            let isSignature = unstuffed.elementsEqual("-- ".utf8)
            if unstuffed.last != 32 || isSignature || line.first == UInt8(ascii: ">") { result.append(10) }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
