private import Foundation
internal import Testing
internal import WrightCore
internal import WrightEncoder
internal import WrightModel

/// Narrow precisions: how close they come to 32-bit floats, and the file that keeps their weights.
@Suite struct EncoderPrecisionTests {
    @Test(
        "stays close to sentence-transformers on every text",
        arguments: [EncoderPrecision.bfloat16, .int8],
        KernelLevel.available
    )
    func staysClose(precision: EncoderPrecision, level: KernelLevel) async throws {
        guard let folder = TestData.installedModel() else { return }
        let encoder = try TransformerEncoder(folder: folder, configuration: .init(precision: precision), level: level)
        let all = try #require(TestData.json(TestData.fixtures + "/sentences.json").array).compactMap(\.string)
        let vectors = try TestData.vectors(TestData.fixtures + "/sentences.bin", dimension: 384)
        let chosen = all.indices.filter { level != .scalar || encoder.tokenCount(of: all[$0]) < 12 }
        let found = try await encoder.embed(chosen.map { all[$0] }, for: .document)
        let cosines = zip(found, chosen).map { TestData.cosine($0.vector, vectors[$1]) }
        let mean = cosines.reduce(0, +) / Double(cosines.count)
        #expect(mean > (precision == .int8 ? 0.997 : 0.9995))
        #expect((cosines.min() ?? 0) > (precision == .int8 ? 0.99 : 0.999))
    }

    @Test("levels agree with one another on tiny models", arguments: ["cls", "heads", "odd"], KernelLevel.available)
    func levelsAgree(name: String, level: KernelLevel) async throws {
        let folder = TestData.fixtures + "/" + name
        let tokens = try #require(TestData.json(folder + "/tokens.json").array)
            .map { list in try #require(list.array).compactMap(\.int).map(Int32.init) }
        for precision in [EncoderPrecision.bfloat16, .int8] {
            let plain = try TransformerEncoder(
                folder: folder,
                configuration: .init(precision: precision),
                level: .scalar
            )
            let fast = try TransformerEncoder(folder: folder, configuration: .init(precision: precision), level: level)
            let expected = try await plain.embed(tokenIDs: tokens)
            let found = try await fast.embed(tokenIDs: tokens)
            for (left, right) in zip(expected, found) where !left.allSatisfy({ $0 == 0 }) {
                #expect(TestData.cosine(left, right) > 0.9995)
            }
        }
    }

    @Test("every precision has a fingerprint of its own, by which it is found again")
    func fingerprintsDiffer() throws {
        let folder = TestData.fixtures + "/odd"
        var seen: Set<String> = []
        for precision in EncoderPrecision.allCases {
            let encoder = try TransformerEncoder(folder: folder, configuration: .init(precision: precision))
            seen.insert(encoder.model.fingerprint)
            let found = try SentenceModels.precision(folder: folder, fingerprint: encoder.model.fingerprint)
            #expect(found == precision)
            #expect(EncoderPrecision(shortName: precision.shortName) == precision)
        }
        #expect(seen.count == 3)
        #expect(try SentenceModels.precision(folder: folder, fingerprint: "other") == nil)
        #expect(EncoderPrecision(shortName: "float32") == nil)
    }

    private static func made(_ encoder: TransformerEncoder) -> (name: String, file: [UInt8])? {
        var found: (String, [UInt8])?
        encoder.withMadeWeights { found = ($0, $1 + Array($2)) }
        return found
    }

    @Test(
        "weights that were packed once are mapped, unless a byte differs",
        arguments: [EncoderPrecision.bfloat16, .int8]
    )
    func mapsPackedWeights(precision: EncoderPrecision) async throws {
        let tokens: [[Int32]] = [[2, 7, 9, 3], [2, 30, 31, 32, 33, 3]]
        let folder = FileManager.default.temporaryDirectory.appending(path: "wright-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: TestData.fixtures + "/odd", toPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try TransformerEncoder(folder: folder, configuration: .init(precision: precision))
        let expected = try await first.embed(tokenIDs: tokens)
        let (name, file) = try #require(Self.made(first))
        let path = folder + "/" + name
        try TestData.write(file, to: path)
        let second = try TransformerEncoder(folder: folder, configuration: .init(precision: precision))
        #expect(Self.made(second) == nil)
        #expect(try await second.embed(tokenIDs: tokens) == expected)
        // Any damage, anywhere, and the weights are made again.
        for place in [0, 9, 13, 20, 27, 40, 100, 127, 128, file.count / 2, file.count - 1] {
            var damaged = file
            damaged[place] ^= 4
            try FileManager.default.removeItem(atPath: path)
            try TestData.write(damaged, to: path)
            let third = try TransformerEncoder(folder: folder, configuration: .init(precision: precision))
            #expect(Self.made(third)?.file == file, "byte \(place)")
            #expect(try await third.embed(tokenIDs: tokens) == expected)
        }
        for shorter in [0, 100, 128, file.count - 1] {
            try FileManager.default.removeItem(atPath: path)
            try TestData.write(Array(file[..<shorter]), to: path)
            #expect(
                Self.made(try TransformerEncoder(folder: folder, configuration: .init(precision: precision))) != nil
            )
        }
    }

    @Test("packed weights of another model are not taken")
    func refusesOthersWeights() throws {
        let odd = try TransformerEncoder(folder: TestData.fixtures + "/odd")
        let (name, file) = try #require(Self.made(odd))
        try TestData.withCopy(of: "odd") { folder in
            let weights = try SafetensorsFile(path: folder + "/model.safetensors")
            let place = try #require(weights.tensors["encoder.layer.1.output.dense.weight"]?.bytes.lowerBound)
            var bytes = try TestData.bytes(folder + "/model.safetensors")
            bytes[place + 3] ^= 64
            try TestData.write(bytes, to: folder + "/model.safetensors")
            try TestData.write(file, to: folder + "/" + name)
            #expect(Self.made(try TransformerEncoder(folder: folder)) != nil)
        }
    }

    @Test("one long text is shared among threads and gives the same", arguments: EncoderPrecision.allCases)
    func sharesOneText(precision: EncoderPrecision) async throws {
        for name in ["cls", "heads"] {
            let folder = TestData.fixtures + "/" + name
            let alone = try TransformerEncoder(
                folder: folder,
                configuration: .init(workerCount: 1, precision: precision)
            )
            let many = try TransformerEncoder(
                folder: folder,
                configuration: .init(workerCount: 5, precision: precision)
            )
            let ids = (0..<alone.model.maximumTokenCount).map { Int32($0 * 7 % 50) }
            for count in [1, 12, 36, 48, 49, alone.model.maximumTokenCount] where count <= ids.count {
                for _ in 0..<20 {
                    let tokens = [Array(ids.prefix(count)), Array(ids.prefix(count / 2))]
                    let expected = try await alone.embed(tokenIDs: tokens)
                    let found = try await many.embed(tokenIDs: tokens)
                    for (left, right) in zip(expected, found) {
                        #expect(TestData.largestDifference(left, right) < 1e-4, "\(count) tokens")
                    }
                }
            }
        }
    }
}
