// Idea: passages that plant one claim say it in several ways, so they share the rare words of the question that they
//   are made to answer, and their embeddings lie closer together than passages that were written for different readers.
//   But passages of a subject that many write about lie close together too. What tells the two apart is the edge: a
//   subject thins out by degrees, while a flood is near itself and near nothing else, so each of its passages has a few
//   neighbours, the same ones, and then a step down to the next.
//   Candidates come from pairs of rare terms and from order along random projections of the embeddings; for a passage
//   that seems to stand in a flood, the step is looked at again among all passages.
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
    private static let neighbourLimit = 16
    /// Comparisons that are spent on looking again; beyond, what the candidates say holds.
    private static let secondLookLimit = 400_000_000

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
        /// How far the score lies above the least that counts for this pair; below zero for those outside.
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
        guard score >= floor else { return }
        let isCopy = sketches.areCopies(first, second, leastShare: configuration.copyShare)
        insert(Neighbour(passage: right, score: score, excess: excess, isCopy: isCopy), into: &neighbours[first])
        insert(Neighbour(passage: left, score: score, excess: excess, isCopy: isCopy), into: &neighbours[second])
    }

    private func insert(_ neighbour: Neighbour, into list: inout [Neighbour]) {
        guard !list.contains(where: { $0.passage == neighbour.passage }) else { return }
        if list.count < Self.neighbourLimit {
            list.append(neighbour)
        } else if let least = list.indices.min(by: { list[$0].score < list[$1].score }),
            list[least].score < neighbour.score
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

    /// The least likeness that counts.
    private var base: Float { sketches.hasVectors ? configuration.likeness : configuration.likenessByTerms }

    /// The step down behind a group.
    private var step: Float { sketches.hasVectors ? configuration.step : configuration.stepByTerms }

    /// Neighbours that are less alike are not remembered.
    private var floor: Float { base - step }

    /// Passages of one source or of one time are held to more than those that nothing joins.
    private func threshold(_ left: Int, _ right: Int) -> Float {
        if sketches.sources[left] == sketches.sources[right] { return base }
        let (first, second) = (sketches.times[left], sketches.times[right])
        guard first != FloodSketches.unknownTime, second != FloodSketches.unknownTime else { return base }
        let (distance, isOverflow) = max(first, second).subtractingReportingOverflow(min(first, second))
        let isApart = isOverflow || distance > configuration.windowNanoseconds
        return isApart ? base * (1 + configuration.apartShare) : base
    }
}

extension FloodSearch {
    /// The groups of passages that stand together and apart from all others: floods, then copies.
    private func groups(of neighbours: [[Neighbour]]) -> [CorpusAlert] {
        var companies = neighbours.map(company)
        lookAgain(&companies)
        let voices = companies.indices.map { isVoice($0, companies) }
        let floods = joined(companies, voices) { _ in true }
            .filter { voiceCount($0) >= configuration.leastDocuments }
            .compactMap { alert(.flood, $0, neighbours) }
        let flooded = Set(floods.flatMap(\.members))
        let isCopy = neighbours.indices
            .map { place in !flooded.contains(place) && hasCopies(place, neighbours) }
        let copies = joined(neighbours, isCopy) { $0.isCopy && $0.excess >= 0 }
            .compactMap { alert(.copies, $0, neighbours) }
        return floods + copies
    }

    /// The neighbours of a passage before the last step down; none where there is no step.
    private func company(of own: [Neighbour]) -> [Neighbour] {
        let own = own.sorted { ($0.score, $1.passage) > ($1.score, $0.passage) }
        var documents: Set<Int32> = []
        var count = 0
        for (place, neighbour) in own.enumerated() {
            guard neighbour.excess >= 0 else { break }
            documents.insert(sketches.documents[Int(neighbour.passage)])
            guard documents.count + 1 >= configuration.leastFloodDocuments else { continue }
            // Behind the last that is remembered there may be others as near.
            guard place + 1 < own.count || own.count < Self.neighbourLimit else { break }
            let next = place + 1 < own.count ? own[place + 1].score : floor
            if neighbour.score - next >= step { count = place + 1 }
        }
        return Array(own.prefix(count))
    }

    /// Looks for neighbours that the candidates missed, among all passages, of those that seem to stand in a flood.
    private func lookAgain(_ companies: inout [[Neighbour]]) {
        let suspects = companies.indices.filter { !companies[$0].isEmpty && isVoice($0, companies) }
        guard suspects.count * sketches.count <= Self.secondLookLimit else { return }
        let known = companies
        for suspect in suspects {
            var all: [Neighbour] = []
            let least = (known[suspect].map(\.score).min() ?? 0) - step
            let isNear = Set(known[suspect].map(\.passage))
            for other in 0..<sketches.count {
                guard sketches.documents[other] != sketches.documents[suspect],
                    sketches.termCount(of: other) >= configuration.leastTermCount
                else { continue }
                let score = likeness(suspect, other)
                guard score >= max(floor, least) || isNear.contains(Int32(other)) else { continue }
                insert(
                    Neighbour(
                        passage: Int32(other),
                        score: score,
                        excess: score - threshold(suspect, other),
                        isCopy: false
                    ),
                    into: &all
                )
            }
            companies[suspect] = company(of: all)
        }
    }

    /// Whether the company of a passage is also that of those in it, so that they stand together.
    private func isVoice(_ passage: Int, _ companies: [[Neighbour]]) -> Bool {
        var group: Set<Int32> = [Int32(passage)]
        for neighbour in companies[passage]
        where companies[Int(neighbour.passage)].contains(where: { Int($0.passage) == passage }) {
            group.insert(neighbour.passage)
        }
        let least = max(2, Int((0.6 * Double(group.count - 1)).rounded(.up)))
        let voices = group.filter { member in
            companies[Int(member)].count { group.contains($0.passage) } >= least
        }
        let documents = Set(voices.map { sketches.documents[Int($0)] })
        return voices.contains(Int32(passage)) && documents.count >= configuration.leastFloodDocuments
    }

    /// How many of some passages are no copies of one another.
    private func voiceCount(_ members: [Int]) -> Int {
        var voices: [Int] = []
        for member in members {
            let isCopy = voices.contains {
                sketches.areCopies($0, member, leastShare: configuration.copyShare)
            }
            if !isCopy { voices.append(member) }
            if voices.count >= configuration.leastDocuments { break }
        }
        return voices.count
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

    /// Whether a passage has copies in enough documents, and these are copies of one another.
    private func hasCopies(_ passage: Int, _ neighbours: [[Neighbour]]) -> Bool {
        let own = neighbours[passage].filter { $0.isCopy && $0.excess >= 0 }
        let documents = Set(own.map { sketches.documents[Int($0.passage)] })
        guard documents.count + 1 >= configuration.leastDocuments else { return false }
        guard configuration.leastDocuments > 2 else { return true }
        let numbers = Set(own.map(\.passage))
        return own.contains { neighbour in
            neighbours[Int(neighbour.passage)]
                .contains {
                    numbers.contains($0.passage) && $0.isCopy && $0.excess >= 0
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
