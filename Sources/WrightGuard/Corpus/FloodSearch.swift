// Idea: passages that plant one claim say it in several ways, so they share the rare words of the question that they
//   are made to answer, and their embeddings lie closer together than passages that were written for different readers.
//   Candidates come from pairs of rare terms and from order along random projections of the embeddings; each is then
//   compared by both. A passage with enough close neighbours in other documents belongs to a flood.
// Source: the attack: Zou et al. (2024), "PoisonedRAG"; neighbours in sorted orders of random projections: Charikar
//   (2002), "Similarity Estimation Techniques from Rounding Algorithms".
// Deviation: joined by rarest pairs of terms instead of minima of all shingles, because paraphrases share few shingles
//   but all the rare words; weights by rarity, so that templates, which share the common words and differ in the rare
//   ones, do not look like floods.
// Cost: O(n · keys) candidates, each compared in O(dimension); each sorted order in O(n log n).

/// Finds passages that say the same in several documents.
struct FloodSearch {
    let configuration: CorpusSurvey.Configuration
    let sketches: FloodSketches

    /// Sorted orders along projections.
    private static let orderCount = 24
    /// Followers in an order that a passage is compared with.
    private static let followerCount = 6
    /// Followers in a block of a pair of terms that a passage is compared with.
    private static let blockFollowerCount = 10
    /// Blocks are made in so many rounds, to hold the keys of one round only.
    private static let roundCount: UInt64 = 4
    /// Neighbours of a passage that are remembered.
    private static let neighbourLimit = 12

    private struct Key: Comparable {
        var hash: UInt64
        var passage: Int32

        static func < (left: Self, right: Self) -> Bool {
            (left.hash, left.passage) < (right.hash, right.passage)
        }
    }

    /// A neighbour of a passage, and how close it is.
    struct Neighbour: Hashable {
        var passage: Int32
        var score: Float
        /// How far the score lies above the threshold for this pair; below zero for company that counts only when
        /// nothing else is near.
        var excess: Float
        var isCopy: Bool
    }

    /// The alerts over all passages, floods first.
    func alerts() -> [CorpusAlert] {
        guard sketches.count >= configuration.leastDocuments else { return [] }
        var neighbours = [[Neighbour]](repeating: [], count: sketches.count)
        joinByTerms(&neighbours)
        if sketches.hasVectors { joinByVectors(&neighbours) }
        return groups(of: neighbours)
    }

    private func joinByTerms(_ neighbours: inout [[Neighbour]]) {
        var keys: [Key] = []
        for round in 0..<Self.roundCount {
            keys.removeAll(keepingCapacity: true)
            for passage in 0..<sketches.count {
                let terms = Array(sketches.keyTerms(of: passage))
                for first in terms.indices {
                    for second in terms.indices where second > first {
                        let (low, high) = (min(terms[first], terms[second]), max(terms[first], terms[second]))
                        let hash = PassageTerms.mixed(UInt64(low) << 32 | UInt64(high))
                        if hash % Self.roundCount == round { keys.append(Key(hash: hash, passage: Int32(passage))) }
                    }
                }
            }
            keys.sort()
            for (place, key) in keys.enumerated() {
                var next = place + 1
                while next < keys.count, next <= place + Self.blockFollowerCount, keys[next].hash == key.hash {
                    compare(key.passage, keys[next].passage, &neighbours)
                    next += 1
                }
            }
        }
    }

    private func joinByVectors(_ neighbours: inout [[Neighbour]]) {
        for number in 0..<Self.orderCount {
            var keys = (0..<sketches.count)
                .map { Key(hash: sketches.key(of: $0, number: number), passage: Int32($0)) }
            keys.sort()
            for place in keys.indices {
                for next in (place + 1)..<max(place + 1, min(keys.count, place + 1 + Self.followerCount)) {
                    compare(keys[place].passage, keys[next].passage, &neighbours)
                }
            }
        }
    }

    private func compare(_ left: Int32, _ right: Int32, _ neighbours: inout [[Neighbour]]) {
        let (first, second) = (Int(left), Int(right))
        guard sketches.documents[first] != sketches.documents[second],
            min(sketches.termCount(of: first), sketches.termCount(of: second)) >= configuration.leastTermCount
        else { return }
        if neighbours[first].contains(where: { $0.passage == right }) { return }
        let score = likeness(first, second)
        let excess = score - threshold(first, second)
        guard excess >= -configuration.looseMargin - configuration.isolation else { return }
        let isCopy = sketches.areCopies(first, second, leastShare: configuration.copyShare)
        insert(Neighbour(passage: right, score: score, excess: excess, isCopy: isCopy), into: &neighbours[first])
        insert(Neighbour(passage: left, score: score, excess: excess, isCopy: isCopy), into: &neighbours[second])
    }

    private func insert(_ neighbour: Neighbour, into list: inout [Neighbour]) {
        guard !list.contains(where: { $0.passage == neighbour.passage }) else { return }
        if list.count < Self.neighbourLimit {
            list.append(neighbour)
        } else if let least = list.indices.min(by: { list[$0].excess < list[$1].excess }),
            list[least].excess < neighbour.excess
        {
            list[least] = neighbour
        }
    }

    /// How much two passages say the same: from 0 to about 1.
    private func likeness(_ left: Int, _ right: Int) -> Float {
        let overlap = sketches.termOverlap(left, right)
        guard let cosine = sketches.cosine(left, right) else { return overlap }
        return (1 - configuration.overlapWeight) * cosine + configuration.overlapWeight * overlap
    }

