private import WrightCore

/// Where a programme stands, from weekly check-ins of the team; aggregates only, nothing about one person.
public struct ProgrammeStatus: Sendable, Hashable {
    /// A week of the whole programme.
    public struct CheckIn: Sendable, Hashable {
        /// The week, from 1.
        public let week: Int
        /// The share of learners' time that was protected, 0 to 1.
        public let protectedRate: Double
        /// Mentor hours that were given.
        public let mentorHours: Double
        /// Mentor hours that were planned.
        public let plannedHours: Double
        /// Questions that waited at the end of the week.
        public let waitingCount: Int
        /// Milestones that were reached: their months.
        public let milestones: [Int]
        /// Learners who are still there.
        public let apprenticeCount: Int
    }

    /// Something to act on now.
    public struct Alarm: Sendable, Hashable {
        /// The week that raised it.
        public let week: Int
        /// What is wrong.
        public let message: String
        /// What to do.
        public let remedy: String
    }

    /// The weeks, in order.
    public let checkIns: [CheckIn]
    /// The mean protected share of the last four weeks; nil for no week.
    public let protectedRate: Double?
    /// Mentor hours given over planned, of the last four weeks; nil for no week.
    public let mentorRate: Double?
    /// The months of milestones that were reached.
    public let reached: [Int]
    /// What to act on.
    public let alarms: [Alarm]

    private static let window = 4

    /// Reads lines of `{"week","protected","mentorHours","plannedHours"?,"waiting"?,"milestones"?,"apprentices"?}`.
    ///
    /// - Throws: ``TalentError`` with code `unreadableFile`, naming the line.
    public init(jsonLines text: String, name: String) throws(TalentError) {
        var checkIns: [CheckIn] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            guard checkIns.count < 1000, let value = try? JSONValue(parsing: String(line)),
                let week = value["week"]?.int,
                week >= 1, let protected = value["protected"]?.double, (0...1).contains(protected),
                let hours = value["mentorHours"]?.double, hours >= 0
            else {
                throw .unreadableFile(
                    name: name,
                    reason:
                        "line \(number + 1) is not an object with \"week\", \"protected\" from 0 to 1 and "
                        + "\"mentorHours\""
                )
            }
            let checkIn = CheckIn(
                week: week,
                protectedRate: protected,
                mentorHours: hours,
                plannedHours: value["plannedHours"]?.double ?? hours,
                waitingCount: value["waiting"]?.int ?? 0,
                milestones: value["milestones"]?.array?.compactMap(\.int) ?? [],
                apprenticeCount: value["apprentices"]?.int ?? 0
            )
            if let reason = Self.fault(of: checkIn, after: checkIns) {
                throw .unreadableFile(name: name, reason: "line \(number + 1) \(reason)")
            }
            checkIns.append(checkIn)
        }
        guard !checkIns.isEmpty else { throw .unreadableFile(name: name, reason: "it holds no check-in") }
        self.init(checkIns: checkIns.sorted { $0.week < $1.week })
    }

    private static func fault(of checkIn: CheckIn, after others: [CheckIn]) -> String? {
        if others.contains(where: { $0.week == checkIn.week }) { return "gives week \(checkIn.week) again" }
        if checkIn.plannedHours < 0 || checkIn.waitingCount < 0 || checkIn.apprenticeCount < 0 {
            return "has a number below zero"
        }
        let months = ProgrammePlan.milestoneMonths
        if let other = checkIn.milestones.first(where: { !months.contains($0) }) {
            return "names the milestone \(other); there are \(months.map(String.init).joined(separator: ", "))"
        }
        return nil
    }

    /// Takes weeks in order.
    public init(checkIns: [CheckIn]) {
        self.checkIns = checkIns
        let last = checkIns.suffix(Self.window)
        protectedRate = last.isEmpty ? nil : last.reduce(0) { $0 + $1.protectedRate } / Double(last.count)
        let planned = last.reduce(0) { $0 + $1.plannedHours }
        mentorRate = planned > 0 ? last.reduce(0) { $0 + $1.mentorHours } / planned : nil
        reached = Set(checkIns.flatMap(\.milestones)).sorted()
        alarms = Self.alarms(checkIns)
    }

    private static func alarms(_ weeks: [CheckIn]) -> [Alarm] {
        var alarms: [Alarm] = []
        for end in weeks.indices where end + 1 >= window {
            let four = weeks[(end + 1 - window)...end]
            let rate = four.reduce(0) { $0 + $1.protectedRate } / Double(window)
            if rate < ProgrammePlan.alarmRate {
                alarms.append(
                    Alarm(
                        week: weeks[end].week,
                        message: "four weeks with \(Int((rate * 100).rounded())) % protected time",
                        remedy:
                            "Take the urgent work to the sponsor this week; below 70 % programmes fail in the model."
                    )
                )
            }
            let planned = four.reduce(0) { $0 + $1.plannedHours }
            let given = four.reduce(0) { $0 + $1.mentorHours }
            if planned > 0, given < planned * 0.6 {
                alarms.append(
                    Alarm(
                        week: weeks[end].week,
                        message: "four weeks with \(Int((given / planned * 100).rounded())) % of the mentor hours",
                        remedy: "Free a mentor or add one; below 60 % people leave sooner in the model."
                    )
                )
            }
        }
        for (before, after) in zip(weeks, weeks.dropFirst()) where after.week > before.week + 1 {
            alarms.append(
                Alarm(
                    week: after.week,
                    message: "no check-in between week \(before.week) and week \(after.week)",
                    remedy: "Weeks without a check-in hide what went wrong; ask for them."
                )
            )
        }
        if let last = weeks.last {
            let reached = Set(weeks.flatMap(\.milestones))
            for month in ProgrammePlan.milestoneMonths where last.week > month * 52 / 12 + 2 && !reached.contains(month)
            {
                alarms.append(
                    Alarm(
                        week: last.week,
                        message: "the milestone of month \(month) is late",
                        remedy: "Look at what blocked it, and move the date or the help."
                    )
                )
            }
        }
        return alarms
    }
}
