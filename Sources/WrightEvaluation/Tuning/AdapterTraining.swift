// Idea: a matrix that begins as the identity learns to move questions towards the documents that answer them and away
//   from those that only look as if they did. What it learns is tried on questions that it does not learn from, and the
//   matrix that was best there is kept: often that is an early one.
// Source: contrastive loss with negatives of the batch: van den Oord et al. (2018), "Representation Learning with
//   Contrastive Predictive Coding"; hard negatives: Xiong et al. (2021), "Approximate Nearest Neighbor Negative
//   Contrastive Learning"; steps: gradient descent with momentum after Polyak (1964).
// Deviation: decay pulls towards the identity and not towards zero, so that without evidence nothing changes. Steps are
//   not scaled by coordinate: the matrix then moves only within the space that the questions span, which was better on
//   held-out training questions. Only the question's side is moved.
// Data layout: vectors of length 1, row by row in one array.

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
internal import WrightCore

/// Learns a matrix that moves the embeddings of questions towards those of the documents that answer them.
public struct AdapterTraining: Sendable {
    /// A question with what answers it.
    public struct Query: Sendable, Hashable {
        /// Its embedding, of length 1.
        public var vector: [Float]
        /// The documents that answer it, by place, and how well, above 0.
        public var relevant: [Int: Int]

        /// Takes a question.
        public init(vector: [Float], relevant: [Int: Int]) {
            self.vector = vector
            self.relevant = relevant
        }
    }

    /// What can be set.
    public struct Configuration: Sendable, Hashable {
        /// How sharply likeness is taken, above 0.
        public var temperature: Float = 0.05
        /// The size of a step.
        public var learningRate: Float = 0.02
        /// How strongly a step pulls back to the identity.
        public var decay: Float = 0.01
        /// Questions in a step.
        public var batchSize = 64
        /// Documents that look right and are not, from which each question's negatives are drawn.
        public var hardNegativePool = 50
        /// How many of them a question meets in a step.
        public var hardNegativeCount = 8
        /// Passes over the questions at most.
        public var epochLimit = 60
        /// Passes without a gain on the held-out questions before it ends.
        public var patience = 8
        /// What random choices start from.
        public var seed: UInt64 = 1

        /// The defaults.
        public init() {}
    }

    /// What was learnt.
    public struct Outcome: Sendable, Hashable {
        /// The matrix, row by row; the identity if nothing was better.
        public let matrix: [Float]
        /// The pass whose matrix it is; 0 for the identity.
        public let bestEpoch: Int
        /// nDCG@10 on the held-out questions before the first pass and after each.
        public let validation: [Double]
        /// The mean loss of each pass.
        public let losses: [Double]
    }

    private let documents: [Float]
    private let width: Int
    private let configuration: Configuration

    /// Takes the documents' embeddings, of length 1 and one or more.
    public init(documents: [[Float]], configuration: Configuration = Configuration()) {
        precondition(!documents.isEmpty && !documents[0].isEmpty, "There are documents to learn from.")
        width = documents[0].count
        precondition(documents.allSatisfy { $0.count == documents[0].count }, "Embeddings have one dimension.")
        self.documents = documents.flatMap { $0 }
        self.configuration = configuration
    }

