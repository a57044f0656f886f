internal import CWrightKernels
internal import Testing
internal import WrightCore

@Suite struct ChecksumKernelTests {
    @Test func matchesThePublishedCheckValue() {
        let digits = Array("123456789".utf8)
        #expect(wright_crc32c(0, digits, 9) == 0xE306_9283)
        #expect(wright_crc32c_scalar(0, digits, 9) == 0xE306_9283)
    }

    @Test func pathsAgreeOnEveryLength() {
        var random = SeededRandom(seed: 1)
        let bytes = (0..<40_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let lengths = Array(0...80) + [4095, 4096, 12_287, 12_288, 12_289, 24_576, 30_001, 40_000]
        for length in lengths {
            #expect(wright_crc32c(7, bytes, length) == wright_crc32c_scalar(7, bytes, length))
            let half = length / 2
            let pieces = bytes.withUnsafeBytes { all in
                wright_crc32c(
                    wright_crc32c(7, all.baseAddress, half),
                    all.baseAddress?.advanced(by: half),
                    length - half
                )
            }
            #expect(pieces == wright_crc32c(7, bytes, length))
        }
    }
}

@Suite struct PostingsKernelTests {
    /// Every path that this processor has.
    private static var paths: [wright_postings_kernels] {
        [WRIGHT_POSTINGS_SCALAR, WRIGHT_POSTINGS_NEON, WRIGHT_POSTINGS_AVX2, WRIGHT_POSTINGS_AVX512]
            .compactMap { wright_postings_kernels_for($0)?.pointee }
    }

    @Test("unpacking gives back what was packed", arguments: UInt32(0)...32)
    func unpacks(bits: UInt32) {
        var random = SeededRandom(seed: UInt64(bits))
        let highest = UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(bits)) - 1)
        var values = (0..<128).map { _ in UInt32.random(in: 0...highest, using: &random) }
        values[127] = highest
        var packed = [UInt8](repeating: 0xAA, count: 16 * 32 + 64)
        wright_postings_pack(values, bits, &packed)
        var sum: UInt32 = 40
        let ordinals = values.map { value in
            sum = sum &+ value &+ 1
            return sum
        }
        for kernels in Self.paths {
            var out = [UInt32](repeating: 0, count: 128)
            kernels.unpack(packed, bits, &out)
            #expect(out == values)
            kernels.unpack_documents(packed, bits, 40, &out)
            #expect(out == ordinals)
            var frequencies = [Float](repeating: 0, count: 128)
            kernels.unpack_frequencies(packed, bits, &frequencies)
            #expect(frequencies == values.map { Float($0 &+ 1) })
        }
        for index in 0..<128 { #expect(wright_postings_value(packed, bits, index) == values[index]) }
    }

