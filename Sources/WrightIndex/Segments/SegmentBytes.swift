internal import WrightCore

/// The memory of a segment: a mapped file, or a copy on the heap.
final class SegmentBytes: @unchecked Sendable {
    // `@unchecked`: the memory is written in `init` only.

    let buffer: UnsafeRawBufferPointer
    private let file: MappedFile?

    init(file: MappedFile) {
        self.file = file
        buffer = file.bytes
    }

    init(copying bytes: [UInt8]) {
        file = nil
        let copy = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(bytes.count, 1),
            alignment: SegmentLayout.alignment
        )
        copy.copyBytes(from: bytes)
        buffer = UnsafeRawBufferPointer(rebasing: copy[0..<bytes.count])
    }

    /// Tells the system how a range will be read, where a file is mapped.
    func expect(_ reading: MappedFile.Reading, of range: Range<Int>) {
        file?.expect(reading, of: range)
    }

    deinit {
        if file == nil { buffer.deallocate() }
    }
}
