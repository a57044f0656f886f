private import Foundation
internal import Testing
internal import WrightEncoder

@Suite struct SafetensorsFileTests {
    private static func file(_ header: String, data: Int, length: UInt64? = nil) throws -> SafetensorsFile {
        let path = FileManager.default.temporaryDirectory.appending(path: "wright-\(UUID().uuidString).safetensors")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let count = length ?? UInt64(header.utf8.count)
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) } + Array(header.utf8)
        try TestData.write(bytes + [UInt8](repeating: 0, count: data), to: path)
        return try SafetensorsFile(path: path)
    }

    @Test("reads names, shapes and places")
    func readsHeader() throws {
        let header =
            #"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"#
            + #""b":{"dtype":"BF16","shape":[],"data_offsets":[24,26]},"c":{"dtype":"I64","shape":[1],"data_offsets":[26,34]}}"#
        let file = try Self.file(header, data: 34)
        let start = header.utf8.count + 8
        #expect(file.tensors.count == 3)
        #expect(file.tensors["a"]?.shape == [2, 3])
        #expect(file.tensors["a"]?.bytes == start..<start + 24)
        #expect(file.tensors["b"]?.elementType == "BF16")
        #expect(file.headerBytes == 0..<start)
    }

    @Test(
        "refuses files whose header does not fit",
        arguments: [
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "the tensor 'a' reaches beyond the file"),
            (
                #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8,
                "the tensor 'a' has 8 bytes, but its shape needs 12"
            ),
            (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "the tensor 'a' has an impossible shape"),
            (
                #"{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}"#, 8,
                "the tensor 'a' has an impossible shape"
            ),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "the tensor 'a' reaches beyond the file"),
            (#"{"a":{"dtype":"F32","shape":[2]}}"#, 8, "the tensor 'a' lacks 'dtype', 'shape' or 'data_offsets'"),
            (
                #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
                8, "the tensors 'a' and 'b' overlap"
            ),
            (
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
                8, "the tensor 'a' stands there twice"
            ),
            ("[]", 0, "its header is not a JSON object"),
        ]
    )
    func refusesHeaders(header: String, data: Int, reason: String) throws {
        let error = #expect(throws: EncoderError.self) { try Self.file(header, data: data) }
        #expect(error?.code == .weightsMalformed)
        #expect(
            error?.message.hasSuffix("are not a valid safetensors file: \(reason).") == true,
            "\(error?.message ?? "")"
        )
    }

    @Test("refuses files that end before their header does")
    func refusesTruncation() throws {
        for length in [UInt64(100), 1 << 40, .max] {
            let error = #expect(throws: EncoderError.self) { try Self.file("{}", data: 0, length: length) }
            #expect(error?.message.contains("its header of \(length) bytes is longer") == true)
        }
        let broken = #expect(throws: EncoderError.self) { try Self.file(#"{"a":"#, data: 0) }
        #expect(broken?.message.contains("its header is not JSON") == true)
        let missing = #expect(throws: EncoderError.self) { try SafetensorsFile(path: "/nowhere/model.safetensors") }
        #expect(missing?.code == .fileUnreadable)
    }

    @Test("survives every cut and every changed byte of a small file")
    func survivesDamage() throws {
        let header =
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[2],"data_offsets":[8,12]}}"#
        let whole =
            (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> ($0 * 8)) } + Array(header.utf8)
            + [UInt8](repeating: 0, count: 12)
        let path = FileManager.default.temporaryDirectory.appending(path: "wright-\(UUID().uuidString).safetensors")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var refused = 0
        for index in whole.indices {
            try TestData.write(Array(whole[..<index]), to: path)
            if (try? SafetensorsFile(path: path)) == nil { refused += 1 }
            var damaged = whole
            damaged[index] ^= 0x11
            try TestData.write(damaged, to: path)
            guard let file = try? SafetensorsFile(path: path) else { continue }
            for tensor in file.tensors.values { #expect(tensor.bytes.upperBound <= damaged.count) }
        }
        #expect(refused == whole.count)
    }
}
