#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
private import Synchronization

/// Work on several threads of the operating system, for calls that wait until all of it is done.
package enum WorkerThreads {
    /// Maps elements, each on a thread of its own but for the last, which is done by the caller.
    ///
    /// - Throws: what the first element throws that throws.
    static func map<Element: Sendable, Result: Sendable, Failure: Error>(
        _ elements: [Element],
        _ transform: @Sendable (Element) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        let results = Mutex([Swift.Result<Result, Failure>?](repeating: nil, count: elements.count))
        withoutActuallyEscaping(transform) { transform in
            let work: @Sendable (Int) -> Void = { index in
                let result = Swift.Result { () throws(Failure) in try transform(elements[index]) }
                results.withLock { $0[index] = result }
            }
            let threads = (0..<max(0, elements.count - 1)).map { index in start { work(index) } }
            if !elements.isEmpty { work(elements.count - 1) }
            for (index, thread) in threads.enumerated() {
                if let thread { pthread_join(thread, nil) } else { work(index) }
            }
        }
        var transformed: [Result] = []
        for result in results.withLock({ $0 }) {
            if let result { transformed.append(try result.get()) }
        }
        return transformed
    }

    /// Does two things side by side, the second by the caller.
    ///
    /// - Throws: what the first throws, else what the second throws.
    package static func both<First: Sendable, Second>(
        _ first: @Sendable () throws -> First,
        _ second: () throws -> Second
    ) throws -> (First, Second) {
        let done = Mutex<Swift.Result<First, any Error>?>(nil)
        let other = withoutActuallyEscaping(first) { first in
            let work: @Sendable () -> Void = {
                let result = Swift.Result { try first() }
                done.withLock { $0 = result }
            }
            let thread = start(work)
            let other = Swift.Result { try second() }
            if let thread { pthread_join(thread, nil) } else { work() }
            return other
        }
        guard let result = done.withLock({ $0 }) else { preconditionFailure("A thread that was joined is done.") }
        return (try result.get(), try other.get())
    }

    /// Starts a thread; nil where the system has none left.
    private static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
        let job = WorkerJob(body)
        let context = Unmanaged.passRetained(job).toOpaque()
        if let thread = makeThread(context) { return thread }
        Unmanaged<WorkerJob>.fromOpaque(context).release()
        return nil
    }

    private static func makeThread(_ context: UnsafeMutableRawPointer) -> pthread_t? {
        #if canImport(Darwin)
        var thread: pthread_t?
        guard pthread_create(&thread, nil, runWorkerJob, context) == 0 else { return nil }
        #else
        var thread = pthread_t()
        guard pthread_create(&thread, nil, runWorkerJob, context) == 0 else { return nil }
        #endif
        return thread
    }
}

private final class WorkerJob: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

#if canImport(Darwin)
private func runWorkerJob(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<WorkerJob>.fromOpaque(context).takeRetainedValue().body()
    return nil
}
#else
private func runWorkerJob(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<WorkerJob>.fromOpaque(context).takeRetainedValue().body()
    return nil
}
#endif
