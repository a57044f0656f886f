private import WrightCore

/// A bucket that fills at a steady rate and is emptied by use.
///
/// Time is passed in: the span since any fixed moment, never going back; a time before the last one counts as the last.
public struct TokenBucket: Sendable, Hashable {
    /// What the bucket holds when it is full, above 0.
    public let capacity: Double
    /// What is added in a second, above 0.
    public let refillPerSecond: Double
    private var level: Double
    private var last: Duration

    /// Makes a full bucket.
    ///
    /// - Parameters:
    ///   - capacity: What it holds, and so the most that can be used at once.
    ///   - period: The time in which an empty bucket fills.
    ///   - now: The time.
    public init(capacity: Double, per period: Duration, now: Duration) {
        precondition(capacity > 0 && capacity.isFinite, "A bucket holds something.")
        precondition(period > .zero, "A bucket fills in some time.")
        self.capacity = capacity
        refillPerSecond = capacity / period.fractionalSeconds
        level = capacity
        last = now
    }

    /// Takes an amount out, or nothing where there is less.
    ///
    /// - Parameters:
    ///   - amount: How much, 0 or more.
    ///   - now: The time.
    /// - Returns: Nil where it was taken; otherwise how long to wait until there is enough. An amount beyond the
    ///   capacity waits for ``never``.
    public mutating func take(_ amount: Double, now: Duration) -> Duration? {
        precondition(amount >= 0, "An amount is not negative.")
        refill(now)
        if amount <= level {
            level -= amount
            return nil
        }
        return wait(for: amount)
    }

    /// How long to wait until there is enough; nil where there is enough now, and nothing is taken.
    public mutating func delay(of amount: Double, now: Duration) -> Duration? {
        refill(now)
        return amount <= level ? nil : wait(for: amount)
    }

    /// Takes an amount out even where there is less; the bucket is then in debt and fills later.
    ///
    /// For what is known only after the fact, such as the tokens of an answer. The debt is at most one capacity.
    public mutating func charge(_ amount: Double, now: Duration) {
        refill(now)
        level = max(-capacity, level - max(0, amount))
    }

    /// What can be taken now.
    public mutating func available(now: Duration) -> Double {
        refill(now)
        return max(0, level)
    }

    /// Whether it is full, so that forgetting it changes nothing.
    public mutating func isFull(now: Duration) -> Bool {
        refill(now)
        return level >= capacity
    }

    /// What is told of an amount that never fits: a hundred years.
    public static let never = Duration.seconds(3_155_760_000)

    private func wait(for amount: Double) -> Duration {
        guard amount <= capacity else { return Self.never }
        // Rounded up, so that after the wait there is enough.
        let milliseconds = ((amount - level) / refillPerSecond * 1000).rounded(.up) + 1
        return milliseconds < 3e12 ? .milliseconds(Int64(milliseconds)) : Self.never
    }

    private mutating func refill(_ now: Duration) {
        guard now > last else { return }
        level = min(capacity, level + (now - last).fractionalSeconds * refillPerSecond)
        last = now
    }
}
