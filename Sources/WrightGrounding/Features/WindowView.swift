/// The words of a window, ready to be looked up.
struct WindowView {
    let list: [GroundingWord]
    let stems: Set<UInt64>
    let words: Set<UInt64>
    let numbers: Set<UInt64>
    let bigrams: Set<UInt64>
    /// Words of the window without their negating prefix.
    let bareForms: Set<UInt64>
    let negationCount: Int
    /// Where each stem stands in the window.
    let places: [UInt64: [Int]]

    init(_ list: [GroundingWord]) {
        self.list = list
        stems = Set(list.lazy.map(\.stem))
        words = Set(list.lazy.map(\.word))
        numbers = Set(list.lazy.filter(\.isNumber).map(\.number))
        bigrams = Set(zip(list, list.dropFirst()).lazy.map { ByteHash.of($0.stem, $1.stem) })
        bareForms = Set(list.lazy.map(\.bare).filter { $0 != 0 })
        negationCount = list.count(where: \.isNegation)
        places = Dictionary(grouping: list.indices) { list[$0].stem }
    }

    /// The length of the longest common subsequence of stems, in O(n · m).
    func commonSubsequence(with sentence: [GroundingWord]) -> Int {
        var previous = [Int](repeating: 0, count: list.count + 1)
        var current = previous
        for word in sentence {
            for (place, other) in list.enumerated() {
                current[place + 1] =
                    word.stem == other.stem ? previous[place] + 1 : max(previous[place + 1], current[place])
            }
            swap(&previous, &current)
        }
        return previous[list.count]
    }
}
