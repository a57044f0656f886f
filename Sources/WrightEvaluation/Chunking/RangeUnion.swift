/// Sets of positions as lists of half-open ranges.
enum RangeUnion {
    /// The lengths of all ranges together; a position in two ranges counts twice.
    static func length(of ranges: [Range<Int>]) -> Int {
        ranges.reduce(0) { $0 + $1.count }
    }

    /// The same positions as ascending, disjoint ranges.
    static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var merged: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    /// The positions that are in both lists, as ascending, disjoint ranges.
    static func intersection(of left: [Range<Int>], with right: [Range<Int>]) -> [Range<Int>] {
        var common: [Range<Int>] = []
        for one in left {
            for other in right {
                common.append(one.clamped(to: other))
            }
        }
        return merged(common)
    }

    /// What is left of each range without the positions of ascending, disjoint ranges; ranges are not merged.
    static func difference(of ranges: [Range<Int>], without removed: [Range<Int>]) -> [Range<Int>] {
        var left: [Range<Int>] = []
        for range in ranges {
            var start = range.lowerBound
            for gap in removed where gap.upperBound > start && gap.lowerBound < range.upperBound {
                if gap.lowerBound > start { left.append(start..<gap.lowerBound) }
                start = gap.upperBound
            }
            if start < range.upperBound { left.append(start..<range.upperBound) }
        }
        return left
    }
}
