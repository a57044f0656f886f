/// What a builder collected, brought into the order of terms, each term's occurrences in the order of chunks.
struct SortedOccurrences: Sendable {
    let terms: TermTable
    /// The terms' numbers in the order of their bytes.
    let order: [UInt32]
    /// By term number, where its occurrences begin; one more for the end.
    let starts: [Int]
    let ordinals: [UInt32]
    let places: [UInt32]
    let lengths: [UInt32]
    let totalLength: UInt64
    let hasFields: Bool
    let forms: TermTable
    /// The forms' numbers in the order of their bytes.
    let formOrder: [UInt32]
    let formTerms: [UInt32]

    init(_ builder: LexicalSegmentBuilder) {
        precondition(
            builder.chunkEnds.last ?? 0 == builder.occurrenceTerms.count,
            "The last chunk must be finished."
        )
        terms = builder.terms
        order = builder.terms.sortedNumbers()
        lengths = builder.lengths
        totalLength = builder.totalLength
        hasFields = builder.hasFields
        forms = builder.forms
        formOrder = builder.forms.sortedNumbers()
        formTerms = builder.formTerms
        var starts = [Int](repeating: 0, count: builder.terms.count + 1)
        for term in builder.occurrenceTerms { starts[Int(term) + 1] += 1 }
        for number in 0..<builder.terms.count { starts[number + 1] += starts[number] }
        self.starts = starts
        (ordinals, places) = Self.sorted(builder, starts: starts)
    }

    /// A counting sort: occurrences go to where their term's begin, in the order in which they came.
    private static func sorted(_ builder: LexicalSegmentBuilder, starts: [Int]) -> (
        ordinals: [UInt32], places: [UInt32]
    ) {
        let count = builder.occurrenceTerms.count
        var next = starts
        var places: [UInt32] = []
        let ordinals = [UInt32](unsafeUninitializedCapacity: count) { ordinals, ordinalCount in
            places = [UInt32](unsafeUninitializedCapacity: count) { places, placeCount in
                next.withUnsafeMutableBufferPointer { next in
                    builder.occurrenceTerms.withUnsafeBufferPointer { terms in
                        var index = 0
                        for (ordinal, end) in builder.chunkEnds.enumerated() {
                            while index < end {
                                let term = Int(terms[index])
                                let target = next[term]
                                next[term] = target + 1
                                ordinals[target] = UInt32(truncatingIfNeeded: ordinal)
                                places[target] = builder.occurrencePlaces[index]
                                index += 1
                            }
                        }
                    }
                }
                placeCount = count
            }
            ordinalCount = count
        }
        return (ordinals, places)
    }

    /// The number of occurrences of the term at a place in the order.
    func occurrenceCount(at place: Int) -> Int {
        let number = Int(order[place])
        return starts[number + 1] - starts[number]
    }

    /// Adds the entries of the term at a place in the order to a list.
    func add(at place: Int, to encoder: LexicalListEncoder, firstOrdinal: UInt32) throws {
        let number = Int(order[place])
        try ordinals.withUnsafeBufferPointer { ordinals in
            try places.withUnsafeBufferPointer { places in
                var index = starts[number]
                let end = starts[number + 1]
                while index < end {
                    let ordinal = ordinals[index]
                    let first = index
                    var frequency = TermFrequency(total: 0)
                    while index < end, ordinals[index] == ordinal {
                        let field = places[index] >> LexicalLayout.positionBits
                        if field == 0 { frequency.title += 1 } else if field == 1 { frequency.heading += 1 }
                        index += 1
                    }
                    frequency.total = UInt32(truncatingIfNeeded: index - first)
                    try encoder.add(
                        firstOrdinal + ordinal,
                        length: lengths[Int(ordinal)],
                        frequency: frequency,
                        places: UnsafeBufferPointer(rebasing: places[first..<index])
                    )
                }
            }
        }
    }
}
