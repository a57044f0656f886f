/// Votes of paragraphs for the elements around them; see ``HTMLContentFinder``.
struct HTMLContentScore {
    private let tree: HTMLTree
    private let sums: HTMLTextSums
    private let isExcluded: [Bool]
    private var scores: [Double?]

    /// Counts the votes of every paragraph that is not excluded.
    init(tree: HTMLTree, sums: HTMLTextSums, isExcluded: [Bool]) {
        self.tree = tree
        self.sums = sums
        self.isExcluded = isExcluded
        scores = Array(repeating: nil, count: tree.nodes.count)
        var index = 0
        while index < tree.nodes.count {
            if isExcluded[index] {
                index = tree.nodes[index].end
                continue
            }
            if isVoter(index), sums.textCount[index] >= 25 { vote(index) }
            index += 1
        }
        for index in scores.indices {
            if let score = scores[index] { scores[index] = score * (1 - sums.linkRate(index)) }
        }
    }

    /// The winner and those of its siblings that belong to it, in document order; the root where nobody won.
    func winners(in root: Int) -> [Int] {
        let scored = (root..<tree.nodes[root].end).filter { scores[$0] != nil }
        guard let best = scored.max(by: { (scores[$0] ?? 0, $1) < (scores[$1] ?? 0, $0) }) else { return [root] }
        let top = widened(best, among: scored, root: root)
        guard top > root, tree.nodes[top].parent >= root else { return [root] }
        return tree.children(of: tree.nodes[top].parent).filter { $0 == top || belongs($0, with: top) }
    }

    private func isVoter(_ index: Int) -> Bool {
        switch tree.nodes[index].tag {
        case .p, .pre, .td, .section, .h2, .h3, .h4, .h5, .h6: true
        case .div: !tree.children(of: index).prefix(64).contains { tree.nodes[$0].tag.isBlock }
        default: false
        }
    }

    private mutating func vote(_ index: Int) {
        let points = 2 + Double(sums.commaCount[index]) + min(Double(sums.textCount[index] / 100), 3)
        var ancestor = tree.nodes[index].parent
        for level in 0..<5 {
            guard ancestor >= 0, tree.nodes[ancestor].parent >= 0 else { return }
            let share = level == 0 ? 1.0 : level == 1 ? 2 : Double(level) * 3
            scores[ancestor] = (scores[ancestor] ?? startingScore(of: ancestor)) + points / share
            ancestor = tree.nodes[ancestor].parent
        }
    }

    private func startingScore(of index: Int) -> Double {
        let weight = HTMLNames(of: index, in: tree).weight
        switch tree.nodes[index].tag {
        case .div: return weight + 5
        case .pre, .td, .blockquote: return weight + 3
        case .address, .ol, .ul, .dl, .dd, .dt, .li, .form: return weight - 3
        case .h1, .h2, .h3, .h4, .h5, .h6, .th: return weight - 5
        default: return weight
        }
    }

    /// An element around the winner that holds the runners-up too, or that scores better, or that holds nothing else.
    private func widened(_ best: Int, among scored: [Int], root: Int) -> Int {
        let bestScore = scores[best] ?? 0
        var top = best
        let rivals = scored.filter { (scores[$0] ?? 0) >= bestScore * 0.75 && $0 != best }
            .sorted { (scores[$0] ?? 0) > (scores[$1] ?? 0) }.prefix(4)
        if rivals.count >= 3 {
            var ancestor = tree.nodes[best].parent
            while ancestor > root {
                if rivals.filter({ ancestor < $0 && $0 < tree.nodes[ancestor].end }).count >= 3 {
                    top = ancestor
                    break
                }
                ancestor = tree.nodes[ancestor].parent
            }
        }
        var parent = tree.nodes[top].parent
        var last = scores[top] ?? 0
        let floor = last / 3
        while parent > root, let score = scores[parent], score >= floor {
            if score > last {
                top = parent
                break
            }
            last = score
            parent = tree.nodes[parent].parent
        }
        while tree.nodes[top].parent > root, isOnlyChild(top) { top = tree.nodes[top].parent }
        return top
    }

    private func isOnlyChild(_ index: Int) -> Bool {
        tree.children(of: tree.nodes[index].parent).filter { tree.nodes[$0].kind == .element }.count == 1
    }

    private func belongs(_ index: Int, with top: Int) -> Bool {
        guard !isExcluded[index], tree.nodes[index].kind == .element else { return false }
        let topScore = scores[top] ?? 0
        var bonus = 0.0
        if let name = tree.attribute(.class, of: top), !name.isEmpty, tree.attribute(.class, of: index) == name {
            bonus = topScore * 0.2
        }
        if let score = scores[index], score + bonus >= max(10, topScore * 0.2) { return true }
        if tree.nodes[index].tag == .h1 || tree.nodes[index].tag == .h2 { return sums.linkRate(index) < 0.25 }
        guard tree.nodes[index].tag == .p else { return false }
        let count = sums.textCount[index]
        if count > 80 { return sums.linkRate(index) < 0.25 }
        let text = tree.rawText(of: index)
        return count > 0 && sums.linkCount[index] == 0 && (text.contains(". ") || text.hasSuffix("."))
    }
}
