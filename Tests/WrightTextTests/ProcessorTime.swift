#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The processor time that this thread needs for some work, the least of a number of rounds, in seconds.
///
/// Unlike wall-clock time it does not grow with what else the machine does.
func leastProcessorTime(rounds: Int = 3, _ work: () throws -> Void) rethrows -> Double {
    var least = Double.infinity
    for _ in 0..<rounds {
        let start = threadSeconds()
        try work()
        least = min(least, threadSeconds() - start)
    }
    return least
}

private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
