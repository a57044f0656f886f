private import Synchronization
internal import WrightModel
internal import WrightStore

/// Adds up what the calls of one command used, and hands the records on to the project's ledger.
///
/// A project that cannot be written to does not keep its user from asking; what was used is then shown and not kept.
final class SessionLedger: Ledger {
    private struct State {
        var records: [LedgerRecord] = []
        var store: LedgerStore?
        var isOpened = false
        var fault: String?
    }

    private let project: ProjectFolder
    private let state = Mutex(State())

    init(project: ProjectFolder) {
        self.project = project
    }

    func record(_ record: LedgerRecord) async throws {
        let store = state.withLock { state in
            state.records.append(record)
            if !state.isOpened, project.exists {
                state.isOpened = true
                do {
                    state.store = try LedgerStore(project: project)
                } catch {
                    state.fault = Self.words(for: error)
                }
            }
            return state.store
        }
        do {
            try await store?.record(record)
        } catch {
            state.withLock { $0.fault = Self.words(for: error) }
        }
    }

    /// Why the ledger could not be written; nil if it could.
    var fault: String? { state.withLock { $0.fault } }

    /// All records of this command.
    var records: [LedgerRecord] { state.withLock { $0.records } }

    /// All tokens; nil if a service did not say.
    var usage: TokenUsage? {
        records.reduce(TokenUsage(input: 0, output: 0)) { sum, record in
            guard let sum, let usage = record.usage else { return nil }
            return sum + usage
        }
    }

    /// What the calls cost; nil if a price is not known.
    var cost: MicroDollars? {
        records.reduce(MicroDollars.zero) { sum, record in
            guard let sum, let cost = record.cost else { return nil }
            return sum + cost
        }
    }

    private static func words(for error: any Error) -> String {
        (error as? StoreError)?.message ?? "the ledger could not be written"
    }
}
