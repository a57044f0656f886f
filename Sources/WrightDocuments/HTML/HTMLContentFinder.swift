/// Finds the main text of a page.
///
/// Idea: paragraphs vote for the elements around them with their length and commas; links, and class names such as
/// `sidebar`, count against. The element with most votes is the main text, together with siblings that look like it.
/// Source: Readability (arc90, 2009; Mozilla's version of 2024), from its published description and behaviour.
/// Deviations: works on the flat tree with sums made in one pass each; trusts `<main>` and a single `<article>`; and
/// falls back to the whole page without its boilerplate where the winner is a small part of a page that is not made of
/// links, because a knowledge base holds more reference pages than news.
struct HTMLContentFinder {
    private let tree: HTMLTree
    private let visibility: HTMLVisibility
    private var isExcluded: [Bool]

    /// Prepares to look at a page.
    init(tree: HTMLTree, visibility: HTMLVisibility) {
        self.tree = tree
        self.visibility = visibility
        isExcluded = Array(repeating: false, count: tree.nodes.count)
    }

    /// The main text.
    consuming func mainContent() -> HTMLContent {
        let body = tree.first(.body) ?? tree.first(.html) ?? 0
        let root = declaredMain(in: body) ?? body
        excludeBoilerplate(root: root)
        let whole = HTMLTextSums(tree: tree, isExcluded: isExcluded, visibility: visibility)
        guard whole.textCount[root] > 0 else { return .everything(of: tree) }
        let kept = isExcluded
        excludeUnlikely(root: root, sums: whole)
        let sums = HTMLTextSums(tree: tree, isExcluded: isExcluded, visibility: visibility)
        let roots = HTMLContentScore(tree: tree, sums: sums, isExcluded: isExcluded).winners(in: root)
        let found = roots.reduce(0) { $0 + sums.textCount[$1] }
        let share = Double(found) / Double(whole.textCount[root])
        let isDeclared = root != body
        if found < 200 || share < (isDeclared ? 0.6 : 0.35) && whole.linkRate(root) < 0.4 {
            isExcluded = kept
            return HTMLContent(roots: [root], isExcluded: isExcluded)
        }
        var cleaner = HTMLContentCleaner(tree: tree, sums: sums, isExcluded: isExcluded)
        for root in roots { cleaner.clean(below: root) }
        return HTMLContent(roots: roots, isExcluded: cleaner.isExcluded)
    }

    /// The element that the page itself calls its main part, if it has one with enough text.
    private func declaredMain(in body: Int) -> Int? {
        let all = tree.nodes.indices.filter { index in
            tree.nodes[index].kind == .element && visibility.reasons[index] == nil
        }
        let mains = all.filter { tree.nodes[$0].tag == .main || tree.attribute(.role, of: $0)?.lowercased() == "main" }
        let outermost = mains.prefix(64)
            .filter { index in !mains.prefix(64).contains { $0 < index && tree.nodes[$0].end >= tree.nodes[index].end }
            }
        if outermost.count == 1, let main = outermost.first, tree.rawText(of: main).utf8.count >= 200 { return main }
        let articles = all.filter { tree.nodes[$0].tag == .article }
        if articles.count == 1, let article = articles.first {
            let size = tree.rawText(of: article).utf8.count
            if size >= 500, size * 4 >= plainTextSize(of: body) { return article }
        }
        return nil
    }

    private func plainTextSize(of body: Int) -> Int {
        let sums = HTMLTextSums(tree: tree, isExcluded: isExcluded, visibility: visibility)
        return sums.textCount[body] - sums.linkCount[body]
    }

    /// Leaves out what is no text of the page whatever page it is.
    private mutating func excludeBoilerplate(root: Int) {
        var index = root + 1
        while index < tree.nodes[root].end {
            if isBoilerplate(index) {
                isExcluded[index] = true
                index = tree.nodes[index].end
            } else {
                index += 1
            }
        }
    }

    private func isBoilerplate(_ index: Int) -> Bool {
        let node = tree.nodes[index]
        guard node.kind == .element else { return false }
        switch node.tag {
        case .nav, .menu, .search: return true
        case .footer, .header: return !hasAncestor(index, in: [.article, .main, .section]) && !holdsTitle(index)
        case .aside: return true
        default: break
        }
        if let role = tree.attribute(.role, of: index)?.lowercased(), Self.boilerplateRoles.contains(role) {
            return true
        }
        let names = HTMLNames(of: index, in: tree)
        return names.isConsent || names.isEditLink || tree.attribute(.ariaModal, of: index)?.lowercased() == "true"
    }

    private func holdsTitle(_ index: Int) -> Bool {
        tree.nodes[index].tag == .header
            && tree.nodes[index..<tree.nodes[index].end].contains { $0.tag == .h1 }
            && !tree.nodes[index..<tree.nodes[index].end].contains { $0.tag == .nav || $0.tag == .form }
    }

    private func hasAncestor(_ index: Int, in tags: Set<HTMLTag>) -> Bool {
        var parent = tree.nodes[index].parent
        while parent >= 0 {
            if tags.contains(tree.nodes[parent].tag) { return true }
            parent = tree.nodes[parent].parent
        }
        return false
    }

    /// Leaves out elements whose class or id says that they are beside the text.
    private mutating func excludeUnlikely(root: Int, sums: HTMLTextSums) {
        let total = sums.textCount[root]
        var index = root + 1
        while index < tree.nodes[root].end {
            let node = tree.nodes[index]
            if isExcluded[index] {
                index = node.end
                continue
            }
            let isCandidate = node.kind == .element && node.tag != .a && node.tag != .body && !node.attributes.isEmpty
            if isCandidate, sums.textCount[index] * 2 < total, HTMLNames(of: index, in: tree).isUnlikely {
                isExcluded[index] = true
                index = node.end
            } else {
                index += 1
            }
        }
    }

    private static let boilerplateRoles: Set<String> = [
        "navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog", "alertdialog",
        "toolbar", "tablist",
    ]
}
