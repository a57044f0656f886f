// Idea: ask for many examples at once, but no more than the system bears; write every result down as it comes, so that
//   a crash costs nothing that was paid for; never begin what the money left might not cover. Where nobody knows what
//   an answer costs, the first is asked alone, and each further one is taken to cost as much as the dearest so far.
// Source: additive increase, multiplicative decrease as in TCP (Chiu & Jain, 1989); the reservation of cost before a
//   call as in a credit hold.
// Deviation: none.
// Data layout: a queue of example and repeat; results in the order of the dataset at the end.

public import WrightCore

/// What answers examples.
public protocol AnswerSystem: Sendable {
    /// What it is made of: model identifiers, prompt versions, settings.
    var fingerprint: JSONValue { get }

    /// Answers an example.
    ///
    /// What it throws counts as a failure of this example, except for cancellation.
    func outcome(for example: Example, repeatNumber: Int) async throws -> Outcome

    /// What an answer may cost at most, in millionths of a dollar: 0 for what is free, nil where nobody knows.
    func costEstimateMicroUSD(for example: Example) -> Int?

    /// Whether an error says that the system is asked too much at once.
    func isOverload(_ error: any Error) -> Bool
}

extension AnswerSystem {
    /// Nobody knows.
    public func costEstimateMicroUSD(for example: Example) -> Int? { nil }

    /// No.
    public func isOverload(_ error: any Error) -> Bool { false }
}

/// Measures a system on a dataset.
public struct EvaluationRunner: Sendable {
    /// What can be set.
    public struct Configuration: Sendable, Hashable {
        /// How often each example is asked, 1…1,000.
        public var repeatCount = 1
        /// How many examples are asked at once at most, 1…1,000.
        public var concurrencyLimit = 8
        /// What the answers may cost in all, in millionths of a dollar; nil for any amount.
        ///
        /// An answer is asked for only if what it costs at most, or what the dearest has cost so far, is left. A limit
        /// of 0 allows only answers that are known to be free.
        public var costLimitMicroUSD: Int?
        /// How long an example may take; nil for any time.
        public var exampleLimit: Duration?
        /// How often an example is asked again after an overload, 0…20.
        public var retryLimit = 5

        /// The defaults.
        public init() {}
    }

    /// How far a run is.
    public struct Progress: Sendable, Hashable {
        /// Results that are there, those of before included.
        public var doneCount: Int
        /// Results that there will be.
        public var totalCount: Int
        /// Results taken over from before.
        public var resumedCount: Int
        /// Examples of which the system failed.
        public var failureCount: Int
        /// What was spent, in millionths of a dollar.
        public var costMicroUSD: Int
        /// How many examples are asked at once just now.
        public var concurrency: Int
    }

    private let configuration: Configuration
    private let panel: ScorerPanel

    /// Takes scorers.
    public init(panel: ScorerPanel, configuration: Configuration = Configuration()) {
        precondition((1...1000).contains(configuration.repeatCount), "An example is asked 1 to 1,000 times.")
        precondition((1...1000).contains(configuration.concurrencyLimit), "1 to 1,000 examples are asked at once.")
        self.panel = panel
        self.configuration = configuration
    }

    /// What a run may cost at most, in millionths of a dollar, less what earlier results have paid for; nil where
    /// nobody knows.
    public func costEstimateMicroUSD(
        _ dataset: Dataset,
        _ system: any AnswerSystem,
        known: [ExampleResult] = []
    ) -> Int? {
        let done = Set(known.filter { $0.outcome.failure == nil }.map { Key($0.exampleID, $0.repeatNumber) })
        var sum = 0
        for example in dataset.examples {
            for number in 0..<configuration.repeatCount where !done.contains(Key(example.id, number)) {
                guard let cost = system.costEstimateMicroUSD(for: example) else { return nil }
                sum = sum.addingCost(cost)
            }
        }
        return sum
    }

