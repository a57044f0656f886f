#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// How long things take: processor time of this process, so that other work on the machine counts little.
///
/// All that is measured runs on one thread, so that this is also the time on an idle machine's clock.
enum Measurement {
    /// Seconds that a piece of work takes.
    static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let start = now()
        try work()
        return now() - start
    }

    /// The best of some rounds of the same work, after one round to warm up.
    static func bestSeconds(rounds: Int = 3, _ work: () throws -> Void) rethrows -> Double {
        try work()
        var best = Double.infinity
        for _ in 0..<rounds { best = min(best, try seconds(work)) }
        return best
    }

    /// Seconds on the wall's clock that a piece of work takes, for work on several threads.
    static func wallSeconds(_ work: () throws -> Void) rethrows -> Double {
        let start = now(CLOCK_MONOTONIC)
        try work()
        return now(CLOCK_MONOTONIC) - start
    }

    /// One decimal place.
    static func rounded(_ value: Double) -> Double {
        (value * 10).rounded() / 10
    }

    private static func now(_ clock: clockid_t = CLOCK_PROCESS_CPUTIME_ID) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
