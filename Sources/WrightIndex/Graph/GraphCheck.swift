internal import CWrightKernels
private import Synchronization
private import WrightCore

/// Looks for some vectors in a graph that was just built, and chooses how wide walks over it must be.
///
/// Idea: a graph's recall depends on its vectors. So each graph is tried on four kinds of questions before it is
/// written: stored rows, rows with noise, points midway between two rows and, after a merge, rows that were deleted and
/// the middles of their neighbourhoods. What a walk finds is compared with a scan over the same codes. Where one kind
/// misses the bound, walks become two, four or eight times as wide and begin at more places. Where even that finds too
/// little, a large segment is walked still more widely, as long as that costs a small part of a scan; else it is
/// scanned.
///
/// The questions follow from the seed alone.
struct GraphCheck {
    private let draft: GraphDraft
    private let kernels: UnsafePointer<wright_vector_kernels> = wright_vector_kernels_best()

    /// Questions of each kind.
    private static let kindCount = 32
    private static let limit = 10
    /// The share of hits that each kind of question must find.
    private static let bounds: [Kind: Double] = [
        .stored: 0.97, .noisy: 0.95, .midway: 0.75, .deleted: 0.95, .amid: 0.95,
    ]
    /// Up to here walks are widened wherever they miss a bound; beyond, only where they find too little.
    private static let usualWidening = 8
    /// A graph that finds less of all hits with its widest walks is not walked.
    private static let leastRecall = 0.9
    /// Rows that stay in the cache while all questions are compared with them.
    private static let blockRows = 256

    /// A kind of question.
    enum Kind: Hashable { case stored, noisy, midway, deleted, amid }

    private struct Question {
        let kind: Kind
        /// The row itself, which is not counted.
        var own: UInt32?
        var steps: [Int8]
        var correction: Int32
        /// What one step is worth.
        var scale: Float
        /// The similarities of the nearest rows, falling.
        var nearest: [Float] = []
        /// Rows that codes cannot tell from the nearest, and these; a walk must keep them all for floats to decide.
        var doubtfulCount = 0

        /// Takes the rows that came nearest.
        mutating func setNearest(_ hits: [IndexHit], scales: UnsafePointer<Float>) {
            nearest = hits.prefix(GraphCheck.limit).map(\.score)
            guard let last = nearest.last, scale > 0 else { return }
            doubtfulCount = hits.count { hit in
                last - hit.score <= VectorWalk.doubt(scale: scale, rowScale: scales[Int(hit.ordinal)]) / scale
            }
        }
    }

    init(of draft: GraphDraft) {
        self.draft = draft
    }

    /// Tries walks of growing width.
    ///
    /// - Parameter deleted: What the merge that made this graph left out.
    /// - Returns: What was found, and the width that finds enough.
    func result(deleted: DeletedVectors) -> VectorGraphCheck {
        var questions = questions(deleted: deleted)
        setNearest(&questions)
        var outcome = (expected: 0, found: 0)
        var widening = 1
        while true {
            let counts = counts(of: questions, widening: widening)
            outcome = (counts.values.reduce(0) { $0 + $1.expected }, counts.values.reduce(0) { $0 + $1.found })
            let isMet = counts.allSatisfy { kind, count in
                Double(count.found) >= (Self.bounds[kind] ?? 1) * Double(count.expected)
            }
            let isPoor = !isMet && Double(outcome.found) < Self.leastRecall * Double(outcome.expected)
            if isMet || !isWorthWidening(widening, isPoor: isPoor) {
                return VectorGraphCheck(
                    expectedCount: outcome.expected,
                    foundCount: outcome.found,
                    widening: isPoor ? nil : widening
                )
            }
            widening *= 2
        }
    }

    /// Whether walks of twice that width are tried.
    private func isWorthWidening(_ widening: Int, isPoor: Bool) -> Bool {
        guard widening >= Self.usualWidening else { return true }
        let breadth = VectorSearchPlan.breadth(forLimit: Self.limit, isFiltered: false) * widening * 2
        return isPoor && widening < VectorGraphCheck.maximumWidening
            && VectorSearchPlan.isSmallPartOfScan(breadth: breadth, count: draft.count)
    }

    private func counts(of questions: [Question], widening: Int) -> [Kind: (expected: Int, found: Int)] {
        let breadth = VectorSearchPlan.breadth(forLimit: Self.limit, isFiltered: false) * widening
        let found = Mutex([Int](repeating: 0, count: questions.count))
        forEachPart(of: questions.count) { range in
            let scratch = GraphScratch(nodeCount: draft.count)
            for index in range {
                let count = foundCount(questions[index], breadth: breadth, widening: widening, scratch)
                found.withLock { $0[index] = count }
            }
        }
        var counts: [Kind: (expected: Int, found: Int)] = [:]
        for (question, found) in zip(questions, found.withLock { $0 }) {
            let sum = counts[question.kind] ?? (0, 0)
            counts[question.kind] = (sum.expected + question.nearest.count, sum.found + found)
        }
        return counts
    }

