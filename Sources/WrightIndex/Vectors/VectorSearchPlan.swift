// Which way through a segment costs least.
//
// A scan reads every row's codes in order; a walk scores some rows for each node that it keeps, at random places in
// memory; a filtered walk crosses nodes that do not count as well. The costs are in units of one scanned row, estimated
// for 384 dimensions and not yet measured on an idle machine. Of two ways of about the same cost
// the scan wins, since it misses nothing.

/// How one segment is searched, and why.
///
/// The only place where that is decided.
public struct VectorSearchPlan: Sendable, Hashable {
    /// A way through a segment.
    public enum Strategy: String, Sendable, Hashable {
        /// Every allowed row is scored, in order, by its codes first.
        case scan
        /// The few allowed rows are scored by what is stored of them, and nothing else is read.
        case direct
        /// A walk over the graph.
        case graph
        /// A walk over the graph among the rows that are allowed.
        case filteredGraph
        /// No row is looked at.
        case skip
    }

    /// Why a way was taken.
    public enum Reason: String, Sendable, Hashable {
        /// The segment holds no graph.
        case noGraph
        /// The filter and the tombstones leave no chunk, or there is none.
        case nothingAllowed
        /// The caller asked for a result that misses nothing.
        case exactAsked
        /// So few rows are allowed that scoring them costs less than a walk.
        case fewAllowed
        /// So many hits are asked for that a walk would cost more than a scan.
        case manyAsked
        /// A walk costs less than a scan.
        case walkIsCheaper
        /// What is allowed lies all around the query but not near it, where a walk would miss much.
        case allowedIsFar
        /// A walk found fewer than were asked for and exist, so a scan followed.
        case walkFellShort
        /// When the graph was built, walks missed too much, or found it only where they cost more than a scan.
        case walkMisses
    }

    /// The way taken.
    public internal(set) var strategy: Strategy

    /// Why.
    public internal(set) var reason: Reason

    /// How many chunks the filter and the tombstones leave.
    public let allowedCount: Int

    /// How many of the best rows a walk keeps; 0 where there is none.
    public internal(set) var breadth = 0

    /// How many times wider than asked a walk is, by the check of its graph; 1 where the usual breadth finds enough.
    public internal(set) var widening = 1

    /// Rows scored by their codes, all queries together; 0 in a plan that was not run.
    public internal(set) var scoredCount = 0

    /// Nodes whose links were looked at, all queries together.
    public internal(set) var expandedCount = 0

    /// What the choice is made for.
    struct Request {
        var limit: Int
        var precision: VectorPrecision
        var isFiltered: Bool
    }

    private enum Cost {
        /// Rows that a walk scores for each that it keeps, at what a row at a random place costs.
        static let walk = 30
        /// The same among allowed rows, with the nodes that are crossed on the way.
        static let filteredWalk = 100
        /// The same where most rows are allowed, as with some deleted ones.
        static let mostlyOpenWalk = 45
        /// An allowed row that is scored by itself.
        static let single = 8
        /// Walks descend from the top first.
        static let descent = 1000
    }

    /// Rows that are scored one by one at most.
    private static let directLimit = 4096

    init(segment: VectorSegment, allowed: OrdinalSet?, request: Request?) {
        allowedCount = allowed?.count ?? segment.chunkCount
        strategy = .scan
        reason = .noGraph
        guard allowedCount > 0 else {
            strategy = .skip
            reason = .nothingAllowed
            return
        }
        guard segment.hasGraph else { return }
        if allowedCount <= Self.directLimit, allowedCount * Cost.single < segment.chunkCount {
            strategy = .direct
            reason = .fewAllowed
            return
        }
        guard let request, case .approximate(let asked) = request.precision else {
            reason = .exactAsked
            return
        }
        if let check = segment.graphCheck {
            guard let checked = check.widening else {
                reason = .walkMisses
                return
            }
            widening = checked
        }
        chooseWalk(of: segment.chunkCount, isFiltered: allowed != nil, limit: request.limit, asked: asked)
    }

    private mutating func chooseWalk(of segmentCount: Int, isFiltered: Bool, limit: Int, asked: Int?) {
        let single = max(limit, asked ?? Self.breadth(forLimit: limit, isFiltered: isFiltered))
        let kept = single > GraphLayout.maximumBreadth ? single : min(single * widening, GraphLayout.maximumBreadth)
        let isMostlyOpen = allowedCount * 5 >= segmentCount * 4
        let rowCost = isFiltered ? isMostlyOpen ? Cost.mostlyOpenWalk : Cost.filteredWalk : Cost.walk
        guard kept <= GraphLayout.maximumBreadth, Cost.descent + kept * rowCost < allowedCount else {
            let isWideningDear = kept > single && Cost.descent + single * rowCost < allowedCount
            let isFew = isFiltered && allowedCount < segmentCount / 2
            reason = isWideningDear ? .walkMisses : isFew ? .fewAllowed : .manyAsked
            widening = 1
            return
        }
        strategy = isFiltered ? .filteredGraph : .graph
        reason = .walkIsCheaper
        breadth = kept
    }

    /// Whether a walk of a breadth costs at most a quarter of a scan over so many rows.
    static func isSmallPartOfScan(breadth: Int, count: Int) -> Bool {
        (Cost.descent + breadth * Cost.walk) * 4 <= count
    }

    /// The breadth that finds 99 of 100 hits of a scan over sentence vectors.
    static func breadth(forLimit limit: Int, isFiltered: Bool) -> Int {
        isFiltered ? 2 * limit + 100 : limit + limit / 2 + 85
    }
}
