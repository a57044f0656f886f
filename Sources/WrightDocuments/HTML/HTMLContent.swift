/// The part of a page that is read: some subtrees, without some of what is in them.
struct HTMLContent {
    /// The outermost nodes to read, in document order, not inside each other.
    var roots: [Int]
    /// Nodes that are left out with all that is in them.
    var isExcluded: [Bool]

    /// The whole page.
    static func everything(of tree: HTMLTree) -> Self {
        let root = tree.first(.body) ?? tree.first(.html) ?? 0
        return Self(roots: [root], isExcluded: Array(repeating: false, count: tree.nodes.count))
    }
}
