private import Foundation
private import WrightCore
internal import WrightDocuments
internal import WrightGuard
internal import WrightModel
internal import WrightStore

/// The guard and the policy that a command works with.
struct GuardDesk: Sendable {
    /// What decides.
    let policy: GuardPolicy
    private let standard: StandardGuard

    /// Takes the policy that an option names, else that of the project's settings, else the standard one.
    ///
    /// - Parameters:
    ///   - global: The project.
    ///   - policyFile: A file that an option names; nil: none does.
    ///   - embedder: The model of the classifier; nil: it works by words only.
    /// - Throws: `GuardError` with code `unreadablePolicy`, `CoreError` for a file that cannot be read.
    init(global: GlobalOptions, policyFile: String?, embedder: (any Embedder)?) throws {
        policy = try Self.policy(global: global, file: policyFile)
        standard = StandardGuard(embedder: embedder, policy: policy)
    }

    /// The policy that an option names, else that of the project's settings, else the standard one.
    static func policy(global: GlobalOptions, file: String?) throws -> GuardPolicy {
        if let file { return try read(file) }
        guard let named = try global.settings().guardPolicy, named != "standard" else { return .standard }
        return try read(named.hasPrefix("/") ? named : global.folder.path + "/" + named)
    }

    private static func read(_ path: String) throws -> GuardPolicy {
        let bytes = try Input.bytes(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw GuardError(
                .unreadablePolicy,
                "The policy '\(path)' is not UTF-8.",
                remedy: "Save it as UTF-8."
            )
        }
        return try GuardPolicy(parsing: text, name: path)
    }

    /// Looks at a text and decides.
    func verdict(on text: GuardedText) async throws -> Verdict {
        try await standard.verdict(on: text)
    }

    /// What takes out of documents what the policy redacts at ingestion; nil where it redacts nothing there.
    var redaction: (@Sendable (Document) -> Document)? {
        let redaction = PersonalDataRedaction(policy: policy, place: .ingestion)
        guard !redaction.isEmpty else { return nil }
        return { document in
            var document = document
            document.text = redaction.masked(document.text)
            document.title = redaction.redacted(document.title)
            for place in document.blocks.indices {
                document.blocks[place].headingPath = document.blocks[place].headingPath.map { redaction.redacted($0) }
            }
            for place in document.hidden.indices {
                document.hidden[place].text = redaction.redacted(document.hidden[place].text)
            }
            document.metadata = document.metadata.mapValues { redaction.redacted($0) }
            return document
        }
    }

    /// What looks at documents on their way into a project's corpus; what it puts apart is logged there.
    func inspection(for project: ProjectFolder) -> IngestionInspection {
        IngestionInspection(
            policyVersion: policy.version,
            log: { try Self.log($0, project: project) },
            verdict: { [standard] in try await standard.verdict(on: $0) }
        )
    }
}

extension GuardDesk {
    /// The time, in nanoseconds since 1970.
    static var nowNanoseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1e6) * 1000 }

    /// Who works at this terminal, for logs.
    static var principal: String {
        let user = ProcessInfo.processInfo.environment["USER"] ?? ""
        return user.isEmpty ? "user \(getuid())" : user
    }

    /// Writes into the project's audit log what was put apart, a line for each entry.
    static func log(_ entries: [QuarantineEntry], project: ProjectFolder) throws {
        for entry in entries {
            let record = AuditRecord(
                operation: "quarantine",
                action: .quarantine,
                reason: "\(entry.reason): \(entry.uri)",
                principal: principal,
                timeNanoseconds: nowNanoseconds
            )
            try log(record, project: project)
        }
    }

    /// Writes a decision into the project's audit log.
    static func log(_ record: AuditRecord, project: ProjectFolder) throws {
        try AuditLogFile(project: project).append { try AuditLog.line(record, after: $0) }
    }
}
