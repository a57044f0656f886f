/// A place in a sheet, such as `B12`.
struct CellReference {
    /// From 1.
    let row: Int
    /// From 1.
    let column: Int

    /// Reads `B12` or `$B$12`; nil for anything else, and for places that no sheet has.
    init?(_ text: some StringProtocol) {
        var column = 0
        var row = 0
        for byte in text.utf8 where byte != 0x24 {
            switch byte {
            case 0x41...0x5A where row == 0: column = column * 26 + Int(byte - 0x40)
            case 0x61...0x7A where row == 0: column = column * 26 + Int(byte - 0x60)
            case 0x30...0x39 where column > 0: row = row * 10 + Int(byte - 0x30)
            default: return nil
            }
            guard column <= 16_384, row <= 1_048_576 else { return nil }
        }
        guard row > 0, column > 0 else { return nil }
        self.row = row
        self.column = column
    }

    /// The two corners of a range such as `A1:C3`.
    static func range(_ text: String) -> (rows: ClosedRange<Int>, columns: ClosedRange<Int>)? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let first = CellReference(parts[0]), let last = CellReference(parts[1]),
            first.row <= last.row, first.column <= last.column
        else { return nil }
        return (first.row...last.row, first.column...last.column)
    }
}
