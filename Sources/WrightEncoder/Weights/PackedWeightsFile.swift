// Narrow weights in a file beside the model, so that a new process maps them instead of making them.
//
// Layout, little-endian: the magic `WRIGHTPK`; the version of this layout (4 bytes); the precision (4 bytes, 1 int8,
// 2 bfloat16); the bytes of the body (8); CRC-32C of the body (4); CRC-32C of the header with zero in this field (4);
// the identity of the weights that it was made from (64 bytes of text); zeros up to 128 bytes; the body as
// `NarrowLayout` describes it. A file that is not exactly that, or that was made from other weights, counts as absent.

internal import CWrightKernels
internal import WrightCore

/// The packed form of a model's weights, as a file.
enum PackedWeightsFile {
    private static let magic = Array("WRIGHTPK".utf8)
    private static let version: UInt32 = 1
    private static let headerByteCount = 128

    /// The name of the file in the model's folder.
    static func name(for precision: EncoderPrecision) -> String {
        "wright-\(precision.shortName).packed"
    }

    /// Maps a file; nil unless it is whole and was made from weights of this identity.
    static func weights(
        at path: String,
        identity: String,
        layout: NarrowLayout,
        precision: EncoderPrecision
    ) -> NarrowWeights? {
        guard let file = try? MappedFile(path: path), file.bytes.count == headerByteCount + layout.byteCount else {
            return nil
        }
        let body = UnsafeRawBufferPointer(rebasing: file.bytes[headerByteCount...])
        guard file.bytes.prefix(headerByteCount).elementsEqual(header(of: body, identity: identity, precision)) else {
            return nil
        }
        return NarrowWeights(body, owner: file, layout: layout, precision: precision)
    }

    /// The header that belongs to a body.
    static func header(of body: UnsafeRawBufferPointer, identity: String, _ precision: EncoderPrecision) -> [UInt8] {
        var header = magic
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { header.append(contentsOf: $0) }
        }
        append(version)
        append(UInt32(precision == .int8 ? 1 : 2))
        append(UInt64(body.count))
        append(wright_crc32c(0, body.baseAddress, body.count))
        append(UInt32(0))
        header.append(contentsOf: identity.utf8.prefix(64))
        header.append(contentsOf: [UInt8](repeating: 0, count: headerByteCount - header.count))
        let checksum = header.withUnsafeBytes { wright_crc32c(0, $0.baseAddress, $0.count) }
        withUnsafeBytes(of: checksum.littleEndian) { header.replaceSubrange(28..<32, with: $0) }
        return header
    }
}
