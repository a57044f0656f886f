/// How much text, link text and commas each element holds, summed from the leaves up in one pass.
struct HTMLTextSums {
    /// Bytes of text that is neither white space, hidden nor excluded.
    private(set) var textCount: [Int]
    /// Bytes of that text that stand in links.
    private(set) var linkCount: [Int]
    /// Commas of many scripts.
    private(set) var commaCount: [Int]

    /// Sums up a page.
    init(tree: HTMLTree, isExcluded: [Bool], visibility: HTMLVisibility) {
        textCount = Array(repeating: 0, count: tree.nodes.count)
        linkCount = textCount
        commaCount = textCount
        var isDropped = isExcluded
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            if node.parent >= 0, isDropped[node.parent] { isDropped[index] = true }
            if node.tag.isSilent || visibility.reasons[index] != nil { isDropped[index] = true }
            guard node.kind == .text, !isDropped[index] else { continue }
            (textCount[index], commaCount[index]) = Self.measure(tree.texts[node.text])
        }
        for index in tree.nodes.indices.reversed() {
            let node = tree.nodes[index]
            if node.tag == .a { linkCount[index] = textCount[index] }
            guard node.parent >= 0 else { continue }
            textCount[node.parent] += textCount[index]
            linkCount[node.parent] += linkCount[index]
            commaCount[node.parent] += commaCount[index]
        }
    }

    /// What part of an element's text is links.
    func linkRate(_ index: Int) -> Double {
        textCount[index] > 0 ? Double(linkCount[index]) / Double(textCount[index]) : 0
    }

    /// Counts bytes with runs of white space as one, and commas.
    private static func measure(_ text: String) -> (count: Int, commas: Int) {
        var count = 0
        var commas = 0
        var wasSpace = true
        for byte in text.utf8 {
            let isSpace = byte <= 32
            if !isSpace || !wasSpace { count += 1 }
            wasSpace = isSpace
            if byte == UInt8(ascii: ",") { commas += 1 }
        }
        for scalar in text.unicodeScalars where scalar.value > 127 {
            switch scalar.value {
            case 0x060C, 0xFE50, 0xFE10, 0xFE11, 0x2E41, 0x2E34, 0x2E32, 0xFF0C, 0x3001: commas += 1
            default: break
            }
        }
        if wasSpace, count > 0 { count -= 1 }
        return (count, commas)
    }
}
