/// Which chunks a search may return: those that the filter lets through and that are not deleted.
struct SegmentAdmission {
    /// One set for each segment; nil where every chunk may be returned.
    let sets: [OrdinalSet?]

    init(counts: [Int], tombstones: [OrdinalSet?], filter: [OrdinalSet]?) throws(IndexError) {
        if let filter, filter.count != counts.count {
            throw .filterMismatch(reason: "\(filter.count) filters for \(counts.count) segments")
        }
        var sets: [OrdinalSet?] = []
        for (number, count) in counts.enumerated() {
            guard var allowed = filter?[number] else {
                sets.append(tombstones[number].map(\.complement))
                continue
            }
            guard allowed.universeCount == count else {
                throw .filterMismatch(
                    reason: "the filter of segment \(number) has \(allowed.universeCount) ordinals, not \(count)"
                )
            }
            if let deleted = tombstones[number] { allowed.subtract(deleted) }
            sets.append(allowed)
        }
        self.sets = sets
    }

    /// Tombstones as an index keeps them: empty sets become nil, sizes are checked.
    static func normalised(
        tombstones: [OrdinalSet?]?,
        counts: [Int]
    ) throws(IndexError) -> [OrdinalSet?] {
        guard let tombstones else { return [OrdinalSet?](repeating: nil, count: counts.count) }
        guard tombstones.count == counts.count else {
            throw .filterMismatch(reason: "\(tombstones.count) sets of tombstones for \(counts.count) segments")
        }
        var result: [OrdinalSet?] = []
        for (number, set) in tombstones.enumerated() {
            if let set, set.universeCount != counts[number] {
                throw .filterMismatch(
                    reason: "the tombstones of segment \(number) have \(set.universeCount) ordinals, "
                        + "not \(counts[number])"
                )
            }
            result.append(set?.isEmpty == true ? nil : set)
        }
        return result
    }
}
