internal import CWrightKernels

/// Rows whose codes are the same: one of them stands in the graph for all.
///
/// Thousands of copies of one row would be each other's nearest neighbours and leave no link for anything else. A walk
/// finds the one that stands in the graph; the others follow from here, and what is stored of each decides among them.
///
/// Layout of section `copies`, numbers of four bytes, little-endian: how many groups, how many copies; for each group,
/// by rising ordinal of the row that stands in the graph, that ordinal; where each group's copies begin, and where the
/// last one's end; the copies of each group in rising order.
struct RowCopies: Equatable {
    /// The rows that stand in the graph for others, rising.
    private(set) var representatives: [UInt32] = []
    /// The copies that do not stand in the graph.
    private(set) var set: OrdinalSet
    private var starts: [UInt32] = [0]
    private var members: [UInt32] = []

    var isEmpty: Bool { representatives.isEmpty }

    private struct Group {
        var representative: UInt32
        var members: [UInt32]
    }

    /// Finds the copies among rows.
    ///
    /// - Parameters:
    ///   - rows: The codes.
    ///   - isPreferred: Rows that stand for their copies if they can; otherwise the first does.
    init(of rows: wright_graph_rows, preferring isPreferred: (UInt32) -> Bool) {
        set = OrdinalSet(universeCount: rows.count)
        // Equal rows have equal checksums and end up side by side.
        var keys = (0..<rows.count)
            .map { UInt64(wright_crc32c(0, Self.row($0, of: rows), rows.stride)) << 32 | UInt64($0) }
        keys.sort()
        var groups: [Group] = []
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end] >> 32 == keys[start] >> 32 { end += 1 }
            if end - start > 1 {
                let ordinals = keys[start..<end].map { UInt32(truncatingIfNeeded: $0) }
                groups += Self.groups(among: ordinals, of: rows)
            }
            start = end
        }
        for index in groups.indices {
            let place = groups[index].members.firstIndex(where: isPreferred) ?? 0
            groups[index].representative = groups[index].members.remove(at: place)
        }
        groups.sort { $0.representative < $1.representative }
        for group in groups {
            representatives.append(group.representative)
            members += group.members
            starts.append(UInt32(members.count))
        }
        for member in members { set.insert(member) }
    }

    /// Rows with one checksum, by what they are.
    private static func groups(among ordinals: [UInt32], of rows: wright_graph_rows) -> [Group] {
        // Different rows with one checksum are chance or made to be; no more of them are told apart than these.
        let differentLimit = 16
        var groups: [Group] = []
        for ordinal in ordinals {
            let isSame = { (group: Group) in
                let left = UnsafeRawBufferPointer(start: row(Int(ordinal), of: rows), count: rows.stride)
                let right = UnsafeRawBufferPointer(start: row(Int(group.representative), of: rows), count: rows.stride)
                return left.elementsEqual(right)
            }
            if let place = groups.firstIndex(where: isSame) {
                groups[place].members.append(ordinal)
            } else if groups.count < differentLimit {
                groups.append(Group(representative: ordinal, members: [ordinal]))
            }
        }
        return groups.filter { $0.members.count > 1 }
    }

    private static func row(_ ordinal: Int, of rows: wright_graph_rows) -> UnsafePointer<UInt8>? {
        rows.codes?.advanced(by: ordinal * rows.stride)
    }
}

extension RowCopies {
    /// No copies among so many rows.
    init(universeCount: Int) {
        set = OrdinalSet(universeCount: universeCount)
    }

    /// The section's numbers.
    var numbers: [UInt32] {
        [UInt32(representatives.count), UInt32(members.count)] + representatives + starts + members
    }

    /// Reads the section; nil where it contradicts itself.
    init?(numbers: UnsafeBufferPointer<UInt32>, universeCount: Int) {
        guard numbers.count >= 3 else { return nil }
        let groupCount = Int(numbers[0])
        let memberCount = Int(numbers[1])
        guard numbers.count == 3 + 2 * groupCount + memberCount else { return nil }
        representatives = Array(numbers[2..<2 + groupCount])
        starts = Array(numbers[2 + groupCount..<3 + 2 * groupCount])
        members = Array(numbers[(3 + 2 * groupCount)...])
        set = OrdinalSet(universeCount: universeCount)
        guard starts.first == 0, starts.last == UInt32(memberCount) else { return nil }
        // One pass over the mapped numbers: this is most of what opening a large segment costs.
        let memberNumbers = UnsafeBufferPointer(rebasing: numbers[(3 + 2 * groupCount)...])
        var lastRepresentative: UInt32?
        for group in 0..<groupCount {
            let representative = numbers[2 + group]
            let start = Int(numbers[2 + groupCount + group])
            let end = Int(numbers[3 + groupCount + group])
            guard representative < universeCount, lastRepresentative.map({ $0 < representative }) ?? true,
                start < end, end <= memberCount
            else { return nil }
            lastRepresentative = representative
            var last: UInt32?
            for place in start..<end {
                let member = memberNumbers[place]
                guard member < universeCount, last.map({ $0 < member }) ?? true, set.insert(member) else { return nil }
                last = member
            }
        }
        for group in 0..<groupCount where set.contains(numbers[2 + group]) { return nil }
    }

    /// The copies of a row that stands in the graph, rising.
    func copies(of ordinal: UInt32) -> ArraySlice<UInt32> {
        var low = 0
        var high = representatives.count
        while low < high {
            let middle = (low + high) / 2
            if representatives[middle] < ordinal { low = middle + 1 } else { high = middle }
        }
        guard low < representatives.count, representatives[low] == ordinal else { return [] }
        return copies(ofGroup: low)
    }

    /// The rows of the graph where a walk finds what is allowed: each that is, or that has a copy that is.
    ///
    /// O(universe / 64 + groups), and the copies of rows that are not allowed.
    func standing(for allowed: OrdinalSet) -> OrdinalSet {
        guard !isEmpty else { return allowed }
        var result = allowed
        result.subtract(set)
        for (group, representative) in representatives.enumerated() where !allowed.contains(representative) {
            if copies(ofGroup: group).contains(where: allowed.contains) { result.insert(representative) }
        }
        return result
    }

    private func copies(ofGroup group: Int) -> ArraySlice<UInt32> {
        members[Int(starts[group])..<Int(starts[group + 1])]
    }
}
