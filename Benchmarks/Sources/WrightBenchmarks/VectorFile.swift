internal import WrightCore

/// A table of floats as NumPy saves it: version 1 or 2, `<f4`, rows after rows.
struct VectorFile {
    let rows: [[Float]]

    init(path: String) throws {
        let file = try MappedFile(path: path)
        defer { withExtendedLifetime(file) {} }
        let bytes = file.bytes
        guard bytes.count > 12, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
            throw BenchmarkError.unusableInput(path: path, reason: "it is not a .npy file")
        }
        let isFirstVersion = bytes[6] == 1
        let headerStart = isFirstVersion ? 10 : 12
        let headerSize =
            isFirstVersion
            ? Int(bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
            : Int(bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        let start = headerStart + headerSize
        guard start <= bytes.count else { throw BenchmarkError.unusableInput(path: path, reason: "it is cut off") }
        let header = String(decoding: bytes[headerStart..<start], as: UTF8.self)
        let shape = header.split(separator: "(").last?.split(separator: ")").first ?? ""
        let sizes = shape.split(separator: ",").compactMap { Int($0.filter(\.isNumber)) }
        guard header.contains("<f4"), header.contains("False"), sizes.count == 2, sizes[1] > 0,
            bytes.count - start == sizes[0] * sizes[1] * 4
        else { throw BenchmarkError.unusableInput(path: path, reason: "it holds no table of 32-bit floats") }
        rows = (0..<sizes[0])
            .map { row in
                (0..<sizes[1])
                    .map { column in
                        bytes.loadUnaligned(fromByteOffset: start + (row * sizes[1] + column) * 4, as: Float.self)
                    }
            }
    }
}