    /// Asks every example and scores the answers.
    ///
    /// - Parameters:
    ///   - dataset: The examples.
    ///   - system: What answers.
    ///   - known: Results of an earlier try of the same run; they are not asked again unless the system failed.
    ///   - record: Called with every new result as it comes, one at a time.
    ///   - progress: Called after every result.
    /// - Returns: The results in the order of the dataset, and why the run stopped early if it did.
    /// - Throws: ``EvaluationError`` with code `costLimitReached` before anything is asked if the estimate is above the
    ///   limit; what `record` throws; `CancellationError`.
    public func run(
        _ dataset: Dataset,
        system: any AnswerSystem,
        known: [ExampleResult] = [],
        record: @Sendable (ExampleResult) async throws -> Void = { _ in },
        progress: @Sendable (Progress) -> Void = { _ in }
    ) async throws -> (results: [ExampleResult], stopReason: String?) {
        if let limit = configuration.costLimitMicroUSD,
            let left = costEstimateMicroUSD(dataset, system, known: known)
        {
            let estimate = known.costMicroUSD.addingCost(left)
            guard estimate <= limit else {
                throw EvaluationError.costLimitReached(estimateMicroUSD: estimate, limitMicroUSD: limit)
            }
        }
        var state = RunState(dataset, known, configuration)
        try await withThrowingTaskGroup(of: Finished.self) { group in
            while true {
                while let job = state.nextJob(system) {
                    let (panel, configuration) = (panel, configuration)
                    group.addTask { try await Self.finish(job, system, panel, configuration) }
                }
                guard let finished = try await group.next() else { break }
                if let result = state.take(finished) { try await record(result) }
                progress(state.progress)
            }
        }
        return (state.ordered(dataset), state.stopReason)
    }

    private static func finish(
        _ job: Job,
        _ system: any AnswerSystem,
        _ panel: ScorerPanel,
        _ configuration: Configuration
    ) async throws -> Finished {
        var finished = Finished(job: job, result: nil, isOverloaded: false)
        var outcome: Outcome
        do {
            outcome = try await limited(configuration.exampleLimit) {
                try await system.outcome(for: job.example, repeatNumber: job.repeatNumber)
            }
        } catch {
            try Task.checkCancellation()
            if system.isOverload(error), job.retryCount < configuration.retryLimit {
                finished.isOverloaded = true
                // The wait doubles with each try, from a tenth of a second.
                try await Task.sleep(for: .milliseconds(100 << min(job.retryCount, 8)))
                return finished
            }
            outcome = .failed((error as? any DescribedError)?.message ?? "\(error)")
        }
        let scores = try await panel.scores(job.example, outcome)
        finished.result = ExampleResult(
            exampleID: job.example.id,
            repeatNumber: job.repeatNumber,
            outcome: outcome,
            scores: scores
        )
        return finished
    }

    private static func limited(
        _ limit: Duration?,
        _ body: @escaping @Sendable () async throws -> Outcome
    ) async throws -> Outcome {
        guard let limit else { return try await body() }
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                return .failed("The system was not done in time.")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .failed("The system gave nothing.")
        }
    }
}

/// An example to ask.
private struct Job: Sendable {
    var example: Example
    var repeatNumber: Int
    /// What it costs at most; nil where nobody knows.
    var estimateMicroUSD: Int?
    var reservedMicroUSD = 0
    var retryCount = 0
}

/// What became of it.
private struct Finished: Sendable {
    var job: Job
    var result: ExampleResult?
    var isOverloaded: Bool
}

private struct Key: Hashable {
    var id: String
    var repeatNumber: Int

    init(_ id: String, _ repeatNumber: Int) {
        self.id = id
        self.repeatNumber = repeatNumber
    }
}

/// What is asked, what is done, and how much at once.
private struct RunState {
    private var queue: [Job] = []
    private var nextPlace = 0
    private var again: [Job] = []
    private var results: [Key: ExampleResult] = [:]
    private var activeCount = 0
    private var concurrency: Int
    private var successesInARow = 0
    private var spent: Int
    private var reserved = 0
    /// The most that an answer has cost so far; nil before the first.
    private var dearest: Int?
    private let configuration: EvaluationRunner.Configuration
    private(set) var stopReason: String?
    private(set) var progress: EvaluationRunner.Progress

