internal import CWrightKernels
internal import Synchronization
internal import WrightCore

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
    /// Above 0 while rows come from the disk.
    private let coldness = Atomic(0)

    /// A check that takes longer had to wait for the disk.
    private static let slowCheck = Duration.microseconds(50)
    /// After so many checks without waiting, what is left is taken to be in memory.
    private static let coldCheckCount = 2048

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
        kernel.announce = { context, rows, count in
            guard let context, let rows else { return }
            Unmanaged<GraphGuard>.fromOpaque(context).takeUnretainedValue()
                .announce(UnsafeBufferPointer(start: rows, count: count))
        }
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

    /// Whether rows were lately read from the disk rather than from memory.
    private var isCold: Bool { coldness.load(ordering: .relaxed) > 0 }

    /// Has the system begin to read rows that a walk comes to next, where they are likely not in memory.
    private func announce(_ rows: UnsafeBufferPointer<UInt32>) {
        guard isCold else { return }
        for row in rows {
            let group = Int(row) >> GraphLayout.groupShift
            for section in [sections.codes, sections.links] { file.expect(.soon, of: place(of: group, in: section)) }
        }
    }

    /// Has the system begin to read the floats of rows, where they are likely not in memory.
    func announceRows(_ ordinals: some Collection<UInt32>) {
        guard isCold else { return }
        for ordinal in ordinals where ordinal < count {
            file.expect(.soon, of: place(of: Int(ordinal) >> GraphLayout.groupShift, in: sections.rows))
        }
    }

    /// Tells by its time whether a check had to wait for the disk.
    private func noteTime(since start: ContinuousClock.Instant) {
        guard start.duration(to: .now) > Self.slowCheck else {
            if isCold { coldness.subtract(1, ordering: .relaxed) }
            return
        }
        if coldness.exchange(Self.coldCheckCount, ordering: .relaxed) <= 0 {
            for section in [sections.codes, sections.links, sections.rows] {
                file.expect(.scattered, of: section.range)
            }
        }
    }

    private func verify(group: Int) -> Bool {
        let start = ContinuousClock.now
        defer { noteTime(since: start) }
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
        let bytes = file.unverified(place(of: group, in: section))
        return wright_crc32c(seed, bytes.baseAddress, bytes.count)
    }

    private func place(of group: Int, in section: (range: Range<Int>, stride: Int)) -> Range<Int> {
        let first = group << GraphLayout.groupShift
        let last = min(first + GraphLayout.groupSize, count)
        let start = section.range.lowerBound
        return start + first * section.stride..<start + last * section.stride
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