    @Test func scoresAreTheSameBitsOnEveryPath() {
        var random = SeededRandom(seed: 3)
        for count in [1, 7, 15, 16, 17, 100, 128] {
            var ordinals = Array((0..<UInt32(3000)).shuffled(using: &random).prefix(count)).sorted()
            ordinals.append(contentsOf: repeatElement(9_999_999, count: 128 - count))
            let frequencies = (0..<128).map { _ in Float(Int.random(in: 1...9, using: &random)) }
            let lengths = (0..<3000).map { _ in UInt32.random(in: 1...500, using: &random) }
            let results = Self.paths.map { accumulated($0, ordinals, frequencies, lengths, count) }
            #expect(results[0].contains { $0 > 0 })
            for result in results { #expect(result == results[0]) }
        }
    }

    private func accumulated(
        _ kernels: wright_postings_kernels,
        _ ordinals: [UInt32],
        _ frequencies: [Float],
        _ lengths: [UInt32],
        _ count: Int
    ) -> [Float] {
        var scores = [Float](repeating: 0.25, count: 2048)
        var scoring = wright_postings_scoring(weight: 2.7, base: 0.3, slope: 0.041)
        scores.withUnsafeMutableBufferPointer { scores in
            lengths.withUnsafeBufferPointer { lengths in
                var window = wright_postings_window()
                window.scores = scores.baseAddress
                window.lengths = lengths.baseAddress
                window.first = 500
                window.count = 2048
                kernels.accumulate(ordinals, frequencies, count, &scoring, &window)
            }
        }
        return scores
    }

    @Test func collectsWhatIsAboveTheThreshold() {
        var random = SeededRandom(seed: 4)
        for threshold in [Float(0), 0.5, 0.99, 2] {
            let scores = (0..<2048)
                .map { _ in Bool.random(using: &random) ? 0 : Float.random(in: 0...1, using: &random) }
            let expected = scores.indices.filter { scores[$0] > threshold }
            for kernels in Self.paths {
                var copy = scores
                var picked = [UInt32](repeating: 0, count: 2048 + 16)
                var values = [Float](repeating: 0, count: 2048 + 16)
                let count = kernels.collect(&copy, 2048, threshold, &picked, &values)
                #expect(picked.prefix(count).map(Int.init) == expected)
                #expect(Array(values.prefix(count)) == expected.map { scores[$0] })
                #expect(copy.allSatisfy { $0 == 0 })
            }
        }
    }

    @Test func countsBelow() {
        var random = SeededRandom(seed: 5)
        let ordinals = (0..<128).map { _ in UInt32.random(in: 0...UInt32.max, using: &random) }.sorted()
        for count in 0...128 {
            for limit in [0, ordinals[max(0, count - 1)], .random(in: 0...UInt32.max, using: &random), .max] {
                let expected = ordinals.prefix(count).count { $0 < limit }
                for kernels in Self.paths { #expect(kernels.count_below(ordinals, count, limit) == expected) }
            }
        }
    }
}

@Suite struct VectorKernelTests {
    private static var paths: [wright_vector_kernels] {
        [
            WRIGHT_VECTOR_SCALAR, WRIGHT_VECTOR_NEON, WRIGHT_VECTOR_AVX2, WRIGHT_VECTOR_AVX512,
            WRIGHT_VECTOR_AVX512_VNNI,
        ]
        .compactMap { wright_vector_kernels_for($0)?.pointee }
    }

    @Test("floats agree with the scalar path", arguments: [16, 32, 384, 1024])
    func dotFloats(stride: Int) {
        var random = SeededRandom(seed: UInt64(stride))
        let query = (0..<stride).map { _ in Float.random(in: -1...1, using: &random) }
        for count in [1, 2, 3, 4, 5, 9] {
            let rows = (0..<stride * count).map { _ in Float.random(in: -1...1, using: &random) }
            let expected = (0..<count)
                .map { row in
                    (0..<stride).reduce(0.0) { $0 + Double(query[$1]) * Double(rows[row * stride + $1]) }
                }
            for kernels in Self.paths {
                var out = [Float](repeating: 0, count: count)
                kernels.dot_floats(query, rows, stride, count, &out)
                for (found, truth) in zip(out, expected) { #expect(abs(Double(found) - truth) < 1e-4) }
                for row in 0..<count {
                    var single: Float = 0
                    kernels.dot_floats(query, Array(rows[row * stride..<(row + 1) * stride]), stride, 1, &single)
                    #expect(single == out[row], "a row's result must not depend on its neighbours")
                }
            }
        }
    }

    @Test("codes agree with the scalar path", arguments: [64, 128, 384, 4096])
    func dotCodes(stride: Int) {
        var random = SeededRandom(seed: UInt64(stride))
        let whole = (0..<stride).map { _ in Int16.random(in: -32_512...32_512, using: &random) }
        let low = whole.map { Int8(truncatingIfNeeded: $0) }
        let high = zip(whole, low).map { Int8((Int($0) - Int($1)) / 256) }
        for count in [1, 3, 4, 7, 64] {
            let codes = (0..<stride * count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let expected = (0..<count)
                .map { row in
                    UInt32(
                        truncatingIfNeeded: (0..<stride)
                            .reduce(0) { $0 + Int(whole[$1]) * Int(codes[row * stride + $1]) }
                    )
                }
            for kernels in Self.paths {
                var out = [UInt32](repeating: 0, count: count)
                withQuery(whole, high, low) { query in kernels.dot_codes(&query, codes, count, &out) }
                #expect(out == expected)
            }
        }
    }

    @Test func estimatesAreTheSameBitsOnEveryPath() {
        var random = SeededRandom(seed: 8)
        for count in [1, 5, 8, 17, 63, 64] {
            let sums = (0..<count).map { _ in UInt32.random(in: 0...UInt32.max, using: &random) }
            let scales = (0..<count).map { _ in Float.random(in: 0...1, using: &random) }
            let errors = (0..<count).map { _ in Float.random(in: 0...0.1, using: &random) }
            var results: [([Float], UInt64)] = []
            for kernels in Self.paths {
                var out = [Float](repeating: 0, count: count)
                var above: UInt64 = 0
                withQuery([0], [0], [0]) { query in
                    scales.withUnsafeBufferPointer { scales in
                        errors.withUnsafeBufferPointer { errors in
                            var rows = wright_vector_rows()
                            rows.scales = scales.baseAddress
                            rows.errors = errors.baseAddress
                            rows.count = count
                            above = kernels.estimate(&query, &rows, sums, 0.1, &out)
                        }
                    }
                }
                results.append((out, above))
            }
            for result in results { #expect(result == results[0]) }
        }
    }

    @Test func hammingDistancesAgree() {
        var random = SeededRandom(seed: 9)
        for words in [1, 6, 7, 8, 9, 16, 17] {
            let query = (0..<words).map { _ in random.next() }
            let rows = (0..<words * 5).map { _ in random.next() }
            let expected = (0..<5)
                .map { row in
                    UInt32((0..<words).reduce(0) { $0 + (query[$1] ^ rows[row * words + $1]).nonzeroBitCount })
                }
            for kernels in Self.paths {
                var out = [UInt32](repeating: 0, count: 5)
                kernels.hamming(query, rows, words, 5, &out)
                #expect(out == expected)
            }
        }
    }

    private func withQuery(
        _ whole: [Int16],
        _ high: [Int8],
        _ low: [Int8],
        _ body: (inout wright_vector_query) -> Void
    ) {
        whole.withUnsafeBufferPointer { whole in
            high.withUnsafeBufferPointer { high in
                low.withUnsafeBufferPointer { low in
                    var query = wright_vector_query()
                    query.whole = whole.baseAddress
                    query.high = high.baseAddress
                    query.low = low.baseAddress
                    query.stride = whole.count
                    query.correction = 12_345
                    query.scale = 0.000_1
                    query.error_weight = 1.01
                    query.error_floor = 0.001
                    body(&query)
                }
            }
        }
    }
}
