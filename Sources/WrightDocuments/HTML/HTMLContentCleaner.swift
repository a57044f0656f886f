/// Leaves out of the main text what is not text: link lists, share buttons, forms, promotions.
struct HTMLContentCleaner {
    private let tree: HTMLTree
    private let sums: HTMLTextSums
    /// Nodes that are left out.
    private(set) var isExcluded: [Bool]

    /// Begins with what is left out already.
    init(tree: HTMLTree, sums: HTMLTextSums, isExcluded: [Bool]) {
        self.tree = tree
        self.sums = sums
        self.isExcluded = isExcluded
    }

    /// Looks at everything below a node.
    mutating func clean(below root: Int) {
        var index = root + 1
        while index < tree.nodes[root].end {
            if isExcluded[index] || isRemovable(index) {
                isExcluded[index] = true
                index = tree.nodes[index].end
            } else if tree.nodes[index].tag == .table, HTMLTableShape(of: index, in: tree).isData {
                index = tree.nodes[index].end
            } else {
                index += 1
            }
        }
    }

    private func isRemovable(_ index: Int) -> Bool {
        let node = tree.nodes[index]
        guard node.kind == .element else { return false }
        switch node.tag {
        case .footer: return true
        case .form, .fieldset, .table, .ul, .ol, .div, .section: break
        default: return false
        }
        if sums.textCount[index] < 500, HTMLNames(of: index, in: tree).isShare { return true }
        if node.tag == .table, HTMLTableShape(of: index, in: tree).isData { return false }
        let weight = HTMLNames(of: index, in: tree).weight
        if weight < 0, sums.commaCount[index] < 10 { return true }
        guard sums.commaCount[index] < 10 else { return false }
        let counts = Counts(of: index, in: tree, sums: sums)
        if counts.codeCount > 0 { return false }
        return isPoor(index, counts: counts, weight: weight)
    }

    private func isPoor(_ index: Int, counts: Counts, weight: Double) -> Bool {
        let node = tree.nodes[index]
        let isList = node.tag == .ul || node.tag == .ol || counts.listTextCount * 10 > sums.textCount[index] * 9
        let linkRate = sums.linkRate(index)
        if counts.inputCount > counts.paragraphCount / 3 { return true }
        if !isList, counts.itemCount - 100 > counts.paragraphCount { return true }
        if !isList, counts.headingCount == 0, sums.textCount[index] < 25, linkRate > 0 { return true }
        if !isList, weight < 25, linkRate > 0.2, counts.headingCount == 0 || linkRate > 0.5 { return true }
        if isList, linkRate > 0.9, counts.itemCount > 1, sums.textCount[index] < 600 { return true }
        return weight >= 25 && linkRate > 0.5
    }

    /// What stands below an element.
    private struct Counts {
        var paragraphCount = 0
        var itemCount = 0
        var inputCount = 0
        var headingCount = 0
        var codeCount = 0
        var listTextCount = 0

        init(of index: Int, in tree: HTMLTree, sums: HTMLTextSums) {
            for child in (index + 1)..<max(index + 1, tree.nodes[index].end) {
                let node = tree.nodes[child]
                switch node.tag {
                case .p: paragraphCount += 1
                case .li: itemCount += 1
                case .input, .textarea, .select: inputCount += 1
                case .pre, .code: codeCount += 1
                case .ul, .ol: listTextCount += tree.nodes[node.parent].tag == .li ? 0 : sums.textCount[child]
                default: if node.tag.headingLevel != nil { headingCount += 1 }
                }
            }
        }
    }
}
