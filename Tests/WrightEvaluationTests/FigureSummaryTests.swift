import Testing
import WrightCore
import WrightEvaluation

@Suite struct FigureSummaryTests {
    private func summary(_ reasons: [String]) -> FigureSummary {
        var table = ScoreTable()
        for (number, why) in reasons.enumerated() { table.addNotMeasured("e\(number)", why: why) }
        return FigureSummary(name: "f", table: table)
    }

    @Test func theCommonestOfSeveralReasonsIsToldWithItsCount() {
        // The waiting times differ, the reason does not.
        let waiting = (0..<12).map { "'m' failed so often that it is not asked for 14.\($0)5 seconds." }
        let mixed = summary(Array(repeating: "The example has no reference.", count: 3) + waiting)
        #expect(mixed.reasons.map(\.count) == [12, 3])
        let why = "The commonest reason, for 12 of 15: \(waiting[7])"
        #expect(mixed.value == .notMeasured(why: why), "The first by its identifier, e10.")
        let one = summary(["The example has no reference.", "The example has no reference."])
        #expect(one.value == .notMeasured(why: "The example has no reference."))
        #expect(summary([]).value == .notMeasured(why: "There is no example."))
    }
}
