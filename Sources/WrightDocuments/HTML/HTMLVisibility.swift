/// Which nodes of a page a reader does not see, and how they are hidden.
///
/// Looks at attributes, at inline styles and at those rules of `<style>` elements whose selector is one class or one
/// id. It does not lay out the page: what a script or an outside style sheet hides is not known.
struct HTMLVisibility {
    /// Why a node is hidden, itself or by an element around it; nil where it is shown.
    private(set) var reasons: [HiddenText.Reason?]

    /// Looks at every element of a page.
    init(of tree: HTMLTree) {
        reasons = Array(repeating: nil, count: tree.nodes.count)
        let rules = HTMLStyle.rules(in: tree)
        let assumesWhitePage = !tree.nodes.indices.contains { Self.isStyleSheet($0, in: tree) }
        var colors: [Colors] = []
        colors.reserveCapacity(tree.nodes.count)
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            var own = node.parent >= 0 ? colors[node.parent] : Colors(background: assumesWhitePage ? 0xFFFFFF : nil)
            var reason = node.parent >= 0 ? reasons[node.parent] : nil
            if node.kind == .element, !node.attributes.isEmpty {
                let style = Self.style(of: index, in: tree, rules: rules)
                own.apply(style, element: index, tree: tree)
                reason = reason ?? Self.reason(of: index, in: tree) ?? style.hidingReason ?? own.hidingReason
            }
            if node.kind == .comment { reason = .comment }
            reasons[index] = reason
            colors.append(own)
        }
    }

    private static func isStyleSheet(_ index: Int, in tree: HTMLTree) -> Bool {
        switch tree.nodes[index].tag {
        case .style: true
        case .link: tree.attribute(.relation, of: index)?.lowercased().contains("stylesheet") ?? false
        default: false
        }
    }

    private static func style(of index: Int, in tree: HTMLTree, rules: [String: HTMLStyle]) -> HTMLStyle {
        var style = HTMLStyle()
        if !rules.isEmpty {
            for name in (tree.attribute(.class, of: index) ?? "").split(whereSeparator: \.isWhitespace).prefix(32) {
                if let rule = rules["." + name] { style.add(rule) }
            }
            if let name = tree.attribute(.id, of: index), let rule = rules["#" + name] { style.add(rule) }
        }
        if let declarations = tree.attribute(.style, of: index) { style.add(HTMLStyle(parsing: declarations)) }
        return style
    }

    private static func reason(of index: Int, in tree: HTMLTree) -> HiddenText.Reason? {
        if let value = tree.attribute(.hidden, of: index), value.lowercased() != "until-found" { return .notDisplayed }
        if tree.attribute(.ariaHidden, of: index)?.lowercased() == "true" { return .notDisplayed }
        if tree.nodes[index].tag == .input, tree.attribute(.type, of: index)?.lowercased() == "hidden" {
            return .notDisplayed
        }
        return nil
    }

    /// The colours that text has at an element; nil where they are not known.
    private struct Colors {
        var background: UInt32?
        var text: UInt32?
        /// Set where an element names either colour, so that equal colours are a choice.
        var isChosen = false

        init(background: UInt32?) {
            self.background = background
        }

        mutating func apply(_ style: HTMLStyle, element index: Int, tree: HTMLTree) {
            isChosen = false
            let color = style.color ?? tree.attribute(.color, of: index)
            if let color {
                text = HTMLColor.value(of: color)
                isChosen = true
            }
            if let color = style.background ?? tree.attribute(.backgroundColor, of: index) {
                background = HTMLColor.value(of: color)
                isChosen = true
            }
        }

        var hidingReason: HiddenText.Reason? {
            guard isChosen, let background, let text else { return nil }
            return HTMLColor.areAlike(background, text) ? .invisibleColor : nil
        }
    }
}