    init(_ dataset: Dataset, _ known: [ExampleResult], _ configuration: EvaluationRunner.Configuration) {
        self.configuration = configuration
        spent = known.costMicroUSD
        dearest = known.compactMap(\.outcome.costMicroUSD).max()
        concurrency = min(4, configuration.concurrencyLimit)
        for result in known where result.outcome.failure == nil {
            results[Key(result.exampleID, result.repeatNumber)] = result
        }
        let ids = Set(dataset.examples.map(\.id))
        results = results.filter { ids.contains($0.key.id) && $0.key.repeatNumber < configuration.repeatCount }
        // Repeats of one example stand apart, so that what a run that stops early has measured is even.
        for number in 0..<configuration.repeatCount {
            for example in dataset.examples where results[Key(example.id, number)] == nil {
                queue.append(Job(example: example, repeatNumber: number))
            }
        }
        progress = EvaluationRunner.Progress(
            doneCount: results.count,
            totalCount: results.count + queue.count,
            resumedCount: results.count,
            failureCount: 0,
            costMicroUSD: spent,
            concurrency: concurrency
        )
    }

    /// The next example to ask; nil while enough are under way, when none is left, or when the money might not do.
    mutating func nextJob(_ system: any AnswerSystem) -> Job? {
        guard activeCount < concurrency, stopReason == nil else { return nil }
        guard var job = again.popLast() ?? (nextPlace < queue.count ? queue[nextPlace] : nil) else { return nil }
        job.estimateMicroUSD = system.costEstimateMicroUSD(for: job.example)
        job.reservedMicroUSD = job.estimateMicroUSD ?? dearest ?? 0
        if let limit = configuration.costLimitMicroUSD, !isAffordable(job, limit) {
            // What is under way may turn out cheaper than reserved; only then is it decided.
            if activeCount == 0 { stopReason = Self.reason(limit) }
            if job.retryCount > 0 { again.append(job) }
            return nil
        }
        if job.retryCount == 0 { nextPlace += 1 }
        reserved = reserved.addingCost(job.reservedMicroUSD)
        activeCount += 1
        return job
    }

    private func isAffordable(_ job: Job, _ limit: Int) -> Bool {
        let committed = spent.addingCost(reserved)
        let isWithin = committed.addingCost(job.reservedMicroUSD) <= limit
        guard job.estimateMicroUSD == nil else { return isWithin }
        // What nobody knows the cost of may cost something, and the first of its kind is asked alone.
        return isWithin && committed < limit && (dearest != nil || activeCount == 0)
    }

    private static func reason(_ limit: Int) -> String {
        limit > 0
            ? "The cost limit was reached." : "The cost limit of 0 allows no answer whose cost is not known to be 0."
    }

    /// Takes what became of an example; returns a result to be written down.
    mutating func take(_ finished: Finished) -> ExampleResult? {
        activeCount -= 1
        reserved -= finished.job.reservedMicroUSD
        if finished.isOverloaded {
            concurrency = max(1, concurrency / 2)
            successesInARow = 0
            var job = finished.job
            job.retryCount += 1
            again.append(job)
        } else {
            successesInARow += 1
            if successesInARow >= concurrency, concurrency < configuration.concurrencyLimit {
                concurrency += 1
                successesInARow = 0
            }
        }
        progress.concurrency = concurrency
        guard let result = finished.result else { return nil }
        noteCost(of: result.outcome)
        results[Key(result.exampleID, result.repeatNumber)] = result
        progress.doneCount += 1
        progress.costMicroUSD = spent
        if result.outcome.failure != nil { progress.failureCount += 1 }
        return result
    }

    /// Adds what an answer cost, and learns what others may cost; a failure without a cost teaches nothing.
    private mutating func noteCost(of outcome: Outcome) {
        let cost = outcome.costMicroUSD ?? 0
        spent = spent.addingCost(cost)
        if outcome.failure == nil || outcome.costMicroUSD != nil { dearest = max(dearest ?? 0, cost) }
    }

    func ordered(_ dataset: Dataset) -> [ExampleResult] {
        dataset.examples.flatMap { example in
            (0..<configuration.repeatCount).compactMap { results[Key(example.id, $0)] }
        }
    }
}