    /// Learns from some questions and stops by others.
    ///
    /// O(epochs · queries · batch · negatives · dimension + epochs · validation · documents · dimension).
    ///
    /// - Parameters:
    ///   - training: What is learnt from; questions without a relevant document are left out.
    ///   - validation: What decides when to stop, and which matrix is kept.
    ///   - progress: Told of each pass, with nDCG@10 on the held-out questions.
    /// - Returns: The matrix that was best on the held-out questions.
    /// - Throws: ``EvaluationError`` with code `trainingDataInvalid` where there is nothing to learn from, and
    ///   `CancellationError`.
    public func outcome(
        training: [Query],
        validation: [Query],
        progress: (Int, Double) -> Void = { _, _ in }
    ) throws -> Outcome {
        let questions = training.filter { !$0.relevant.isEmpty }
        let judges = validation.filter { !$0.relevant.isEmpty }
        guard questions.count >= 10, judges.count >= 5 else {
            throw EvaluationError.trainingDataInvalid(
                reason: "\(questions.count) questions to learn from and \(judges.count) to stop by are too few",
                remedy: "Give 10 questions with relevant documents or more, and 5 to stop by."
            )
        }
        var state = State(width: width)
        var random = SeededRandom(seed: configuration.seed)
        let negatives = questions.map { hardNegatives(of: $0) }
        var best = (matrix: state.matrix, epoch: 0, value: quality(state.matrix, judges))
        var values = [best.value]
        var losses: [Double] = []
        for epoch in 1...max(1, configuration.epochLimit) {
            try Task.checkCancellation()
            var sum = 0.0
            let order = questions.indices.shuffled(using: &random)
            for start in stride(from: 0, to: order.count, by: configuration.batchSize) {
                let places = Array(order[start..<min(start + configuration.batchSize, order.count)])
                let batch = Batch(places.map { questions[$0] }, places.map { negatives[$0] }, configuration, &random)
                sum += step(batch, &state) * Double(places.count)
            }
            losses.append(sum / Double(order.count))
            values.append(quality(state.matrix, judges))
            progress(epoch, values[epoch])
            if values[epoch] > best.value + 1e-6 { best = (state.matrix, epoch, values[epoch]) }
            if epoch - best.epoch >= configuration.patience { break }
        }
        return Outcome(matrix: best.matrix, bestEpoch: best.epoch, validation: values, losses: losses)
    }

    /// The documents nearest to a question that do not answer it.
    private func hardNegatives(of query: Query) -> [Int] {
        let scores = MatrixProducts.inner(query.vector, documents, width: width)
        return scores.indices.filter { query.relevant[$0] == nil }
            .sorted { (scores[$1], $0) < (scores[$0], $1) }
            .prefix(configuration.hardNegativePool).map { $0 }
    }

    /// Mean nDCG@10 of search by the adapted questions, over all documents.
    package func quality(_ matrix: [Float], _ queries: [Query]) -> Double {
        let moved = MatrixProducts.inner(queries.flatMap(\.vector), matrix, width: width)
        let scores = MatrixProducts.inner(moved, documents, width: width)
        let count = documents.count / width
        let values = queries.enumerated()
            .map { place, query in
                let row = Array(scores[place * count..<(place + 1) * count])
                return Self.gain(Self.topTen(row).map { query.relevant[$0] ?? 0 }, of: query.relevant.values)
            }
        return values.reduce(0, +) / Double(values.count)
    }

    private static func gain(_ found: [Int], of grades: some Collection<Int>) -> Double {
        func sum(_ grades: some Sequence<Int>) -> Double {
            grades.enumerated().reduce(0) { $0 + Double(max(0, $1.element)) / log2(Double($1.offset + 2)) }
        }
        let ideal = sum(grades.sorted(by: >).prefix(10))
        return ideal > 0 ? sum(found) / ideal : 0
    }

    /// The places of the ten highest scores, the highest first.
    private static func topTen(_ scores: [Float]) -> [Int] {
        var best: [Int] = []
        for (place, score) in scores.enumerated() {
            if best.count == 10, score <= scores[best[9]] { continue }
            let position = best.firstIndex { scores[$0] < score } ?? best.count
            best.insert(place, at: position)
            if best.count > 10 { best.removeLast() }
        }
        return best
    }
}

extension AdapterTraining {
    /// The matrix and its momentum.
    private struct State {
        var matrix: [Float]
        var momentum: [Float]

        init(width: Int) {
            matrix = [Float](repeating: 0, count: width * width)
            for place in 0..<width { matrix[place * width + place] = 1 }
            momentum = [Float](repeating: 0, count: width * width)
        }
    }

