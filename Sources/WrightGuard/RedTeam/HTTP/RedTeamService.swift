package import WrightCore

/// How an HTTP service is asked and how its replies are read: a file of the user's.
///
/// The file holds addresses and the shape of requests, never secrets: `${NAME}` in a header stands for a variable.
package struct RedTeamService: Sendable, Hashable {
    /// A header whose value may hold `${NAME}`.
    package struct Header: Sendable, Hashable {
        package var name: String
        package var value: String
    }

    /// Where the calls of tools stand in a reply.
    package struct ToolPlaces: Sendable, Hashable {
        package var list: RedTeamPointer
        package var name: RedTeamPointer
        package var arguments: RedTeamPointer
    }

    /// The name in reports.
    package var name: String
    /// The whole address.
    package var url: String
    /// Further headers.
    package var headers: [Header] = []
    /// What is sent; texts may hold `{{prompt}}`, `{{system}}`, `{{document}}`, `{{id}}`, and may be `{{messages}}`,
    /// `{{history}}` or `{{documents}}`.
    package var body: JSONValue
    /// Where the answer stands in a reply.
    package var answer: RedTeamPointer
    /// Where a piece of the answer stands in a server-sent event; nil where replies are no streams.
    package var stream: RedTeamPointer?
    /// Where the calls of tools stand; nil where there are none.
    package var tools: ToolPlaces?
    /// Statuses that mean that something stopped the request.
    package var stoppedStatuses: Set<Int> = []
    /// A place that holds something other than null, false or nothing when something stopped the request.
    package var stopped: RedTeamPointer?
    /// How long one request may take, in seconds.
    package var timeoutSeconds = 60.0
    /// How often a request that failed is sent again.
    package var retryCount = 2
    /// How many requests are open at once.
    package var concurrency = 4

    private static let sizeLimit = 1 << 20
    private static let known: Set<String> = [
        "schema", "name", "url", "headers", "body", "answer", "stream", "tools", "stoppedStatuses", "stopped",
        "timeoutSeconds", "retries", "concurrency",
    ]

    /// Reads the file.
    ///
    /// - Throws: ``GuardError`` with code `unreadableProbes`.
    package init(parsing bytes: [UInt8], name file: String) throws(GuardError) {
        func fault(_ reason: String) -> GuardError {
            GuardError(
                .unreadableProbes,
                "The service in '\(file)' cannot be used: \(reason).",
                remedy: "Correct the file; the guide on red teams tells its form."
            )
        }
        func pointer(_ value: JSONValue?, _ name: String) throws(GuardError) -> RedTeamPointer {
            guard let pointer = value?.string.flatMap({ RedTeamPointer($0) }) else {
                throw fault("'\(name)' must be a place in JSON, such as '/answer'")
            }
            return pointer
        }
        func number(_ value: JSONValue, _ name: String, _ range: ClosedRange<Double>) throws(GuardError) -> Double {
            guard let number = value.double, range.contains(number) else {
                throw fault("'\(name)' must be from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        guard bytes.count <= Self.sizeLimit, let value = try? JSONValue(parsing: bytes, depthLimit: 32),
            let members = value.object
        else { throw fault("it is no JSON object") }
        if let wrong = members.first(where: { !Self.known.contains($0.name) }) {
            throw fault("'\(RedTeamText.line(wrong.name, limit: 60))' is not known")
        }
        guard value["schema"]?.int == 1 else { throw fault("its 'schema' is not 1") }
        guard let url = value["url"]?.string, !url.isEmpty else { throw fault("it names no 'url'") }
        guard let body = value["body"], body.object != nil else { throw fault("its 'body' is no object") }
        guard Self.holdsPrompt(body) else { throw fault("its 'body' holds neither {{prompt}} nor {{messages}}") }
        name = RedTeamText.line(value["name"]?.string ?? url, limit: 80)
        self.url = url
        self.body = body
        answer = try pointer(value["answer"], "answer")
        if let place = value["stream"] { stream = try pointer(place, "stream") }
        if let place = value["stopped"] { stopped = try pointer(place, "stopped") }
        if let places = value["tools"] {
            tools = ToolPlaces(
                list: try pointer(places["list"], "tools.list"),
                name: try pointer(places["name"], "tools.name"),
                arguments: try pointer(places["arguments"], "tools.arguments")
            )
        }
        for header in value["headers"]?.object ?? [] {
            guard let text = header.value.string else { throw fault("the header '\(header.name)' is no text") }
            headers.append(Header(name: header.name, value: text))
        }
        stoppedStatuses = Set((value["stoppedStatuses"]?.array ?? []).compactMap(\.int))
        if let seconds = value["timeoutSeconds"] { timeoutSeconds = try number(seconds, "timeoutSeconds", 0.01...3600) }
        if let count = value["retries"] { retryCount = Int(try number(count, "retries", 0...10)) }
        if let count = value["concurrency"] { concurrency = Int(try number(count, "concurrency", 1...8)) }
    }

    private static func holdsPrompt(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): text.contains("{{prompt}}") || text.contains("{{messages}}")
        case .array(let elements): elements.contains(where: holdsPrompt)
        case .object(let members): members.contains { holdsPrompt($0.value) }
        default: false
        }
    }
}

extension RedTeamService {
    /// What is sent for an exchange.
    package func request(for exchange: RedTeamExchange) -> JSONValue {
        filled(body, exchange, isCarrying: !Self.holdsDocuments(body))
    }

    private static func holdsDocuments(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): text.contains("{{document}}") || text.contains("{{documents}}")
        case .array(let elements): elements.contains(where: holdsDocuments)
        case .object(let members): members.contains { holdsDocuments($0.value) }
        default: false
        }
    }

    private func filled(_ value: JSONValue, _ exchange: RedTeamExchange, isCarrying: Bool) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map { filled($0, exchange, isCarrying: isCarrying) })
        case .object(let members):
            return .object(members.map { .init($0.name, filled($0.value, exchange, isCarrying: isCarrying)) })
        case .string("{{messages}}"):
            let system = exchange.system.map { [Self.message("system", $0)] } ?? []
            let last = Self.message("user", Self.prompt(exchange, isCarrying: isCarrying))
            return .array(system + Self.history(exchange) + [last])
        case .string("{{history}}"): return .array(Self.history(exchange))
        case .string("{{documents}}"):
            return .array(exchange.allDocuments.map { ["name": .string($0.name), "text": .string($0.text)] })
        case .string(let text): return .string(Self.filled(text, exchange, isCarrying: isCarrying))
        default: return value
        }
    }

    private static func message(_ role: String, _ text: String) -> JSONValue {
        ["role": .string(role), "content": .string(text)]
    }

    private static func history(_ exchange: RedTeamExchange) -> [JSONValue] {
        exchange.history.map { message($0.role.rawValue, $0.text) }
    }

    /// The user's words; documents stand behind them where the request has no other place for them.
    private static func prompt(_ exchange: RedTeamExchange, isCarrying: Bool) -> String {
        guard isCarrying, !exchange.allDocuments.isEmpty else { return exchange.prompt }
        let what = exchange.channel == .toolOutput ? "Result of the tool" : "Document"
        let texts = exchange.allDocuments.map { "\(what) '\($0.name)':\n\($0.text)" }
        return ([exchange.prompt] + texts).joined(separator: "\n\n")
    }

    /// One pass over the template, so that what is filled in is never itself filled.
    private static func filled(_ template: String, _ exchange: RedTeamExchange, isCarrying: Bool) -> String {
        var result = ""
        var rest = template[...]
        while let start = rest.firstRange(of: "{{") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "}}") else {
                result += "{{"
                break
            }
            switch rest[..<end.lowerBound] {
            case "prompt": result += prompt(exchange, isCarrying: isCarrying)
            case "system": result += exchange.system ?? ""
            case "document": result += exchange.allDocuments.map(\.text).joined(separator: "\n\n")
            case "id": result += exchange.id
            default:
                result += "{{"
                continue
            }
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    /// Reads a whole reply.
    ///
    /// - Parameters:
    ///   - status: The HTTP status.
    ///   - body: The body of a reply that is one document.
    ///   - events: The data of its server-sent events; nil where it is no stream.
    /// - Returns: The answer, or that the request was stopped.
    /// - Throws: ``GuardError`` with code `unreadableProbes` where there is no answer in it.
    package func reply(status: Int, body: [UInt8], events: [[UInt8]]?) throws(GuardError) -> RedTeamReply {
        func fault(_ reason: String) -> GuardError {
            GuardError(.unreadableProbes, "'\(name)' \(reason).", remedy: "Check the service and the file about it.")
        }
        if stoppedStatuses.contains(status) { return RedTeamReply(text: "", isStopped: true) }
        guard (200...299).contains(status) else { throw fault("answered with status \(status)") }
        if let events { return RedTeamReply(text: try streamed(events)) }
        guard let value = try? JSONValue(parsing: body) else { throw fault("sent a reply that is no JSON") }
        if let stopped, let mark = stopped.value(in: value), mark != .null, mark != .bool(false) {
            return RedTeamReply(text: "", isStopped: true)
        }
        let calls = toolCalls(in: value)
        guard let found = answer.value(in: value), let text = Self.text(of: found) else {
            guard calls.isEmpty else { return RedTeamReply(text: "", toolCalls: calls) }
            throw fault("sent a reply without a text at '\(answer.text)'")
        }
        return RedTeamReply(text: text, toolCalls: calls)
    }

    private func streamed(_ events: [[UInt8]]) throws(GuardError) -> String {
        var text = ""
        for event in events {
            guard let value = try? JSONValue(parsing: event) else { continue }
            if let piece = (stream ?? answer).value(in: value).flatMap(Self.text) { text += piece }
        }
        return text
    }

    /// A text, or the texts of a list of parts.
    private static func text(of value: JSONValue) -> String? {
        if let text = value.string { return text }
        guard let parts = value.array else { return nil }
        return parts.compactMap { $0.string ?? $0["text"]?.string }.joined()
    }

    private func toolCalls(in value: JSONValue) -> [RedTeamReply.ToolCall] {
        guard let tools, let list = tools.list.value(in: value)?.array else { return [] }
        return list.prefix(100)
            .compactMap { call in
                guard let name = tools.name.value(in: call)?.string else { return nil }
                let arguments = tools.arguments.value(in: call) ?? .null
                return .init(name: name, arguments: arguments.string ?? arguments.text())
            }
    }
}
