// A vector segment.
//
// Sections:
//
//     info     dimension, floats in a stored row, bytes in a stored row of codes, storage (u32 each), chunk count (u64)
//     rows     f32, length 1 (or 0), padded with zeros to a multiple of 16 floats; empty where only codes are stored
//     scales   f32 for each row: what one step of its codes is worth
//     errors   f32 for each row: an upper bound of the distance between the row and what its codes say
//     codes    bytes, r + 128 with r = round(x / scale) in -127...127, padded with 128 to a multiple of 64
//     graph    links between near rows; a segment without it is scanned
//     groups   checksums of groups of two rows, for walks over the graph; only beside a graph
//     copies   rows that stand in the graph for others with the same codes; only where there are such

/// Numbers of the vector segment's format.
enum VectorLayout {
    static let info = SegmentSectionID(rawValue: 1)
    static let rows = SegmentSectionID(rawValue: 2)
    static let scales = SegmentSectionID(rawValue: 3)
    static let errors = SegmentSectionID(rawValue: 4)
    static let codes = SegmentSectionID(rawValue: 5)
    static let graph = SegmentSectionID(rawValue: 6)
    static let groups = SegmentSectionID(rawValue: 7)
    static let copies = SegmentSectionID(rawValue: 8)

    static let infoSize = 24
    static let maximumDimension = 1 << 16
    static let zeroCode: UInt8 = 128

    static func rowStride(dimension: Int) -> Int { (dimension + 15) / 16 * 16 }
    static func codeStride(dimension: Int) -> Int { (dimension + 63) / 64 * 64 }
}
