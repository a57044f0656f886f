internal import Testing
internal import WrightCore

@Suite struct DurationUnitsTests {
    @Test func countsSecondsWithTheirFractionAndWholeMilliseconds() {
        #expect(Duration.milliseconds(1500).fractionalSeconds == 1.5)
        #expect(Duration.milliseconds(-250).fractionalSeconds == -0.25)
        #expect(Duration.microseconds(2_999_999).wholeMilliseconds == 2999)
        #expect(Duration.seconds(7).wholeMilliseconds == 7000)
    }
}