    /// Passages of one source or of one time are held to more than those that nothing joins.
    private func threshold(_ left: Int, _ right: Int) -> Float {
        let base = sketches.hasVectors ? configuration.likeness : configuration.likenessByTerms
        if sketches.sources[left] == sketches.sources[right] { return base }
        let (first, second) = (sketches.times[left], sketches.times[right])
        guard first != FloodSketches.unknownTime, second != FloodSketches.unknownTime else { return base }
        let (distance, isOverflow) = max(first, second).subtractingReportingOverflow(min(first, second))
        return !isOverflow && distance <= configuration.windowNanoseconds ? base : base + configuration.apartMargin
    }
}

extension FloodSearch {
    /// The groups of passages that have enough neighbours: floods, then copies.
    private func groups(of neighbours: [[Neighbour]]) -> [CorpusAlert] {
        let least = neighbours.map(leastExcess)
        let isVoice = neighbours.indices
            .map { place in hasCompany(place, neighbours) { !$0.isCopy && $0.excess >= least[place] } }
        let floods = joined(neighbours, isVoice) { $0.excess >= -configuration.looseMargin }
            .compactMap { alert(.flood, $0, neighbours) }
        let flooded = Set(floods.flatMap(\.members))
        let isCopy = neighbours.indices
            .map { place in !flooded.contains(place) && hasCompany(place, neighbours) { $0.isCopy && $0.excess >= 0 } }
        let copies = joined(neighbours, isCopy) { $0.isCopy && $0.excess >= 0 }
            .compactMap { alert(.copies, $0, neighbours) }
        return floods + copies
    }

    /// From which excess on the neighbours of a passage are its company.
    ///
    /// Zero, unless a few stand clearly apart from all others: passages that are written for one question are near one
    /// another and near nothing else, while those of a subject that many write about thin out by degrees.
    private func leastExcess(of own: [Neighbour]) -> Float {
        let scores = own.filter { !$0.isCopy }.map(\.excess).sorted(by: >)
        var least: Float = 0
        for (place, score) in scores.enumerated() {
            guard score >= -configuration.looseMargin else { break }
            guard place + 2 >= configuration.leastDocuments, place + 1 < Self.neighbourLimit else { continue }
            let next = place + 1 < scores.count ? scores[place + 1] : -.infinity
            if score - next >= configuration.isolation { least = min(least, score) }
        }
        return least
    }

    /// Members that are neighbours of a kind, in groups; each group ascending, the groups by their first member.
    private func joined(
        _ neighbours: [[Neighbour]],
        _ isMember: [Bool],
        where counts: (Neighbour) -> Bool
    ) -> [[Int]] {
        var groups = DisjointSets(count: sketches.count)
        for passage in neighbours.indices where isMember[passage] {
            for neighbour in neighbours[passage] where isMember[Int(neighbour.passage)] && counts(neighbour) {
                groups.join(passage, Int(neighbour.passage))
            }
        }
        var members: [Int: [Int]] = [:]
        for passage in neighbours.indices where isMember[passage] {
            members[groups.root(of: passage), default: []].append(passage)
        }
        return members.values.sorted { $0[0] < $1[0] }
    }

    /// Whether a passage has neighbours of a kind in enough documents, and these are neighbours of one another.
    private func hasCompany(
        _ passage: Int,
        _ neighbours: [[Neighbour]],
        where counts: (Neighbour) -> Bool
    ) -> Bool {
        let own = neighbours[passage].filter(counts)
        let documents = Set(own.map { sketches.documents[Int($0.passage)] })
        guard documents.count + 1 >= configuration.leastDocuments else { return false }
        guard configuration.leastDocuments > 2 else { return true }
        let numbers = Set(own.map(\.passage))
        return own.contains { neighbour in
            neighbours[Int(neighbour.passage)]
                .contains {
                    numbers.contains($0.passage) && counts($0)
                        && sketches.documents[Int($0.passage)] != sketches.documents[Int(neighbour.passage)]
                }
        }
    }

    private func alert(_ kind: CorpusAlert.Kind, _ members: [Int], _ neighbours: [[Neighbour]]) -> CorpusAlert? {
        let documentCount = Set(members.map { sketches.documents[$0] }).count
        guard documentCount >= configuration.leastDocuments else { return nil }
        let inside = Set(members.map { Int32($0) })
        let scores = members.flatMap { neighbours[$0].filter { inside.contains($0.passage) }.map(\.score) }
        let mean = scores.reduce(0, +) / Float(max(1, scores.count))
        let what = "\(members.count) passages of \(documentCount) documents "
        let percent = Int((mean * 100).rounded())
        return CorpusAlert(
            kind: kind,
            members: members,
            score: min(1, max(0, Double(percent) / 100)),
            evidence: what
                + (kind == .copies
                    ? "have much in common word for word"
                    : "say nearly the same in other words (likeness \(percent) %)")
        )
    }
}

/// Sets that are joined until none is left to be joined.
private struct DisjointSets {
    private var parents: [Int]

    init(count: Int) {
        parents = Array(0..<count)
    }

    mutating func root(of element: Int) -> Int {
        var element = element
        while parents[element] != element {
            parents[element] = parents[parents[element]]
            element = parents[element]
        }
        return element
    }

    mutating func join(_ left: Int, _ right: Int) {
        let (first, second) = (root(of: left), root(of: right))
        if first != second { parents[max(first, second)] = min(first, second) }
    }
}
