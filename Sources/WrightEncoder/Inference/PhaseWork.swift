internal import Synchronization

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

// One batch for several threads.
//
// Idea. The work is a list of phases, each of which needs all of the one before; a phase is a number of units that do
// not need each other. The leader goes through all phases; helpers take units where they come in time. Nobody waits for
// a thread that has not begun a unit, so it does not matter whether or when the system starts a helper.
//
// Layout. One word holds the phase (upper half) and the next unit (lower half), so that taking a unit is one addition.

/// Hands the units of one batch to the leader and its helpers.
final class PhaseWork: Sendable {
    private let unitCounts: [Int]
    private let state = Atomic<UInt64>(0)
    private let done = Atomic<Int>(0)

    /// Takes the number of units of each phase.
    init(unitCounts: [Int]) {
        self.unitCounts = unitCounts
    }

    /// Does all phases; returns when every unit is done, by whomever.
    func lead(_ work: (_ phase: Int, _ unit: Int) -> Void) {
        for phase in unitCounts.indices {
            while let unit = take(phase) {
                work(phase, unit)
                done.wrappingAdd(1, ordering: .acquiringAndReleasing)
            }
            var spins = 0
            while done.load(ordering: .acquiring) < unitCounts[phase] { Self.pause(&spins) }
            done.store(0, ordering: .relaxed)
            state.store(UInt64(phase + 1) << 32, ordering: .releasing)
        }
    }

    /// Takes units as long as there are some.
    func help(_ work: (_ phase: Int, _ unit: Int) -> Void) {
        var spins = 0
        while true {
            let seen = state.load(ordering: .acquiring)
            let phase = Int(seen >> 32)
            guard phase < unitCounts.count else { return }
            guard Int(seen & 0xFFFF_FFFF) < unitCounts[phase] else {
                Self.pause(&spins)
                continue
            }
            let taken = state.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
            let now = Int(taken >> 32)
            let unit = Int(taken & 0xFFFF_FFFF)
            guard now < unitCounts.count, unit < unitCounts[now] else { continue }
            spins = 0
            work(now, unit)
            done.wrappingAdd(1, ordering: .acquiringAndReleasing)
        }
    }

    private func take(_ phase: Int) -> Int? {
        let unit = Int(state.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue & 0xFFFF_FFFF)
        return unit < unitCounts[phase] ? unit : nil
    }

    /// Waits a moment; after some microseconds, others may use the processor.
    private static func pause(_ spins: inout Int) {
        spins += 1
        if spins > 4096 { sched_yield() }
    }
}
