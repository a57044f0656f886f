internal import CWrightKernels

extension TermCursor {
    /// Unpacks the ordinals of a full block and finds its frequencies.
    mutating func decodeFull(at offset: Int, previous: UInt32) throws(MalformedList) {
        let headSize = hasFields ? 4 : 2
        guard let start = list.baseAddress?.assumingMemoryBound(to: UInt8.self), offset + headSize <= list.count else {
            throw MalformedList()
        }
        let gapWidth = UInt32(start[offset])
        widths = (UInt32(start[offset + 1]), 0, 0)
        if hasFields {
            widths.title = UInt32(start[offset + 2])
            widths.heading = UInt32(start[offset + 3])
        }
        guard gapWidth <= 32, widths.total <= 32, widths.title <= 32, widths.heading <= 32 else {
            throw MalformedList()
        }
        let size = headSize + 16 * Int(gapWidth + widths.total + widths.title + widths.heading)
        guard offset + size <= list.count else { throw MalformedList() }
        blockEnd = offset + size
        packedTotals = start + offset + headSize + 16 * Int(gapWidth)
        isBlockInFields = widths.title | widths.heading != 0
        hasCounts = false
        hasFrequencies = false
        kernels.pointee.unpack_documents(start + offset + headSize, gapWidth, previous, buffer.ordinals)
    }

    /// Reads a block of numbers of their own length.
    mutating func decodePartial(at offset: Int, count: Int, previous: UInt32) throws(MalformedList) {
        var place = offset
        var ordinal = previous
        isBlockInFields = false
        for index in 0..<count {
            let head = try variable(at: &place)
            ordinal = ordinal &+ UInt32(truncatingIfNeeded: hasFields ? head >> 2 : head >> 1) &+ 1
            buffer.ordinals[index] = ordinal
            buffer.totals[index] = 1
            buffer.titles[index] = 0
            buffer.headings[index] = 0
            if head & 1 == 1 {
                buffer.totals[index] = UInt32(truncatingIfNeeded: try variable(at: &place)) &+ 2
            }
            guard hasFields, head & 2 == 2 else { continue }
            isBlockInFields = true
            buffer.titles[index] = UInt32(truncatingIfNeeded: try variable(at: &place))
            buffer.headings[index] = UInt32(truncatingIfNeeded: try variable(at: &place))
        }
        blockEnd = place
        hasCounts = true
        hasFrequencies = false
    }

    /// A LEB128 number of at most 35 bits.
    private func variable(at place: inout Int) throws(MalformedList) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 35, by: 7) {
            guard place < list.count else { throw MalformedList() }
            let byte = list[place]
            place += 1
            value |= UInt64(byte & 127) << shift
            if byte < 128 { return value }
        }
        throw MalformedList()
    }

    /// Makes the frequencies that count for all entries of the block in the buffer.
    mutating func decodeFrequencies() throws(MalformedList) {
        guard !hasFrequencies else { return }
        if isBlockInFields || !scoring.keepsBody {
            try decodeCounts()
            for index in 0..<decodedCount {
                let ordinal = buffer.ordinals[index]
                guard ordinal < chunkCount else { throw MalformedList() }
                buffer.frequencies[index] = scoring.frequency(counts(at: index), length: lengths[Int(ordinal)])
            }
        } else if hasCounts {
            for index in 0..<decodedCount { buffer.frequencies[index] = Float(buffer.totals[index]) }
        } else {
            kernels.pointee.unpack_frequencies(packedTotals, widths.total, buffer.frequencies)
        }
        hasFrequencies = true
    }

    /// How often the term stands in the entries of the block in the buffer, by field.
    mutating func decodeCounts() throws(MalformedList) {
        guard !hasCounts else { return }
        guard let packedTotals else { throw MalformedList() }
        kernels.pointee.unpack(packedTotals, widths.total, buffer.totals)
        for index in 0..<LexicalLayout.blockLength { buffer.totals[index] &+= 1 }
        let packedTitles = packedTotals + 16 * Int(widths.total)
        kernels.pointee.unpack(packedTitles, widths.title, buffer.titles)
        kernels.pointee.unpack(packedTitles + 16 * Int(widths.title), widths.heading, buffer.headings)
        hasCounts = true
    }

    /// How often the term stands in an entry of the block in the buffer.
    @inline(__always)
    func counts(at index: Int) -> TermFrequency {
        if hasCounts {
            return TermFrequency(
                total: buffer.totals[index],
                title: buffer.titles[index],
                heading: buffer.headings[index]
            )
        }
        guard let packedTotals else { return TermFrequency(total: 0) }
        let packedTitles = packedTotals + 16 * Int(widths.total)
        let packedHeadings = packedTitles + 16 * Int(widths.title)
        return TermFrequency(
            total: wright_postings_value(packedTotals, widths.total, index) &+ 1,
            title: wright_postings_value(packedTitles, widths.title, index),
            heading: wright_postings_value(packedHeadings, widths.heading, index)
        )
    }

    /// Calls a function with every entry, in order, and the fields and positions of its occurrences.
    mutating func visitEntries(
        _ body: (UInt32, TermFrequency, UnsafeBufferPointer<UInt32>) throws -> Void
    ) throws {
        var places: [UInt32] = []
        while block < blockCount {
            try decode(from: 0)
            try decodeCounts()
            var first = 0
            for index in 0..<decodedCount {
                let counts = counts(at: index)
                places.removeAll(keepingCapacity: true)
                if hasPositions { try appendPlaces(of: counts, from: first, to: &places) }
                first += Int(counts.total)
                try places.withUnsafeBufferPointer { try body(buffer.ordinals[index], counts, $0) }
            }
            block += 1
        }
    }

    /// Appends the fields and positions of the current entry's occurrences, in order.
    mutating func appendCurrentPlaces(to places: inout [UInt32]) throws(MalformedList) {
        try decodeCounts()
        var first = 0
        for index in 0..<position { first += Int(buffer.totals[index]) }
        try appendPlaces(of: counts(at: position), from: first, to: &places)
    }

    /// Reads positions from a number on; each occurrence's field follows from the counts.
    private func appendPlaces(
        of counts: TermFrequency,
        from first: Int,
        to places: inout [UInt32]
    ) throws(MalformedList) {
        let offset =
            if let blocks { Int(list.number(at: 0, as: UInt32.self)) + Int(blocks.positionOffsets[decodedBlock]) } else
            { blockEnd }
        guard let start = list.baseAddress?.assumingMemoryBound(to: UInt8.self), offset < list.count else {
            throw MalformedList()
        }
        let width = Int(start[offset])
        let last = first + Int(counts.total)
        guard width <= Int(LexicalLayout.positionBits), offset + 1 + (last * width + 7) / 8 <= list.count,
            counts.title <= counts.total, counts.heading <= counts.total - counts.title,
            width > 0 || counts.total <= 3
        else { throw MalformedList() }
        for index in first..<last {
            let number = UInt32(index - first)
            let field: UInt32 = number < counts.title ? 0 : number < counts.title + counts.heading ? 1 : 2
            let position = wright_postings_value(start + offset + 1, UInt32(width), index)
            places.append(field << LexicalLayout.positionBits | position)
        }
    }
}
