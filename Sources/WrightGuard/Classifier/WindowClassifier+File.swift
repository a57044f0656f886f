// The file of weights, all numbers little-endian:
//
//     8 bytes   "WRGUARD" and the version, 2
//     4         numbers of a window, 4: standardised numbers, 4: coordinates of an embedding, 0 without
//     4 + n     the embedding model's name
//     a model   scale, intercept, threshold, means, deviations, weights, embedding weights (float), table (int16)
//     a second  with embedding weights, if there are coordinates
//     the memory, see AttackMemory
//     8         FNV-1a over all that stands before
//
// Reading checks the sum first, then every count, then that all numbers are finite.

private import WrightCore

extension WindowClassifier {
    private static let magic = Array("WRGUARD".utf8) + [2]
    private static let nameLimit = 256
    private static let dimensionLimit = 4096

    /// Reads weights that ``GuardTraining`` has made.
    ///
    /// - Throws: ``GuardError`` with code `unreadableWeights`.
    package init(parsing bytes: UnsafeRawBufferPointer, name: String) throws {
        var reader = try WeightReader(bytes, name: name)
        guard try reader.bytes(8) == Self.magic else { throw reader.fault("it does not begin as weights do") }
        let numberCount = try reader.count(limit: 1 << 16)
        let plainCount = try reader.count(limit: 1 << 16)
        let dimension = try reader.count(limit: Self.dimensionLimit)
        let expected = WindowFeatures.plainCount + WindowFeatures.contextCount
        guard numberCount == expected, plainCount == WindowFeatures.plainCount else {
            throw reader.fault("it was trained with other features")
        }
        embeddingModelName = String(decoding: try reader.bytes(try reader.count(limit: Self.nameLimit)), as: UTF8.self)
        lexical = try reader.model(dimension: 0)
        semantic = dimension > 0 ? try reader.model(dimension: dimension) : nil
        memory = try reader.memory()
        guard reader.isAtEnd else { throw reader.fault("there is more than weights in it") }
    }

    /// The weights as they are written to a file.
    package var file: [UInt8] {
        var writer = WeightWriter()
        writer.append(Self.magic)
        writer.append(WindowFeatures.plainCount + WindowFeatures.contextCount)
        writer.append(WindowFeatures.plainCount)
        writer.append(semantic?.embedding.count ?? 0)
        let name = Array(embeddingModelName.utf8.prefix(Self.nameLimit))
        writer.append(name.count)
        writer.append(name)
        writer.append(lexical)
        if let semantic { writer.append(semantic) }
        writer.append(memory)
        return writer.finished()
    }
}

/// Reads weights from bytes that anybody may have changed.
private struct WeightReader {
    private let content: UnsafeRawBufferPointer
    private let name: String
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
        self.name = name
        content = UnsafeRawBufferPointer(rebasing: bytes.prefix(max(bytes.count - 8, 0)))
        guard bytes.count > 8,
            bytes.loadUnaligned(fromByteOffset: content.count, as: UInt64.self).littleEndian == FNV1a.hash(of: content)
        else { throw fault("its checksum is wrong") }
    }

    var isAtEnd: Bool { place == content.count }

    func fault(_ reason: String) -> GuardError {
        GuardError(
            .unreadableWeights,
            "The weights '\(name)' cannot be read: \(reason).",
            remedy: "Write them anew with 'wright guard train', or leave the option out to use the built-in weights."
        )
    }

    mutating func bytes(_ count: Int) throws -> [UInt8] {
        guard count <= content.count - place else { throw fault("it is cut short") }
        defer { place += count }
        return Array(content[place..<place + count])
    }

    mutating func count(limit: Int) throws -> Int {
        let value = Int(try word())
        guard value <= limit else { throw fault("a count is beyond \(limit)") }
        return value
    }

    private mutating func word() throws -> UInt32 {
        guard content.count - place >= 4 else { throw fault("it is cut short") }
        defer { place += 4 }
        return content.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian
    }

    private mutating func number() throws -> Float {
        let value = Float(bitPattern: try word())
        guard value.isFinite, value.magnitude < 1e6 else { throw fault("a number is out of range") }
        return value
    }

    private mutating func numbers(_ count: Int) throws -> [Float] {
        guard count * 4 <= content.count - place else { throw fault("it is cut short") }
        return try (0..<count).map { _ in try number() }
    }

    mutating func model(dimension: Int) throws -> WindowModel {
        let scale = try number()
        let intercept = try number()
        let threshold = try number()
        let means = try numbers(WindowFeatures.plainCount)
        let deviations = try numbers(WindowFeatures.plainCount)
        guard deviations.allSatisfy({ $0 > 0 }) else { throw fault("a deviation is not above zero") }
        let weights = try numbers(WindowFeatures.plainCount + WindowFeatures.contextCount)
        let embedding = try numbers(dimension)
        let cells = try bytes(WindowFeatures.tableCount * 2)
        let table = stride(from: 0, to: cells.count, by: 2)
            .map { cell in
                Int16(bitPattern: UInt16(cells[cell]) | UInt16(cells[cell + 1]) << 8)
            }
        return WindowModel(
            table: table,
            scale: scale,
            weights: weights,
            means: means,
            deviations: deviations,
            embedding: embedding,
            intercept: intercept,
            threshold: threshold
        )
    }

    mutating func memory() throws -> AttackMemory {
        let entryCount = try count(limit: AttackMemory.curatedLimit)
        var sketches: [[UInt32]] = []
        for _ in 0..<entryCount {
            let length = try count(limit: AttackMemory.sketchLimit)
            guard length >= AttackMemory.leastSketch else { throw fault("a remembered attack is too short") }
            let sketch = try (0..<length).map { _ in try word() }
            guard zip(sketch, sketch.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw fault("a remembered attack is out of order")
            }
            sketches.append(sketch)
        }
        return AttackMemory(curated: sketches)
    }
}

/// Writes weights.
private struct WeightWriter {
    private var content: [UInt8] = []

    mutating func append(_ bytes: [UInt8]) {
        content.append(contentsOf: bytes)
    }

    mutating func append(_ count: Int) {
        append(UInt32(truncatingIfNeeded: count))
    }

    private mutating func append(_ word: UInt32) {
        withUnsafeBytes(of: word.littleEndian) { content.append(contentsOf: $0) }
    }

    mutating func append(_ model: WindowModel) {
        let numbers = [model.scale, model.intercept, model.threshold] + model.means + model.deviations + model.weights
        for number in numbers + model.embedding { append(number.bitPattern) }
        for cell in model.table {
            content.append(UInt8(truncatingIfNeeded: cell))
            content.append(UInt8(truncatingIfNeeded: cell >> 8))
        }
    }

    mutating func append(_ memory: AttackMemory) {
        append(memory.curated.count)
        for sketch in memory.curated {
            append(sketch.count)
            for triple in sketch { append(triple) }
        }
    }

    func finished() -> [UInt8] {
        var content = content
        withUnsafeBytes(of: FNV1a.hash(of: content).littleEndian) { content.append(contentsOf: $0) }
        return content
    }
}
