// A map from every Unicode scalar to a number, for one look-up per character in hot loops.
//
// Layout: the code space is cut into pages of 128. `pages` gives each page's block, `values` holds the blocks one after
// another. Pages with the same single value share a block, so the whole range of ideographs costs one.

/// A map from Unicode scalars to 32-bit numbers, zero where nothing was set.
package struct ScalarTable: Sendable {
    private static let shift: UInt32 = 7
    private static let blockSize = 1 << 7
    private static let pageCount = 0x11_0000 >> 7

    private var pages = [UInt16](repeating: 0, count: Self.pageCount)
    private var values = [UInt32](repeating: 0, count: Self.blockSize)
    /// For each block: the value that it shares among pages, or nil where it belongs to one page.
    private var sharedValues: [UInt32?] = [0]

    /// A table of zeros.
    package init() {}

    /// The value of a scalar; any number past the code space has the last page's.
    package subscript(scalar: UInt32) -> UInt32 {
        let page = Int(min(scalar >> Self.shift, UInt32(Self.pageCount - 1)))
        return values[Int(pages[page]) << 7 | Int(scalar & 127)]
    }

    /// Sets the value of a scalar.
    package mutating func set(_ value: UInt32, for scalar: UInt32) {
        let block = ownBlock(ofPage: Int(scalar >> Self.shift))
        values[block << 7 | Int(scalar & 127)] = value
    }

    /// Sets the value of all scalars from one to another, both included.
    package mutating func set(_ value: UInt32, from first: UInt32, through last: UInt32) {
        var scalar = first
        while scalar <= last {
            if scalar & 127 == 0, scalar + 127 <= last {
                pages[Int(scalar >> Self.shift)] = UInt16(sharedBlock(of: value))
                scalar += 128
            } else {
                set(value, for: scalar)
                scalar += 1
            }
        }
    }

    /// Sets a value for ranges given as pairs of first and last.
    package mutating func set(_ value: UInt32, forPairs pairs: [UInt32]) {
        for index in stride(from: 0, to: pairs.count, by: 2) {
            set(value, from: pairs[index], through: pairs[index + 1])
        }
    }

    private mutating func ownBlock(ofPage page: Int) -> Int {
        let block = Int(pages[page])
        guard let shared = sharedValues[block] else { return block }
        values.append(contentsOf: repeatElement(shared, count: Self.blockSize))
        sharedValues.append(nil)
        pages[page] = UInt16(sharedValues.count - 1)
        return sharedValues.count - 1
    }

    private mutating func sharedBlock(of value: UInt32) -> Int {
        if let block = sharedValues.firstIndex(of: value) { return block }
        values.append(contentsOf: repeatElement(value, count: Self.blockSize))
        sharedValues.append(value)
        return sharedValues.count - 1
    }
}
