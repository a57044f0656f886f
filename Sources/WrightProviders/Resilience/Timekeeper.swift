/// A clock for wrappers: the time since it was made, and waiting.
public struct Timekeeper: Sendable {
    /// The time since the timekeeper was made.
    public let now: @Sendable () -> Duration
    /// Waits; throws `CancellationError` where the task is cancelled.
    public let sleep: @Sendable (Duration) async throws -> Void

    /// Takes the time from a clock.
    public init<Source: Clock>(_ clock: Source) where Source.Duration == Duration {
        let start = clock.now
        now = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
    }

    /// The time of the system, which goes on while the machine sleeps.
    public static func system() -> Self { Self(ContinuousClock()) }
}