    private func foundCount(_ question: Question, breadth: Int, widening: Int, _ scratch: GraphScratch) -> Int {
        guard let worst = question.nearest.last else { return 0 }
        return question.steps.withUnsafeBufferPointer { steps in
            var point = wright_graph_point()
            point.steps = steps.baseAddress
            point.correction = question.correction
            let count = draft.walk(
                to: point,
                breadth: breadth,
                entryBreadth: VectorGraphCheck.entryBreadth(widening: widening),
                scratch
            )
            var found = 0
            for element in UnsafeBufferPointer(start: scratch.kernel.pool, count: count)
            where wright_graph_node(element) != question.own && wright_graph_similarity(element) >= worst {
                found += 1
            }
            // Rows as near as the last one count for it, once.
            found = min(found, question.nearest.count)
            return question.doubtfulCount <= breadth ? found : found * breadth / question.doubtfulCount
        }
    }

    private func forEachPart(of count: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let partCount = max(1, min(draft.parameters.threadCount, count))
        _ = WorkerThreads.map(Array(0..<partCount)) { part in
            body(count * part / partCount..<count * (part + 1) / partCount)
        }
    }
}

// `@unchecked`: a draft that is checked changes no more.
extension GraphCheck: @unchecked Sendable {}

extension GraphCheck {
    private func questions(deleted: DeletedVectors) -> [Question] {
        var random = SeededRandom(seed: draft.parameters.seed)
        var standing: [UInt32] = []
        for _ in 0..<8 * Self.kindCount where standing.count < 2 * Self.kindCount {
            let ordinal = UInt32.random(in: 0..<UInt32(draft.count), using: &random)
            if !draft.copies.set.contains(ordinal) { standing.append(ordinal) }
        }
        var questions: [Question] = []
        for ordinal in standing.prefix(Self.kindCount) {
            questions.append(question(.stored, vector(ordinal), own: ordinal))
            questions.append(question(.noisy, noisy(vector(ordinal), &random)))
        }
        for (left, right) in zip(standing, standing.dropFirst(Self.kindCount)) {
            questions.append(question(.midway, zip(vector(left), vector(right)).map { $0 + $1 }))
        }
        questions += deleted.vectors.map { question(.deleted, $0) }
        return questions + deleted.middles.map { question(.amid, $0) }
    }

    private func vector(_ ordinal: UInt32) -> [Float] {
        let rows = draft.rows
        let codes = UnsafeBufferPointer(start: rows.codes, count: draft.count * rows.stride)
        let start = Int(ordinal) * rows.stride
        return codes[start..<start + rows.stride]
            .map { Float(Int($0) - Int(VectorLayout.zeroCode)) * rows.scales[Int(ordinal)] }
    }

    /// The vector and half as much noise: a cosine of nine tenths.
    ///
    /// Coordinates that are 0 stay so, since those are what rows are padded with.
    private func noisy(_ vector: [Float], _ random: inout SeededRandom) -> [Float] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let count = max(1, vector.count { $0 != 0 })
        // A number of -1...1 has a variance of a third.
        let weight = length * 0.5 * (3 / Float(count)).squareRoot()
        return vector.map { $0 == 0 ? 0 : $0 + weight * Float.random(in: -1...1, using: &random) }
    }

    private func question(_ kind: Kind, _ vector: [Float], own: UInt32? = nil) -> Question {
        let scale = vector.reduce(Float(0)) { max($0, abs($1)) } / 127
        let inverse = scale.isNormal ? 1 / scale : 0
        var steps = vector.map { value in
            let step = (value * inverse).rounded()
            return step.isFinite ? Int8(max(-127, min(127, step))) : 0
        }
        steps += [Int8](repeating: 0, count: draft.rows.stride - steps.count)
        return Question(
            kind: kind,
            own: own,
            steps: steps,
            correction: 128 * steps.reduce(0) { $0 + Int32($1) },
            scale: scale
        )
    }

    /// Compares every question with every row that stands in the graph.
    private func setNearest(_ questions: inout [Question]) {
        let asked = questions
        let nearest = Mutex([[IndexHit]](repeating: [], count: asked.count))
        let keptCount = VectorSearchPlan.breadth(forLimit: Self.limit, isFiltered: false) * 10
        forEachPart(of: asked.count) { range in
            var best = range.map { _ in TopHits(limit: keptCount) }
            var sums = [Int32](repeating: 0, count: Self.blockRows)
            for start in stride(from: 0, to: draft.count, by: Self.blockRows) {
                let ordinals = (UInt32(start)..<UInt32(min(start + Self.blockRows, draft.count)))
                    .filter { !draft.copies.set.contains($0) }
                for index in range {
                    compare(asked[index], with: ordinals, &sums, &best[index - range.lowerBound])
                }
            }
            nearest.withLock { nearest in
                for index in range { nearest[index] = best[index - range.lowerBound].sorted() }
            }
        }
        for (index, hits) in nearest.withLock({ $0 }).enumerated() {
            questions[index].setNearest(hits, scales: draft.rows.scales)
        }
    }

    private func compare(_ question: Question, with ordinals: [UInt32], _ sums: inout [Int32], _ best: inout TopHits) {
        let rows = draft.rows
        kernels.pointee.dot_gathered(question.steps, rows.codes, rows.stride, ordinals, ordinals.count, &sums)
        for (place, ordinal) in ordinals.enumerated() {
            let score = Float(sums[place] - question.correction) * rows.scales[Int(ordinal)]
            guard score > best.threshold, ordinal != question.own else { continue }
            best.insert(IndexHit(segment: 0, ordinal: ordinal, score: score))
        }
    }
}