    /// Questions of a step, and the documents that they are held against.
    private struct Batch {
        var vectors: [Float] = []
        /// Documents, those that answer a question first, in the order of the questions.
        var documents: [Int] = []
        /// Which documents answer each question.
        var relevant: [[Int: Int]] = []

        init(_ queries: [Query], _ negatives: [[Int]], _ configuration: Configuration, _ random: inout SeededRandom) {
            for query in queries {
                vectors += query.vector
                relevant.append(query.relevant)
                documents.append(Self.drawn(query.relevant, &random))
            }
            var seen = Set(documents)
            for pool in negatives {
                for place in pool.shuffled(using: &random).prefix(configuration.hardNegativeCount)
                where seen.insert(place).inserted {
                    documents.append(place)
                }
            }
        }

        /// One of the documents that answer a question, by how well they do.
        private static func drawn(_ relevant: [Int: Int], _ random: inout SeededRandom) -> Int {
            let sorted = relevant.sorted { $0.key < $1.key }
            var rest = Int.random(in: 0..<max(1, sorted.reduce(0) { $0 + max(0, $1.value) }), using: &random)
            for (place, grade) in sorted {
                rest -= max(0, grade)
                if rest < 0 { return place }
            }
            return sorted[0].key
        }
    }

    /// One step down the gradient; the mean loss before it.
    private func step(_ batch: Batch, _ state: inout State) -> Double {
        let count = batch.relevant.count
        let moved = MatrixProducts.inner(batch.vectors, state.matrix, width: width)
        var lengths = [Float](repeating: 1, count: count)
        var directions = moved
        for row in 0..<count {
            let squares = moved[row * width..<(row + 1) * width].reduce(0) { $0 + $1 * $1 }
            lengths[row] = max(squares.squareRoot(), 1e-6)
            for place in row * width..<(row + 1) * width { directions[place] /= lengths[row] }
        }
        let others = batch.documents.flatMap { documents[$0 * width..<($0 + 1) * width] }
        var slopes = MatrixProducts.inner(directions, others, width: width)
        var loss = 0.0
        for row in 0..<count { loss += softmax(&slopes, row, batch) }
        // From the scores to the directions, through their normalisation, to the matrix.
        var gradient = MatrixProducts.product(slopes, others, width: width)
        for row in 0..<count {
            let places = row * width..<(row + 1) * width
            let along = places.reduce(Float(0)) { $0 + gradient[$1] * directions[$1] }
            for place in places {
                gradient[place] = (gradient[place] - along * directions[place]) / (lengths[row] * Float(count))
            }
        }
        descend(MatrixProducts.outer(gradient, batch.vectors, leftWidth: width, width: width), &state)
        return loss / Double(count)
    }

    /// Turns a row of scores into the slope of its loss; returns the loss.
    private func softmax(_ scores: inout [Float], _ row: Int, _ batch: Batch) -> Double {
        let (start, width) = (row * batch.documents.count, batch.documents.count)
        var most = -Float.infinity
        for column in 0..<width {
            // What else answers the question neither counts for it nor against it.
            let isOther = column != row && batch.relevant[row][batch.documents[column]] != nil
            scores[start + column] = isOther ? -.infinity : scores[start + column] / configuration.temperature
            most = max(most, scores[start + column])
        }
        let target = scores[start + row]
        var total: Float = 0
        for column in 0..<width {
            scores[start + column] = exp(scores[start + column] - most)
            total += scores[start + column]
        }
        for column in 0..<width { scores[start + column] /= total * configuration.temperature }
        scores[start + row] -= 1 / configuration.temperature
        return Double(log(total) + most - target)
    }

    private func descend(_ gradient: [Float], _ state: inout State) {
        for place in gradient.indices {
            let identity: Float = place % (width + 1) == 0 ? 1 : 0
            let slope = gradient[place] + configuration.decay * (state.matrix[place] - identity)
            state.momentum[place] = 0.9 * state.momentum[place] + slope
            state.matrix[place] -= configuration.learningRate * state.momentum[place]
        }
    }
}
