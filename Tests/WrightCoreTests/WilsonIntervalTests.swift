import Testing
import WrightCore

@Suite struct WilsonIntervalTests {
    @Test func agreesWithPublishedValues() {
        let interval = WilsonInterval(successCount: 8, trialCount: 10)
        #expect(abs(interval.low - 0.4902) < 0.0001 && abs(interval.high - 0.9433) < 0.0001)
        #expect(interval.percentText == "49 % to 94 %")
        let wider = WilsonInterval(successCount: 8, trialCount: 10, z: 2.575829303548901)
        #expect(wider.low < interval.low && wider.high > interval.high)
    }

    @Test func holdsTheRateAndItsEnds() {
        #expect(WilsonInterval(successCount: 0, trialCount: 10).low == 0)
        #expect(WilsonInterval(successCount: 10, trialCount: 10).high == 1)
        #expect(WilsonInterval(successCount: 0, trialCount: 0).range == 0...1)
        for trials in [1, 3, 10, 1_000_000] {
            for successes in [0, 1, trials / 2, trials] {
                let range = WilsonInterval(successCount: successes, trialCount: trials).range
                #expect(range.contains(Double(successes) / Double(trials)))
            }
        }
    }
}
