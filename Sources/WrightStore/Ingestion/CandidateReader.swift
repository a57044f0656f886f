private import Foundation
internal import WrightCore

/// Reads candidates in their order, as many at once as there are cores, until so much is held that it must be written.
struct CandidateReader {
    private let candidates: [IngestionPlan.Candidate]
    private let reader: SourceReader
    private let memory: MemoryPlan
    private let batchFileLimit: Int
    private var nextIndex = 0

    init(
        _ candidates: [IngestionPlan.Candidate],
        reader: SourceReader,
        memory: MemoryPlan,
        batchFileLimit: Int
    ) {
        precondition(batchFileLimit >= 1, "A batch holds one file or more.")
        self.batchFileLimit = batchFileLimit
        self.candidates = candidates
        self.reader = reader
        self.memory = memory
    }

    var isAtEnd: Bool { nextIndex == candidates.count }

    /// Reads the next candidates.
    ///
    /// - Parameter progress: Is told how many have been read since the beginning.
    /// - Returns: What came of them, in their order; empty at the end.
    /// - Throws: `CancellationError`; what goes wrong with a file is among the readings.
    mutating func nextBatch(progress: (Int) -> Void) async throws -> [IngestionSession.Reading] {
        let first = nextIndex
        let (candidates, reader) = (candidates, reader)
        let width = max(1, ProcessInfo.processInfo.activeProcessorCount)
        var load = Load()
        var readings: [Int: IngestionSession.Reading] = [:]
        var next = first
        try await withThrowingTaskGroup(of: (Int, IngestionSession.Reading).self) { group in
            var running = 0
            while true {
                while running < width, next < candidates.count, next - first < batchFileLimit,
                    load.takes(candidates[next].entry.byteCount, within: memory)
                {
                    let index = next
                    load.begin(candidates[index].entry.byteCount)
                    group.addTask { (index, reader.read(candidates[index])) }
                    (next, running) = (next + 1, running + 1)
                }
                guard let (index, reading) = try await group.next() else { break }
                try Task.checkCancellation()
                running -= 1
                load.end(candidates[index].entry.byteCount, holding: reading.heldByteCount)
                readings[index] = reading
                progress(first + readings.count)
            }
        }
        nextIndex = next
        return (first..<next).compactMap { readings[$0] }
    }

    /// What is held and what is being parsed, in bytes.
    private struct Load {
        private var held = 0
        private var parsed = 0
        private var isBusy: Bool { parsed > 0 || held > 0 }

        /// Whether one more file may be read; the first always may.
        func takes(_ byteCount: Int, within memory: MemoryPlan) -> Bool {
            guard isBusy else { return true }
            // A file's text is seldom longer than the file, so what is being parsed counts as if it were held.
            return held + parsed + byteCount <= memory.heldByteCount && parsed + byteCount <= memory.parsedByteCount
        }

        mutating func begin(_ byteCount: Int) { parsed += byteCount }

        mutating func end(_ byteCount: Int, holding heldByteCount: Int) {
            parsed -= byteCount
            held += heldByteCount
        }
    }
}
