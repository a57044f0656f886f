/// The rows and cells of one table, not of tables inside it.
struct HTMLTableShape {
    /// The rows' indices.
    private(set) var rows: [Int] = []
    /// Whether the rows and columns mean something; false for tables that only place things on the page.
    private(set) var isData = false
    /// The caption's index.
    private(set) var caption: Int?

    /// Looks at a table.
    init(of table: Int, in tree: HTMLTree) {
        var hasHeaderCell = false
        var nestedCount = 0
        var blockCount = 0
        var widest = 0
        var index = table + 1
        while index < tree.nodes[table].end {
            switch tree.nodes[index].tag {
            case .table:
                nestedCount += 1
                index = tree.nodes[index].end
                continue
            case .tr:
                rows.append(index)
                let cells = Self.cells(of: index, in: tree)
                widest = max(widest, cells.count)
            case .th: hasHeaderCell = true
            case .caption: caption = caption ?? index
            case .h1, .h2, .h3, .form, .article, .section, .div, .p: blockCount += 1
            default: break
            }
            index += 1
        }
        let role = tree.attribute(.role, of: table)?.lowercased()
        guard role != "presentation", role != "none", !rows.isEmpty, widest > 0 else { return }
        if hasHeaderCell || caption != nil || tree.attribute(.summary, of: table)?.isEmpty == false {
            isData = true
        } else if nestedCount > 0 || widest == 1 {
            isData = false
        } else {
            isData = blockCount <= rows.count * widest
        }
    }

    /// The cells of a row.
    static func cells(of row: Int, in tree: HTMLTree) -> [Int] {
        tree.children(of: row).filter { tree.nodes[$0].tag == .td || tree.nodes[$0].tag == .th }
    }
}
