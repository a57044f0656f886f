// Idea: questions and documents are worded differently in every field. A matrix that is multiplied with the embedding
//   of a question moves it to where its documents are; those stay as they were embedded, so nothing is indexed anew.
// Source: linear maps between embedding spaces as in Mikolov, Le & Sutskever (2013), "Exploiting Similarities among
//   Languages for Machine Translation"; as an adapter on the question's side also known from practice.
// Deviation: none.
// Data layout of the file: one line of JSON, then dimension × dimension 32-bit floats, little-endian, row by row. The
//   line names the model, the hash of the floats, and what was measured when the adapter was made.

internal import WrightCore
public import WrightModel

/// A linear map of a question's embedding, with the measurement that it was accepted for.
public struct LinearAdapter: Sendable, Hashable {
    /// What an adapter was measured to be worth, on queries that it was not trained on.
    public struct Evidence: Sendable, Hashable {
        /// What was measured, such as `ndcg@10 hybrid`.
        public var measure: String
        /// What the gate said: `better`, `worse`, `equivalent` or `inconclusive`.
        public var verdict: String
        /// The mean without the adapter.
        public var before: Double
        /// The mean with it.
        public var after: Double
        /// On how many queries.
        public var queryCount: Int

        /// Notes a measurement.
        public init(measure: String, verdict: String, before: Double, after: Double, queryCount: Int) {
            self.measure = measure
            self.verdict = verdict
            self.before = before
            self.after = after
            self.queryCount = queryCount
        }
    }

    /// The name of the model whose embeddings it takes.
    public let modelName: String
    /// The fingerprint of that model.
    public let modelFingerprint: String
    /// Coordinates of an embedding.
    public let dimension: Int
    /// The matrix, row by row; each row makes one coordinate.
    public let matrix: [Float]
    /// What it was measured to be worth.
    public let evidence: Evidence

    /// The largest dimension that is read.
    private static let dimensionLimit = 8192
    /// The longest first line that is read.
    private static let headerLimit = 1 << 16

    /// Takes a matrix, row by row.
    ///
    /// - Precondition: the matrix has as many rows and columns as the model has dimensions.
    public init(matrix: [Float], model: EmbeddingModel, evidence: Evidence) {
        precondition(matrix.count == model.dimension * model.dimension, "An adapter's matrix fits its model.")
        self.matrix = matrix
        self.evidence = evidence
        modelName = model.name
        modelFingerprint = model.fingerprint
        dimension = model.dimension
    }

    /// The vector times the matrix, brought to length 1; the vector itself where nothing would be left of it.
    public func adapted(_ vector: [Float]) -> [Float] {
        precondition(vector.count == dimension, "A vector fits its adapter.")
        var result = [Float](repeating: 0, count: dimension)
        for row in 0..<dimension {
            var sum: Float = 0
            for column in 0..<dimension { sum += matrix[row * dimension + column] * vector[column] }
            result[row] = sum
        }
        let length = result.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 1e-12, length.isFinite else { return vector }
        return result.map { $0 / length }
    }
}

extension LinearAdapter {
    /// The file's bytes.
    public var bytes: [UInt8] {
        let body = matrix.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
        let header: JSONValue = [
            "schema": 1, "kind": "wright-adapter", "model": .string(modelName),
            "fingerprint": .string(modelFingerprint), "dimension": .int(dimension),
            "hash": .string(ContentHash(of: body).description), "measure": .string(evidence.measure),
            "verdict": .string(evidence.verdict), "before": .double(evidence.before),
            "after": .double(evidence.after), "queries": .int(evidence.queryCount),
        ]
        return Array(header.text().utf8) + [UInt8(ascii: "\n")] + body
    }

    /// Reads a file that ``bytes`` made.
    ///
    /// - Throws: ``RetrievalError`` with code `adapterUnreadable`.
    public init(parsing bytes: [UInt8], name: String) throws(RetrievalError) {
        guard let end = bytes.prefix(Self.headerLimit).firstIndex(of: UInt8(ascii: "\n")),
            let header = try? JSONValue(parsing: Array(bytes[..<end])), header["kind"]?.string == "wright-adapter"
        else { throw .adapterUnreadable(name, reason: "it does not begin with the line of an adapter") }
        guard header["schema"] == .int(1) else { throw .adapterUnreadable(name, reason: "its schema is not 1") }
        guard let model = header["model"]?.string, let fingerprint = header["fingerprint"]?.string,
            let dimension = header["dimension"]?.int, (1...Self.dimensionLimit).contains(dimension),
            let measure = header["measure"]?.string, let verdict = header["verdict"]?.string,
            let before = header["before"]?.double,
            let after = header["after"]?.double, let queries = header["queries"]?.int
        else { throw .adapterUnreadable(name, reason: "a member of its first line is missing") }
        let body = Array(bytes[(end + 1)...])
        guard body.count == dimension * dimension * 4 else {
            throw .adapterUnreadable(
                name,
                reason: "it has \(body.count) bytes of numbers, not \(dimension * dimension * 4)"
            )
        }
        guard ContentHash(of: body).description == header["hash"]?.string else {
            throw .adapterUnreadable(name, reason: "its numbers have changed since it was written")
        }
        let matrix = stride(from: 0, to: body.count, by: 4)
            .map { place in
                let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(body[place + $1]) << UInt32(8 * $1) }
                return Float(bitPattern: bits)
            }
        guard matrix.allSatisfy(\.isFinite) else {
            throw .adapterUnreadable(name, reason: "one of its numbers is not finite")
        }
        self.matrix = matrix
        self.dimension = dimension
        modelName = model
        modelFingerprint = fingerprint
        evidence = Evidence(
            measure: measure,
            verdict: verdict,
            before: before,
            after: after,
            queryCount: queries
        )
    }
}
