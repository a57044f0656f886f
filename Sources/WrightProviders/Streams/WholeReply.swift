internal import WrightCore

/// Reads JSON that a service sent, and says of which service it is if it cannot.
enum ReplyJSON {
    static func value(_ bytes: UnsafeRawBufferPointer, service: String) throws -> JSONValue {
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw ProviderError.unreadableReply(service: service, reason: error.message.lowercasedFirst)
        }
    }

    /// What a service says went wrong, in any of the usual forms; nil if it says nothing of the kind.
    static func failure(in value: JSONValue) -> ServiceFailure? {
        let value = value.array?.first ?? value
        guard value.object != nil else { return nil }
        if let error = value["error"], error != .null {
            if let text = error.string { return ServiceFailure(kind: value["error_type"]?.string ?? "", message: text) }
            guard error.object != nil else { return nil }
            let kind = error["type"]?.string ?? error["status"]?.string ?? error["code"]?.string ?? ""
            return ServiceFailure(
                kind: kind,
                message: error["message"]?.string ?? "",
                status: error["code"]?.int ?? error["status_code"]?.int
            )
        }
        let isError = value["object"]?.string == "error" || value["type"]?.string == "error"
        if isError || value["detail"] != nil {
            let text = value["message"]?.string ?? value["detail"]?.string ?? value["detail"]?.text() ?? ""
            return ServiceFailure(
                kind: value["code"]?.string ?? value["type"]?.string ?? "",
                message: text,
                status: value["code"]?.int
            )
        }
        return nil
    }
}

/// What a service says went wrong.
struct ServiceFailure {
    /// The service's name for it.
    var kind: String
    /// The service's words for it.
    var message: String
    /// The status that it names, outside or instead of HTTP's.
    var status: Int?

    /// The HTTP status that fits best.
    var likelyStatus: Int {
        if let status, (400...599).contains(status) { return status }
        switch kind {
        case "rate_limit_error", "rate_limit_exceeded", "RESOURCE_EXHAUSTED", "tokens", "requests": return 429
        case "authentication_error", "permission_error", "UNAUTHENTICATED", "PERMISSION_DENIED", "invalid_api_key":
            return 401
        case "not_found_error", "model_not_found", "NOT_FOUND": return 404
        case "invalid_request_error", "INVALID_ARGUMENT", "BadRequestError", "billing_error",
            "context_length_exceeded", "insufficient_quota":
            return 400
        default: return 500
        }
    }

    /// The words, on one line, of at most 300 bytes.
    var detail: String {
        var text = message.isEmpty ? kind : message
        text = String(decoding: text.utf8.map { $0 < 32 ? 32 : $0 }.prefix(300), as: UTF8.self)
        return text
    }
}

extension String {
    /// The text without its last full stop and with a small first letter, to stand inside a sentence.
    var lowercasedFirst: String {
        var text = self
        if text.last == "." { text.removeLast() }
        guard let first = text.first else { return text }
        return first.lowercased() + text.dropFirst()
    }
}
