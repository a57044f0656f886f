#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

extension SupportFeatureExtractor {
    /// Two content words are near one another within this many words.
    private static let nearDistance = 5
    private static let distanceLimit = 6.0

    func setContradictions(
        _ sentence: [GroundingWord],
        _ content: [GroundingWord],
        _ view: WindowView,
        _ set: Setter
    ) {
        let negations = sentence.count(where: \.isNegation)
        set(.addedNegation, negations > 0 && view.negationCount == 0 ? 1 : 0)
        set(.droppedNegation, negations == 0 && view.negationCount > 0 ? 1 : 0)
        let opposites = sentence.count { word in
            !view.stems.contains(word.stem)
                && lexicon.opposites[word.stem, default: []].contains { view.stems.contains($0) }
        }
        set(.oppositeCount, Double(opposites))
        let negated = content.count { word in
            !view.stems.contains(word.stem)
                && (view.bareForms.contains(word.word) || word.bare != 0 && view.words.contains(word.bare))
        }
        set(.negatedFormCount, Double(negated))
        set(.unequalNegation, Double((negations + negated + view.negationCount) & 1))
        let quantities = sentence.count { $0.traits.contains(.quantity) && !view.words.contains($0.word) }
        set(.strangeQuantityCount, Double(quantities))
        set(.filledSlotShare, content.isEmpty ? 0 : filledSlots(content, view) / Double(content.count))
        set(.numberOfAnotherThing, Double(strangeUnits(sentence)))
    }

    /// How often the sentence has another word where the window has one, between the same neighbours.
    private func filledSlots(_ content: [GroundingWord], _ view: WindowView) -> Double {
        let own = Set(content.map(\.stem))
        var sum = 0.0
        for (place, word) in content.enumerated() where !view.stems.contains(word.stem) {
            let before = place > 0 ? view.places[content[place - 1].stem] : nil
            let after = place + 1 < content.count ? view.places[content[place + 1].stem] : nil
            func isOther(_ index: Int) -> Bool {
                view.list.indices.contains(index) && view.list[index].isContent && !own.contains(view.list[index].stem)
            }
            switch (before, after) {
            case (let before?, let after?):
                let isFilled = before.contains { left in
                    after.contains { right in
                        right > left && right - left <= 4 && (left + 1..<right).contains(where: isOther)
                    }
                }
                sum += isFilled ? 1 : 0
            case (let before?, nil): sum += before.contains { isOther($0 + 1) } ? 0.5 : 0
            case (nil, let after?): sum += after.contains { isOther($0 - 1) } ? 0.5 : 0
            case (nil, nil): break
            }
        }
        return sum
    }

    /// Numbers that the evidence holds, but never near the word that follows them here.
    private func strangeUnits(_ sentence: [GroundingWord]) -> Int {
        var count = 0
        for (place, word) in sentence.enumerated() where word.isNumber && evidence.numbers.contains(word.number) {
            let following = sentence[(place + 1)...].prefix(3).first { $0.isContent && !$0.isNumber }
            guard let unit = following, let gap = evidence.distance(word.stem, unit.stem) else {
                count += following == nil ? 0 : 1
                continue
            }
            count += gap > 4 ? 1 : 0
        }
        return count
    }

    func setComposition(_ content: [GroundingWord], _ view: WindowView, coverage: Double, _ set: Setter) {
        let held = content.filter { evidence.holds($0.stem) }
        var near = 0
        var distances: [Double] = []
        for (first, second) in zip(held, held.dropFirst()) where first.stem != second.stem {
            guard let gap = evidence.distance(first.stem, second.stem) else { continue }
            near += gap <= Self.nearDistance ? 1 : 0
            distances.append(min(log(Double(max(gap, 1))), Self.distanceLimit))
        }
        set(.nearPairShare, distances.isEmpty ? coverage : Self.share(near, distances.count))
        set(.pairDistance, distances.isEmpty ? 0 : distances.reduce(0, +) / Double(distances.count))
        set(.widestPair, distances.max() ?? 0)
        let order = held.compactMap { view.places[$0.stem]?.first }
        set(.orderInversionShare, Self.share(zip(order, order.dropFirst()).count { $0 > $1 }, order.count - 1))
        set(.separatedNameShare, separatedNames(content))
    }

    /// The share of neighbouring names that stand in the evidence, but never near one another.
    private func separatedNames(_ content: [GroundingWord]) -> Double {
        let names = content.filter { evidence.capitals.contains($0.word) && $0.isCapital }
        let pairs = zip(names, names.dropFirst()).filter { $0.stem != $1.stem }
        let apart = pairs.count { (evidence.distance($0.stem, $1.stem) ?? .max) > 25 }
        return Self.share(apart, pairs.count)
    }
}
