internal import CWrightKernels
internal import Synchronization
internal import WrightCore

/// Checks groups of rows, lists and floats against their checksums before their first use.
///
/// What is checked once stays checked: the bytes of a segment do not change while it is open.
final class GraphGuard: @unchecked Sendable {
    // `@unchecked`: all is set once, but for the bits and the counts, which are atomic.

    private let file: SegmentFile
    private let sections: Sections
    private let count: Int
    /// Bits of groups that were checked, by part.
    private let checked: [UnsafeMutableBufferPointer<Atomic<UInt64>>]
    /// Above 0 while pages come from the disk.
    private let coldness = Atomic(0)
    /// Pages that this process had read from the disk when that was last looked at.
    private let diskReads = Atomic(MappedFile.diskReadCount)

    /// A check that takes longer may have waited for the disk.
    private static let slowCheck = Duration.microseconds(20)
    /// After so many checks without waiting, what is left is taken to be in memory.
    private static let coldCheckCount = 2048
    /// Nodes whose lists and neighbours are read together from the disk.
    private static let aheadCount = 8
    /// Sections of numbers up to this size are read as a whole rather than here and there.
    private static let wholeByteCount = 16 << 20

    /// What has a checksum in each group.
    enum Part: Int {
        /// Codes and scales.
        case row = 0
        /// Links on the ground.
        case list = 1
        /// What is stored of the vectors, which decides among the best.
        case floats = 2

        static let count = 3
    }

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
        checked = (0..<Part.count).map { _ in Self.bits(GraphLayout.groupCount(of: count)) }
    }

    deinit {
        for bits in checked {
            bits.deinitialize()
            bits.deallocate()
        }
    }

    /// Calls a function with the kernels' view of this guard.
    func withKernel<Result, Failure: Error>(
        _ body: (UnsafePointer<wright_graph_guard>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var kernel = wright_graph_guard()
        kernel.verified = (words(of: .row), words(of: .list))
        kernel.context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        kernel.announce = { context, part, nodes, count in
            guard let guardian = GraphGuard.from(context), let part = Part(rawValue: Int(part.rawValue)) else { return }
            guardian.announce(part, UnsafeBufferPointer(start: nodes, count: count))
        }
        kernel.verify = { context, part, group in
            guard let guardian = GraphGuard.from(context), let part = Part(rawValue: Int(part.rawValue)) else {
                return 1
            }
            return guardian.verify(part, group: group) ? 0 : 1
        }
        kernel.verify_upper = { context, list, count in
            guard let guardian = GraphGuard.from(context) else { return 1 }
            let bytes = UnsafeRawBufferPointer(start: list, count: count)
            return (try? guardian.file.verify(bytes)) == nil ? 1 : 0
        }
        kernel.ahead = { context in GraphGuard.from(context)?.isCold == true ? GraphGuard.aheadCount : 0 }
        return try withExtendedLifetime(self) { () throws(Failure) in try body(&kernel) }
    }

    private static func from(_ context: UnsafeRawPointer?) -> GraphGuard? {
        context.map { Unmanaged<GraphGuard>.fromOpaque($0).takeUnretainedValue() }
    }

    private func words(of part: Part) -> UnsafePointer<UInt64>? {
        UnsafeRawPointer(checked[part.rawValue].baseAddress)?.assumingMemoryBound(to: UInt64.self)
    }

    /// Checks the floats of a row.
    func verifyRow(_ ordinal: Int) throws(IndexError) {
        let group = ordinal >> GraphLayout.groupShift
        guard isChecked(.floats, group) || verify(.floats, group: group) else {
            throw file.corrupt("the checksum of the rows from \(group << GraphLayout.groupShift) does not fit")
        }
    }

    /// Has the system begin to read what is checked soon, where it is likely not in memory.
    func announce(_ part: Part, _ rows: some Collection<UInt32>) {
        guard isCold else { return }
        let section =
            switch part {
            case .row: sections.codes
            case .list: sections.links
            case .floats: sections.rows
            }
        for row in rows where row < count {
            let group = Int(row) >> GraphLayout.groupShift
            if !isChecked(part, group) { file.expect(.soon, of: place(of: group, in: section)) }
        }
    }

    /// Whether pages were lately read from the disk rather than from memory.
    private var isCold: Bool { coldness.load(ordering: .relaxed) > 0 }

    /// Tells whether a check that took its time read from the disk.
    private func noteTime(since start: ContinuousClock.Instant) {
        guard start.duration(to: .now) > Self.slowCheck else {
            if isCold { coldness.subtract(1, ordering: .relaxed) }
            return
        }
        let readCount = MappedFile.diskReadCount
        guard diskReads.exchange(readCount, ordering: .relaxed) != readCount else { return }
        guard coldness.exchange(Self.coldCheckCount, ordering: .relaxed) <= 0 else { return }
        for range in [sections.scales.range, sections.groups] where range.count <= Self.wholeByteCount {
            file.expect(.soon, of: range)
        }
    }

    private func verify(_ part: Part, group: Int) -> Bool {
        let start = ContinuousClock.now
        defer { noteTime(since: start) }
        let place = sections.groups.lowerBound + (group * Part.count + part.rawValue) * 4
        guard let expected = try? file.verified(place..<place + 4).number(at: 0, as: UInt32.self),
            expected == checksum(of: part, group: group)
        else { return false }
        checked[part.rawValue][group / 64].bitwiseOr(1 << UInt64(group % 64), ordering: .releasing)
        return true
    }

    private func checksum(of part: Part, group: Int) -> UInt32 {
        switch part {
        case .row: checksum(checksum(0, of: sections.codes, group: group), of: sections.scales, group: group)
        case .list: checksum(0, of: sections.links, group: group)
        case .floats: checksum(0, of: sections.rows, group: group)
        }
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

    private func isChecked(_ part: Part, _ group: Int) -> Bool {
        checked[part.rawValue][group / 64].load(ordering: .acquiring) >> UInt64(group % 64) & 1 == 1
    }
}
