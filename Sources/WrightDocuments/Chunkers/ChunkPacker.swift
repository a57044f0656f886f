internal import WrightCore

/// Packs atoms into chunks of about the same size.
///
/// Greedy, in order: an atom joins the chunk unless it would overfill it. A heading begins a chunk unless what is there
/// is below the minimum; headings, and paragraphs that announce a list, move on to the chunk of what they announce.
struct ChunkPacker {
    let size: ChunkSize
    /// Whether headings begin chunks.
    var respectsSections = true

    /// Groups of atoms, each a chunk.
    func packed(_ atoms: [ChunkAtom]) -> [[ChunkAtom]] {
        var groups: [[ChunkAtom]] = []
        var group: [ChunkAtom] = []
        var count = 0
        for atom in atoms {
            if beginsGroup(atom, after: group, count: count) {
                let carried = announcing(group, before: atom)
                let kept = group.dropLast(carried.count)
                if !kept.isEmpty { groups.append(Array(kept)) }
                group = carried
                count = carried.reduce(0) { $0 + $1.tokenCount }
            }
            group.append(atom)
            count += atom.tokenCount
        }
        if !group.isEmpty { append(last: group, to: &groups) }
        return groups
    }

    private func beginsGroup(_ atom: ChunkAtom, after group: [ChunkAtom], count: Int) -> Bool {
        guard let last = group.last else { return false }
        let sum = count + atom.tokenCount
        if sum > size.maximumTokenCount { return true }
        if respectsSections, atom.isHeading, !last.isHeading { return count >= size.minimumTokenCount }
        return sum > size.targetTokenCount && count >= size.minimumTokenCount
    }

    /// The atoms at the end of a group that belong with the next atom; none if that would leave nothing or not fit.
    private func announcing(_ group: [ChunkAtom], before atom: ChunkAtom) -> [ChunkAtom] {
        let tail = group.reversed().prefix { $0.isHeading || $0.isLeadIn }
        guard !atom.isHeading, tail.count < group.count else { return [] }
        let count = tail.reduce(atom.tokenCount) { $0 + $1.tokenCount }
        return count <= size.maximumTokenCount ? tail.reversed() : []
    }

    /// A last group that is tiny joins the one before if it fits and stands in the same section.
    private func append(last group: [ChunkAtom], to groups: inout [[ChunkAtom]]) {
        let count = group.reduce(0) { $0 + $1.tokenCount }
        guard let before = groups.last, count < size.minimumTokenCount, group.first?.isHeading == false,
            before.last?.headingPath == group.first?.headingPath,
            before.reduce(count, { $0 + $1.tokenCount }) <= size.maximumTokenCount
        else {
            groups.append(group)
            return
        }
        groups[groups.count - 1] += group
    }

    /// The chunk that a group of atoms makes.
    static func chunk(_ group: [ChunkAtom], of text: String, parent: Range<Int>? = nil) -> Chunk? {
        guard let first = group.first, let last = group.last else { return nil }
        let range = first.range.lowerBound..<last.range.upperBound
        var chunk = Chunk(
            range: range,
            text: String(text[utf8: range]),
            headingPath: headingPath(of: group),
            tokenCount: group.reduce(0) { $0 + $1.tokenCount },
            parentRange: parent
        )
        chunk.sections = sections(of: group, under: chunk.headingPath)
        return chunk
    }

    /// Where the headings above a group change.
    private static func sections(of group: [ChunkAtom], under path: [String]) -> [Chunk.Section] {
        var sections: [Chunk.Section] = []
        for atom in group where atom.headingPath != sections.last?.headingPath ?? path {
            sections.append(Chunk.Section(start: atom.range.lowerBound, headingPath: atom.headingPath))
        }
        return sections
    }

    /// The headings that all of a group stands under.
    private static func headingPath(of group: [ChunkAtom]) -> [String] {
        let bodies = group.filter { !$0.isHeading }
        var path = (bodies.first ?? group.first)?.headingPath ?? []
        for atom in bodies.dropFirst() {
            let common = zip(path, atom.headingPath).prefix { $0 == $1 }.count
            if common < path.count { path.removeLast(path.count - common) }
        }
        return path
    }
}
