/// The best hits seen so far, at most a given number: a binary heap with the worst on top.
struct TopHits {
    let limit: Int
    private var heap: [IndexHit] = []

    /// The score that a hit must exceed to enter, when hits come in rising order of segment and ordinal.
    private(set) var threshold = -Float.infinity

    init(limit: Int) {
        precondition(limit > 0, "A list of hits needs room for one.")
        self.limit = limit
        heap.reserveCapacity(min(limit, 1024))
    }

    var isFull: Bool { heap.count == limit }

    /// Takes a hit if it is among the best; O(log limit).
    ///
    /// Hits may come in any order.
    mutating func insert(_ hit: IndexHit) {
        if heap.count < limit {
            heap.append(hit)
            siftUp(from: heap.count - 1)
        } else if let worst = heap.first, IndexHit.isBetter(hit, worst) {
            heap[0] = hit
            siftDown()
        } else {
            return
        }
        if isFull { threshold = heap[0].score }
    }

    /// All hits, best first.
    ///
    /// O(n log n).
    func sorted() -> [IndexHit] {
        heap.sorted(by: IndexHit.isBetter)
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        let hit = heap[child]
        while child > 0 {
            let parent = (child - 1) / 2
            guard IndexHit.isBetter(heap[parent], hit) else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = hit
    }

    private mutating func siftDown() {
        let hit = heap[0]
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, IndexHit.isBetter(heap[child], heap[child + 1]) { child += 1 }
            guard IndexHit.isBetter(hit, heap[child]) else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = hit
    }
}
