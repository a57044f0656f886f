/// P10: what people look for in a posting and do not find.
enum MissingChecks {
    private struct Subject {
        var name: String
        var phrases: PhraseSet
        var rate: String?
        var suggestion: String

        init(name: String, phrases: [String], rate: String?, suggestion: String) {
            self.name = name
            self.phrases = PhraseSet(phrases)
            self.rate = rate
            self.suggestion = suggestion
        }
    }

    static func findings(_ context: PostingContext) -> [PostingFinding] {
        subjects.filter { !$0.phrases.matches(context.lower) }
            .map { subject in
                var evidence = ["no line speaks of \(subject.name); standing: read here"]
                if let rate = subject.rate.flatMap({ context.base.rate($0) }) {
                    evidence.append(
                        "\(DemandChecks.percent(rate)) of real postings do; source: \(PostingBase.statement)"
                    )
                }
                return PostingFinding(
                    .missing,
                    .note,
                    evidence: evidence,
                    confidence: .medium,
                    suggestion: subject.suggestion
                )
            }
    }

    private static let subjects = [
        Subject(
            name: "fundamentals",
            phrases: [
                "fundamentals", "data structures", "algorithms", "system design", "computer science principles",
                "problem solving", "problem-solving", "first principles", "software design", "debugging", "testing",
            ],
            rate: "fundamentals",
            suggestion: "Ask for what outlives tools: design, testing, debugging, data, measuring."
        ),
        Subject(
            name: "learning",
            phrases: [
                "learn", "curious", "curiosity", "willingness to grow", "eager to", "growth mindset", "pick up new",
            ],
            rate: "learning",
            suggestion: "Say what will be learnt on the job, and that it may be new."
        ),
        Subject(
            name: "mentoring or training for the person hired",
            phrases: [
                "mentorship", "mentored", "training budget", "learning budget", "onboarding", "training program",
                "professional development", "learning and development", "apprenticeship", "we will teach", "coaching",
                "conference budget", "training provided", "career development",
            ],
            rate: "training",
            suggestion: "Name a mentor, protected time and milestones at 1, 3, 6, 9 and 12 months."
        ),
        Subject(
            name: "pay",
            phrases: [
                "$", "€", "£", "salary range", "pay range", "base salary", "compensation range", "usd", "eur ", "gbp",
            ],
            rate: "salary",
            suggestion: "Give the range."
        ),
        Subject(
            name: "the hiring process",
            phrases: [
                "interview process", "hiring process", "interview stages", "application process", "rounds",
                "work sample",
                "take-home", "next steps",
            ],
            rate: nil,
            suggestion: "Say which steps follow, how long they take, and that work is judged by a sample."
        ),
        Subject(
            name: "accommodation",
            phrases: ["accommodation", "accommodate", "accessibility", "disability", "adjustments"],
            rate: nil,
            suggestion: "Say whom to ask for an adjustment of the process."
        ),
    ]
}
