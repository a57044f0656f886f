private import Synchronization
public import WrightModel

/// A sum of money that calls may cost together, whoever makes them at whatever time.
///
/// The most that a call can cost is set aside before it is made, and what it did not cost is given back after it. So
/// the calls that run at once can never cost more than is left.
public final class Budget: Sendable {
    private struct State {
        var spent = MicroDollars.zero
        var reserved = MicroDollars.zero
    }

    /// The sum.
    public let limit: MicroDollars
    private let state: Mutex<State>

    /// Sets a sum.
    ///
    /// - Parameters:
    ///   - limit: The sum.
    ///   - spent: What of it is spent already.
    public init(limit: MicroDollars, spent: MicroDollars = .zero) {
        self.limit = limit
        state = Mutex(State(spent: spent))
    }

    /// What was spent.
    public var spent: MicroDollars { state.withLock { $0.spent } }

    /// What is neither spent nor set aside; never below zero.
    public var left: MicroDollars {
        state.withLock { max(.zero, limit - $0.spent - $0.reserved) }
    }

    /// Sets money aside for a call.
    ///
    /// - Throws: ``OperationsError`` with code `budgetExceeded` where less is left.
    public func reserve(_ amount: MicroDollars) throws(OperationsError) {
        let left: MicroDollars? = state.withLock { state in
            let left = limit - state.spent - state.reserved
            guard amount <= left else { return max(.zero, left) }
            state.reserved = state.reserved + amount
            return nil
        }
        if let left { throw .budgetExceeded(needed: amount, left: left) }
    }

    /// Takes back what was set aside for a call and counts what it cost.
    public func settle(reserved: MicroDollars, cost: MicroDollars) {
        state.withLock { state in
            state.reserved = max(.zero, state.reserved - reserved)
            state.spent = state.spent + cost
        }
    }
}
