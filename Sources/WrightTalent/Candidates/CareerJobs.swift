// Which lines of a CV belong to which job?
//
// Idea: a line with a span of months begins a job; what follows belongs to it until the next one or a heading. A title
// above a line that holds little but the span belongs to the job below it. A bullet begins a job only where it begins
// with the span; a span inside a job's own months counts for its line alone.
// Source: own, after the layouts of real CVs. Deviation: none. Layout: one place a line.

/// The jobs of a CV.
struct CareerJobs {
    /// What a line belongs to.
    struct Place {
        var job: DateSpan?
        var startsJob = false
        var isHeadingOfEducation = false
    }

    /// One a line.
    private(set) var places: [Place] = []
    /// The months of all jobs, each once; those of projects are none.
    private(set) var months: Set<Int> = []

    private let lines: [CareerLine]
    private var section: CareerLine.Section?
    private var job: DateSpan?

    init(_ lines: [CareerLine]) {
        self.lines = lines
        for index in lines.indices {
            let place = place(index)
            places.append(place)
        }
        for index in lines.indices where places[index].startsJob { giveTitles(above: index) }
    }

    private mutating func place(_ index: Int) -> Place {
        let line = lines[index]
        if let heading = line.heading {
            (section, job) = (heading, nil)
            return Place(job: nil, isHeadingOfEducation: heading == .education)
        }
        guard let found = line.found else { return Place(job: job) }
        // In a summary only a role beside a span begins a job.
        if section == .undated, found.isInSentence || !line.hasRole || !(found.isFirst || found.isLast) {
            return Place(job: job)
        }
        if section == .education || Self.isEducation(line.text) {
            job = nil
            return Place(job: nil)
        }
        if line.isBullet {
            if let job, !found.isFirst || job.contains(found.span) {
                // A piece of work inside the job has months of its own.
                return Place(job: job.contains(found.span) && !found.span.isPresent ? found.span : job)
            }
            guard found.isFirst || found.isLast && !found.isInSentence && section == .work else {
                return Place(job: job)
            }
        }
        job = found.span
        if section != .dated { months.formUnion(found.span.start.ordinal...found.span.end.ordinal) }
        return Place(job: job, startsJob: true)
    }

    /// Gives a job the lines with its title above the line with its months.
    private mutating func giveTitles(above index: Int) {
        guard !lines[index].hasRole, let span = places[index].job else { return }
        var first = index
        while first > 0, index - first < 3, !lines[first].followsBlank, isTitle(first - 1) { first -= 1 }
        guard let start = (first..<index).first(where: { lines[$0].hasRole }) else { return }
        for place in start..<index { places[place].job = span }
        places[index].startsJob = false
        places[start].startsJob = true
    }

    private func isTitle(_ index: Int) -> Bool {
        let line = lines[index]
        return !line.isBullet && line.heading == nil && line.found == nil && line.range.count < 90
            && !line.text.trimmedSpaces.hasSuffix(".")
    }

    private static func isEducation(_ line: String) -> Bool {
        let lower = line.lowercased()
        return ["bsc", "msc", "b.sc", "m.sc", "bachelor of", "master of", "diploma,", "phd ", "ph.d", "mba", "b.tech"]
            .contains { lower.contains($0) }
    }
}

extension DateSpan {
    /// Whether another span lies within this one.
    fileprivate func contains(_ other: Self) -> Bool { start <= other.start && other.end <= end }
}
