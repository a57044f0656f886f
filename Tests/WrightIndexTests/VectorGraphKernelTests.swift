internal import CWrightKernels
internal import Testing
internal import WrightCore

@Suite struct VectorGraphKernelTests {
    private static var paths: [wright_vector_kernels] {
        [
            WRIGHT_VECTOR_SCALAR, WRIGHT_VECTOR_NEON, WRIGHT_VECTOR_AVX2, WRIGHT_VECTOR_AVX512,
            WRIGHT_VECTOR_AVX512_VNNI,
        ]
        .compactMap { wright_vector_kernels_for($0)?.pointee }
    }

    @Test("gathered rows are summed alike on every path", arguments: [64, 128, 384, 1024, 65_536])
    func gathered(stride: Int) {
        var random = SeededRandom(seed: UInt64(stride))
        let rowCount = 40
        var codes = (0..<stride * rowCount).map { _ in UInt8.random(in: 0...255, using: &random) }
        var steps = (0..<stride).map { _ in Int8.random(in: -127...127, using: &random) }
        for isExtreme in [false, true] {
            if isExtreme {
                for index in codes.indices { codes[index] = 255 }
                for index in steps.indices { steps[index] = 127 }
            }
            for count in [0, 1, 3, 4, 5, 8, 13, 33] {
                let rows = (0..<count).map { _ in UInt32.random(in: 0..<UInt32(rowCount), using: &random) }
                let expected = rows.map { row in
                    Int32((0..<stride).reduce(0) { $0 + Int(codes[Int(row) * stride + $1]) * Int(steps[$1]) })
                }
                for kernels in Self.paths {
                    var out = [Int32](repeating: 0, count: count)
                    kernels.dot_gathered(steps, codes, stride, rows, count, &out)
                    #expect(out == expected)
                }
            }
        }
    }

    @Test("codes become steps alike on every path", arguments: [64, 384, 4096])
    func steps(stride: Int) {
        var random = SeededRandom(seed: UInt64(stride))
        let codes = (0..<stride).map { _ in UInt8.random(in: 0...255, using: &random) }
        let expected = codes.map { Int8(Int($0) - 128) }
        for kernels in Self.paths {
            var out = [Int8](repeating: 0, count: stride)
            let sum = kernels.steps(codes, stride, &out)
            #expect(out == expected && sum == 128 * expected.reduce(0) { $0 + Int32($1) })
        }
    }

    @Test func elementsKeepTheirOrderWhenScaled() {
        var random = SeededRandom(seed: 6)
        for factor in [Float(0.5), 3, 0] {
            var elements = (0..<50).map { _ in UInt64(random.next()) & 0x7F00_FFFF_FFFF_FFFF | 1 }.sorted(by: >)
            let nodes = elements.map { wright_graph_node($0) }
            let values = elements.map { wright_graph_similarity($0) }
            wright_graph_scale(&elements, elements.count, factor)
            #expect(elements.map { wright_graph_node($0) } == nodes)
            for (element, value) in zip(elements, values) where value.isFinite {
                #expect(wright_graph_similarity(element) == value * factor)
            }
        }
    }
}
