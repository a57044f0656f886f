internal import CWrightKernels
private import Synchronization

/// The memory of one walk: its pool, and a byte for each node that says whether it was visited.
///
/// The bytes hold the number of the walk that came by last, so they are cleared once in 255 walks.
final class GraphScratch {
    var kernel: wright_graph_scratch

    init(nodeCount: Int) {
        let visited = UnsafeMutablePointer<UInt8>.allocate(capacity: nodeCount + 16)
        visited.initialize(repeating: 0, count: nodeCount + 16)
        let pool = UnsafeMutablePointer<UInt64>.allocate(capacity: GraphLayout.maximumBreadth + 1)
        pool.initialize(repeating: 0, count: GraphLayout.maximumBreadth + 1)
        kernel = wright_graph_scratch()
        kernel.pool = pool
        kernel.pool_capacity = GraphLayout.maximumBreadth + 1
        kernel.visited = visited
        kernel.visited_count = nodeCount + 16
    }

    deinit {
        kernel.pool.deallocate()
        kernel.visited.deallocate()
    }

    /// The nodes of the last walk, best first.
    func nodes(_ count: Int) -> [UInt32] {
        (0..<count).map { wright_graph_node(kernel.pool[$0]) }
    }
}

/// Scratch memory that walks take and give back, so that one thread's searches share one.
final class GraphScratchPool: @unchecked Sendable {
    // `@unchecked`: the list is guarded by its lock, and who takes a scratch has it alone.

    private let nodeCount: Int
    private let free = Mutex<[Slot]>([])
    private static let keptLimit = 64

    private struct Slot: @unchecked Sendable {
        let scratch: GraphScratch
    }

    init(nodeCount: Int) {
        self.nodeCount = nodeCount
    }

    func with<Result, Failure: Error>(_ body: (GraphScratch) throws(Failure) -> Result) throws(Failure) -> Result {
        let slot = free.withLock { $0.popLast() } ?? Slot(scratch: GraphScratch(nodeCount: nodeCount))
        defer {
            free.withLock { if $0.count < Self.keptLimit { $0.append(slot) } }
        }
        slot.scratch.kernel.scored = 0
        slot.scratch.kernel.expanded = 0
        return try body(slot.scratch)
    }
}
