internal import WrightCore
internal import WrightModel

// Dotprompt defines messages by marks in the rendered text: text before the first role is the user's, what is only
// white space between marks counts as nothing, a history is followed by the model's turn, and a history that the
// template does not place goes before the last message of the user. Here the marks are pieces of their own, so that no
// text can pass for one.

/// Makes messages of what a template rendered to.
struct PromptMessages {
    private struct Draft {
        var role: String
        var pieces: [TemplateOutput.Piece] = []
        var metadata: [JSONValue.Member] = []
        var finished: PromptMessage?

        /// Whether there is anything but white space.
        var hasContent: Bool {
            pieces.contains { piece in
                if case .text(let bytes) = piece { return !PromptMessages.isBlank(bytes) }
                return true
            }
        }
    }

    private var drafts: [Draft] = [Draft(role: "user")]
    private let history: [PromptMessage]

    init(history: [PromptMessage]) {
        self.history = history
    }

    static func messages(of pieces: [TemplateOutput.Piece], history: [PromptMessage]) -> [PromptMessage] {
        var builder = PromptMessages(history: history)
        // White space between two marks of roles or history counts as nothing, but only where it is all there is.
        var run: [TemplateOutput.Piece] = []
        for piece in pieces {
            switch piece {
            case .role, .history:
                builder.take(run)
                run = []
                builder.take(mark: piece)
            case .text, .media, .section: run.append(piece)
            }
        }
        builder.take(run)
        return builder.finish()
    }

    private mutating func take(_ run: [TemplateOutput.Piece]) {
        var draft = Draft(role: "")
        draft.pieces = run
        guard draft.hasContent else { return }
        drafts[drafts.count - 1].pieces += run
    }

    private mutating func take(mark: TemplateOutput.Piece) {
        switch mark {
        case .role(let role, let metadata):
            let members = metadata.map { JSONValue.Member($0.name, .string($0.value)) }
            if drafts[drafts.count - 1].hasContent {
                drafts.append(Draft(role: role, metadata: members))
            } else {
                drafts[drafts.count - 1].role = role
                for member in members {
                    drafts[drafts.count - 1].metadata.removeAll { $0.name == member.name }
                    drafts[drafts.count - 1].metadata.append(member)
                }
            }
        case .history:
            for message in history {
                var copy = message
                copy.metadata.removeAll { $0.name == "purpose" }
                copy.metadata.append(.init("purpose", "history"))
                drafts.append(Draft(role: copy.role, finished: copy))
            }
            drafts.append(Draft(role: "model"))
        default: break
        }
    }

    private func finish() -> [PromptMessage] {
        let messages = drafts.compactMap { draft -> PromptMessage? in
            if let finished = draft.finished { return finished }
            guard !draft.pieces.isEmpty else { return nil }
            return PromptMessage(role: draft.role, parts: Self.parts(draft.pieces), metadata: draft.metadata)
        }
        return Self.insert(history, into: messages)
    }

    private static func parts(_ pieces: [TemplateOutput.Piece]) -> [PromptMessage.Part] {
        pieces.compactMap { piece in
            switch piece {
            case .text(let bytes): isBlank(bytes) ? nil : .text(String(decoding: bytes, as: UTF8.self))
            case .media(let url, let type): .media(Media(url: url, contentType: type))
            case .section(let name): .section(name)
            case .role, .history: nil
            }
        }
    }

    private static func insert(_ history: [PromptMessage], into messages: [PromptMessage]) -> [PromptMessage] {
        let isPlaced = messages.contains { $0.metadata.contains { $0.name == "purpose" && $0.value == "history" } }
        guard !history.isEmpty, !isPlaced else { return messages }
        guard let last = messages.last else { return history }
        return last.role == "user" ? messages.dropLast() + history + [last] : messages + history
    }

    static func isBlank(_ bytes: [UInt8]) -> Bool {
        if let first = bytes.first, first > 32, first < 0x80 { return false }
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.allSatisfy(FrontMatterParts.isSpace)
    }
}
