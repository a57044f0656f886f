import Testing
import WrightCore
import WrightGuard
import WrightModel

struct TokenBucketTests {
    @Test func letsNoMoreThroughThanItsRate() {
        var random = SeededRandom(seed: 9)
        var bucket = TokenBucket(capacity: 10, per: .seconds(10), now: .zero)
        var (now, taken) = (Duration.zero, 0.0)
        for _ in 0..<5000 {
            now += .milliseconds(Int.random(in: 0...400, using: &random))
            let amount = Double(Int.random(in: 0...4, using: &random))
            if bucket.take(amount, now: now) == nil { taken += amount }
            let seconds = Double(now.components.seconds) + Double(now.components.attoseconds) * 1e-18
            #expect(taken <= 10 + seconds + 1e-6)
        }
        #expect(taken > 900)
    }

    @Test func saysHowLongToWait() {
        var bucket = TokenBucket(capacity: 10, per: .seconds(10), now: .zero)
        #expect(bucket.take(10, now: .zero) == nil)
        guard let wait = bucket.take(4, now: .zero) else {
            Issue.record("It is empty.")
            return
        }
        #expect(wait >= .seconds(4) && wait < .seconds(4.1))
        #expect(bucket.take(4, now: wait - .milliseconds(20)) != nil)
        #expect(bucket.take(4, now: wait) == nil)
        #expect(bucket.take(11, now: .seconds(1000)) == TokenBucket.never)
    }

    @Test func paysDebtsBeforeItGivesAgain() {
        var bucket = TokenBucket(capacity: 10, per: .seconds(10), now: .zero)
        bucket.charge(15, now: .zero)
        #expect(bucket.available(now: .zero) == 0)
        #expect(bucket.take(1, now: .seconds(5)) != nil)
        #expect(bucket.take(1, now: .seconds(7)) == nil)
    }

    @Test func takesNoTimeBackwards() {
        var bucket = TokenBucket(capacity: 1, per: .seconds(1), now: .seconds(10))
        #expect(bucket.take(1, now: .seconds(10)) == nil)
        #expect(bucket.take(1, now: .seconds(5)) != nil)
        #expect(bucket.take(1, now: .seconds(10)) != nil)
        #expect(bucket.take(1, now: .seconds(11)) == nil)
    }
}

struct UsageLimiterTests {
    private static func limiter(keyLimit: Int = 100) -> UsageLimiter {
        var limits = UsageLimits()
        limits.requestsPerMinute = 5
        limits.tokensPerMinute = 1000
        limits.costPerDay = MicroDollars(100)
        return UsageLimiter(limits: limits, keyLimit: keyLimit)
    }

    @Test func holdsEachKeyToEachLimit() {
        let limiter = Self.limiter()
        for _ in 0..<5 { #expect(limiter.admit("a", now: .zero) == nil) }
        #expect(limiter.admit("a", now: .zero)?.resource == .requests)
        #expect(limiter.admit("b", tokenCount: 1001, now: .zero)?.resource == .tokens)
        #expect(limiter.admit("b", tokenCount: 1000, now: .zero) == nil)
        #expect(limiter.admit("b", tokenCount: 1, now: .zero)?.resource == .tokens)
        #expect(limiter.admit("c", cost: MicroDollars(60), now: .zero) == nil)
        #expect(limiter.admit("c", cost: MicroDollars(60), now: .zero)?.resource == .cost)
        #expect(limiter.admit("a", now: .seconds(61)) == nil)
    }

    @Test func takesAllOrNothing() {
        let limiter = Self.limiter()
        for _ in 0..<20 { #expect(limiter.admit("a", tokenCount: 2000, now: .zero)?.resource == .tokens) }
        for _ in 0..<5 { #expect(limiter.admit("a", tokenCount: 100, now: .zero) == nil) }
    }

    @Test func chargesWhatWasUsedBeyondTheEstimate() {
        let limiter = Self.limiter()
        #expect(limiter.admit("a", tokenCount: 10, now: .zero) == nil)
        limiter.settle("a", extraTokenCount: 990, extraCost: MicroDollars(100), now: .zero)
        #expect(limiter.admit("a", tokenCount: 1, now: .zero)?.resource == .tokens)
        #expect(limiter.admit("a", cost: MicroDollars(1), now: .seconds(1000))?.resource == nil)
        #expect(limiter.admit("a", cost: MicroDollars(50), now: .seconds(1000))?.resource == .cost)
    }

    @Test func remembersOnlySoManyKeysAndForgetsNoBusyOne() {
        let limiter = Self.limiter(keyLimit: 3)
        for key in ["a", "b", "c"] {
            for _ in 0..<5 { _ = limiter.admit(key, now: .zero) }
        }
        #expect(limiter.admit("d", now: .seconds(1))?.resource == .keys)
        #expect(limiter.admit("a", now: .seconds(1))?.resource == .requests, "A new key must not refill an old one.")
        #expect(limiter.admit("d", now: .seconds(120)) == nil)
    }
}

extension UsageLimiterTests {
    @Test func looksThroughAllKeysOnceInASecondAtMost() {
        var limits = UsageLimits()
        limits.requestsPerMinute = 60
        limits.tokensPerMinute = nil
        limits.costPerDay = nil
        let limiter = UsageLimiter(limits: limits, keyLimit: 1)
        #expect(limiter.admit("a", now: .zero) == nil)
        #expect(limiter.admit("b", now: .milliseconds(900))?.resource == .keys)
        // By now 'a' is idle, but the keys were looked through less than a second ago.
        #expect(limiter.admit("b", now: .milliseconds(1500))?.resource == .keys)
        #expect(limiter.admit("b", now: .milliseconds(1900)) == nil)
    }
}

struct RequestLimitsTests {
    @Test func namesWhatGoesBeyond() {
        var measure = RequestLimits.Measure()
        #expect(RequestLimits().findings(for: measure).isEmpty)
        measure.questionByteCount = 32 << 10
        #expect(RequestLimits().findings(for: measure).isEmpty)
        measure.questionByteCount += 1
        measure.depth = 65
        measure.duration = .seconds(121)
        let findings = RequestLimits().findings(for: measure)
        #expect(findings.map(\.rule) == ["limits.question-size", "limits.depth", "limits.duration"])
        #expect(findings.allSatisfy { $0.layer == .limits && $0.severity == .high })
        let text = GuardedText("", channel: .user)
        #expect(GuardPolicy.standard.decide(findings, score: 0, on: text).action == .block)
    }
}
