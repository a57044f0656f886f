internal import ArgumentParser
internal import WrightCore
internal import WrightStore

/// Writes everything about one person.
struct CandidateExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print everything that is stored about one person, as one JSON document.",
        discussion: "A warning names the entries of the log that were changed after they were written."
    )

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The candidate's pseudonym.")
    var candidate: String

    func run() async throws {
        let store = try PeopleStore(project: global.folder)
        guard let document = try store.export(candidate) else { throw CLIError.personUnknown(candidate) }
        Output.json(document)
        let broken = try store.brokenEvents()
        guard !broken.isEmpty else { return }
        let more = broken.count > 5 ? " and \(broken.count - 5) more" : ""
        Output.message(
            "warning: The log of people does not fit its chain of hashes at entry "
                + broken.prefix(5).map { String($0) }.joined(separator: ", ") + more
                + "; it, or the entry before it, was changed or removed."
        )
        Output.message("fix: Restore the project's store from a backup, and see who can write it.")
    }
}

/// Erases people.
struct CandidateEraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase everything about one person, or about all whose time of keeping is over.",
        discussion: "The chain of hashes in the log stays whole; names and contents are gone, also from free pages."
    )

    @OptionGroup var global: GlobalOptions

    @Flag(help: "Erase all whose time of keeping is over.")
    var expired = false

    @Argument(help: "The candidate's pseudonym.")
    var candidate: String?

    func validate() throws {
        guard expired != (candidate != nil) else { throw ValidationError("Name one candidate, or '--expired'.") }
    }

    func run() async throws {
        let store = try PeopleStore(project: global.folder)
        let now = TalentInput.now
        let people = try candidate.map { [$0] } ?? store.expired(now: now)
        var erased: [JSONValue] = []
        for person in people {
            if candidate != nil, try store.export(person) == nil { throw CLIError.personUnknown(person) }
            let erasure = try store.erase(person, now: now)
            erased.append(["person": .string(person), "events": .int(erasure.eventCount)])
            if !global.json { Output.line("Erased \(person): \(erasure.eventCount) events.") }
        }
        if people.isEmpty, !global.json { Output.line("Nobody's time of keeping is over.") }
        if global.json { Output.json(["schema": 1, "erased": .array(erased)]) }
    }
}

extension CLIError {
    static func personUnknown(_ person: String) -> Self {
        Self(
            identifier: "personUnknown",
            message: "Nothing is stored about '\(person)'.",
            remedy: "Give the pseudonym that 'wright candidate assess --save' printed."
        )
    }
}
