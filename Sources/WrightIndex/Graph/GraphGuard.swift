internal import CWrightKernels
internal import Synchronization

/// Checks groups of rows against their checksums before their first use.
///
/// What is checked once stays checked: the bytes of a segment do not change while it is open.
final class GraphGuard: @unchecked Sendable {
    // `@unchecked`: all is set once, but for the bits, which are atomic.

    private let file: SegmentFile
    private let sections: Sections
    private let count: Int
    private let walked: UnsafeMutableBufferPointer<Atomic<UInt64>>
    private let rescored: UnsafeMutableBufferPointer<Atomic<UInt64>>

    /// Where in the file things lie, and bytes of each row there.
    struct Sections {
        var groups: Range<Int>
        var codes: (range: Range<Int>, stride: Int)
        var scales: (range: Range<Int>, stride: Int)
        var links: (range: Range<Int>, stride: Int)
        var rows: (range: Range<Int>, stride: Int)
    }

    init(file: SegmentFile, sections: Sections, count: Int) {
        self.file = file
        self.sections = sections
        self.count = count
        walked = Self.bits(GraphLayout.groupCount(of: count))
        rescored = Self.bits(GraphLayout.groupCount(of: count))
    }

    deinit {
        for bits in [walked, rescored] {
            bits.deinitialize()
            bits.deallocate()
        }
    }

    /// Calls a function with the kernels' view of this guard.
    func withKernel<Result, Failure: Error>(
        _ body: (UnsafePointer<wright_graph_guard>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var kernel = wright_graph_guard()
        kernel.verified = UnsafeRawPointer(walked.baseAddress)?.assumingMemoryBound(to: UInt64.self)
        kernel.context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        kernel.verify = { context, group in
            guard let context else { return 1 }
            return Unmanaged<GraphGuard>.fromOpaque(context).takeUnretainedValue().verify(group: group) ? 0 : 1
        }
        return try withExtendedLifetime(self) { () throws(Failure) in try body(&kernel) }
    }

    /// Checks the floats of a row.
    func verifyRow(_ ordinal: Int) throws(IndexError) {
        let group = ordinal >> GraphLayout.groupShift
        if Self.isSet(rescored, group) { return }
        let found = checksum(0, of: sections.rows, group: group)
        guard try expected(group: group, place: 1) == found else {
            throw file.corrupt("the checksum of the rows from \(group << GraphLayout.groupShift) does not fit")
        }
        Self.set(rescored, group)
    }

    private func verify(group: Int) -> Bool {
        var found = checksum(0, of: sections.codes, group: group)
        found = checksum(found, of: sections.scales, group: group)
        found = checksum(found, of: sections.links, group: group)
        guard let expected = try? expected(group: group, place: 0), expected == found else { return false }
        Self.set(walked, group)
        return true
    }

    private func expected(group: Int, place: Int) throws(IndexError) -> UInt32 {
        let start = sections.groups.lowerBound + group * 8 + place * 4
        return try file.verified(start..<start + 4).number(at: 0, as: UInt32.self)
    }

    private func checksum(_ seed: UInt32, of section: (range: Range<Int>, stride: Int), group: Int) -> UInt32 {
        let first = group << GraphLayout.groupShift
        let last = min(first + GraphLayout.groupSize, count)
        let start = section.range.lowerBound
        let bytes = file.unverified(start + first * section.stride..<start + last * section.stride)
        return wright_crc32c(seed, bytes.baseAddress, bytes.count)
    }

    private static func bits(_ count: Int) -> UnsafeMutableBufferPointer<Atomic<UInt64>> {
        let bits = UnsafeMutableBufferPointer<Atomic<UInt64>>.allocate(capacity: (count + 63) / 64 + 1)
        for index in bits.indices { bits.initializeElement(at: index, to: Atomic(0)) }
        return bits
    }

    private static func isSet(_ bits: UnsafeMutableBufferPointer<Atomic<UInt64>>, _ group: Int) -> Bool {
        bits[group / 64].load(ordering: .acquiring) >> UInt64(group % 64) & 1 == 1
    }

    private static func set(_ bits: UnsafeMutableBufferPointer<Atomic<UInt64>>, _ group: Int) {
        bits[group / 64].bitwiseOr(1 << UInt64(group % 64), ordering: .releasing)
    }
}
