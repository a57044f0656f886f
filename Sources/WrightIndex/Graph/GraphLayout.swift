// The graph of a vector segment.
//
// Idea: every vector is a node that links to near vectors in many directions; a walk that always goes on from the best
// nodes seen so far reaches the neighbourhood of a query after looking at few of them. A sixteenth of the nodes stands
// on a level above, a sixteenth of those on the next, so that a walk begins near its goal.
//
// Source: Malkov and Yashunin (2020), "Efficient and robust approximate nearest neighbor search using Hierarchical
// Navigable Small World graphs"; the slack in the choice of links is that of Subramanya et al. (2019), "DiskANN";
// the repair around deleted nodes that of Singh et al. (2021), "FreshDiskANN".
//
// Deviations, and why:
//
//     - Distances are those of byte codes, here and while building; the best nodes of a walk are scored again with
//       floats. A walk waits for memory, and codes are a quarter of the floats.
//     - Rows and links stand apart. Most nodes that a walk scores it never expands, so their links would only fill the
//       cache; the links of a node that enters at the head of the pool are fetched ahead.
//     - The pool is one sorted array in place of two heaps. It is short, and expanding in order needs no second one.
//     - Levels follow from the seed and the ordinal, so their sizes are known before building and nothing grows.
//     - Rows with equal codes are one node (RowCopies): copies would be each other's neighbours and nothing else's.
//     - A list is filled up to half with near nodes whatever their direction, and a full one keeps nodes that few
//       others name. Around a vector with many variants the rule for links alone leaves most of them without any.
//     - At the end every node is made reachable.
//     - Every graph is tried before it is written (GraphCheck), and says how wide it must be walked.
//     - Level lists are filled to `degree` on the ground and 16 above; the paper's 2·M and M.
//
// With one thread the same vectors, parameters and seed give the same bytes. With more threads nodes are linked in an
// order that varies: recall and size stay, bytes do not.
//
// Layout of section `graph`, numbers little-endian, each array at a multiple of 64 bytes:
//
//     head     64 bytes: version (2 where there are copies), degree, upper degree, number of levels (u32 each), count,
//              seed (u64 each), node of the top level where walks begin, how many times wider than usual walks are
//              (0 where that was not tried, 0xFFFFFFFF where a scan is better), hits expected and found when it was
//              tried (u32 each), zeros
//     counts   nodes of each level from the ground up (u32)
//     levels   from the first above the ground: ordinals in rising order (u32), then the lists
//     ground   the lists of all ordinals
//
// A list has `degree` places (u32), ends at 0xFFFFFFFF or where it is full, and names nodes by their place in a level.
//
// Section `groups` holds three CRC-32C for every two ordinals: of their codes and scales, of their ground lists, and of
// their rows. A walk touches a few thousand places of a segment that may be gigabytes; with these it checks what it
// touches, and reads no list of a node that it only scores.

/// Numbers of the graph's format.
enum GraphLayout {
    static let version: UInt32 = 1
    /// With a section of copies, which readers of version 1 would miss.
    static let versionWithCopies: UInt32 = 2
    static let headSize = 64
    static let upperDegree = 16
    static let levelLimit = 8
    /// One node in so many stands on the next level; a power of two.
    static let levelShift: UInt64 = 4
    static let groupShift = 1
    static let groupSize = 1 << groupShift
    static let none = UInt32.max
    /// Walks keep nodes in 31 bits.
    static let maximumCount = Int(Int32.max)
    static let maximumBreadth = 4096
    static let maximumDegree = 128

    static func groupCount(of count: Int) -> Int { (count + groupSize - 1) / groupSize }

    /// Where a row of a level is found by its ordinal: a binary search.
    static func place(of ordinal: UInt32, in nodes: UnsafeBufferPointer<UInt32>) -> Int? {
        var low = 0
        var high = nodes.count
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle] < ordinal { low = middle + 1 } else { high = middle }
        }
        return low < nodes.count && nodes[low] == ordinal ? low : nil
    }
}
