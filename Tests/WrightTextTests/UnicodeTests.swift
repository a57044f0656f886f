import Foundation
import Testing
import WrightCore
import WrightText

@Suite struct UnicodeTests {
    private static let allScalars = (UInt32(0)..<0x11_0000).compactMap { Unicode.Scalar($0) }

    @Test func encodingAndDecodingAgreeWithTheStandardLibraryForEveryScalar() {
        var differing = 0
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { buffer in
            guard let start = buffer.baseAddress else { return }
            for scalar in Self.allScalars {
                let count = UTF8Scalars.encode(scalar.value, to: start)
                let bytes = UnsafeBufferPointer(start: start, count: count)
                let decoded = UTF8Scalars.decode(bytes, at: 0)
                let isRight = UTF8.encode(scalar).map { $0.elementsEqual(bytes) } ?? false
                if !isRight || decoded.scalar != scalar.value || decoded.length != count { differing += 1 }
            }
        }
        #expect(differing == 0)
    }

    @Test func bytesThatAreNotUTF8GiveReplacementsAndTheLoopEnds() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1..<9, using: &random))
                .map { _ in
                    [0x41, 0x80, 0xBF, 0xC0, 0xC3, 0xE0, 0xE2, 0xED, 0xA0, 0xF0, 0xF4, 0x90, 0xFF]
                        .randomElement(using: &random) ?? UInt8(0)
                }
            var valid: [UInt32] = []
            bytes.withUnsafeBufferPointer { buffer in
                var offset = 0
                while offset < buffer.count {
                    let (scalar, length) = UTF8Scalars.decode(buffer, at: offset)
                    #expect(length > 0 && offset + length <= buffer.count)
                    if scalar != UTF8Scalars.replacement { valid.append(scalar) }
                    offset += length
                }
            }
            let expected = String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value).filter { $0 != 0xFFFD }
            #expect(valid == expected, "seed 3: \(bytes)")
        }
    }

    @Test func decompositionAgreesWithFoundation() {
        var ours: [UInt32: [UInt32]] = [:]
        CanonicalDecomposition.forEachDecomposition { ours[$0] = $1 }
        for scalar in Self.allScalars where CanonicalDecomposition.isHangulSyllable(scalar.value) {
            let letters = CanonicalDecomposition.hangulLetters(of: scalar.value)
            ours[scalar.value] = [letters.0, letters.1] + (letters.2 == 0 ? [] : [letters.2])
        }
        #expect(ours.count == 11_172 + 2060)
        for (scalar, parts) in ours {
            let text = Unicode.Scalar(scalar).map { String($0) } ?? ""
            #expect(Array(text.decomposedStringWithCanonicalMapping.unicodeScalars.map(\.value)) == parts)
        }
    }

    @Test func lowercaseAgreesWithTheStandardLibraryWhereItKnowsTheCharacter() {
        var count = 0
        CanonicalDecomposition.forEachLowercase { scalar, lower in
            count += 1
            guard let properties = Unicode.Scalar(scalar)?.properties, properties.generalCategory != .unassigned else {
                return
            }
            #expect(properties.lowercaseMapping.unicodeScalars.map(\.value) == [lower])
        }
        #expect(count > 1400)
    }

    @Test func tablesKeepSingleValuesAndRangesApart() {
        var table = ScalarTable()
        var model: [UInt32: UInt32] = [:]
        var random = SeededRandom(seed: 11)
        for value in UInt32(1)..<60 {
            let first = UInt32.random(in: 0..<5000, using: &random)
            let last = first + UInt32.random(in: 0..<700, using: &random)
            table.set(value, from: first, through: last)
            for scalar in first...last { model[scalar] = value }
            let single = UInt32.random(in: 0..<5000, using: &random)
            table.set(value + 100, for: single)
            model[single] = value + 100
        }
        table.set(9, from: 0x10_FF00, through: 0x10_FFFF)
        for scalar in UInt32(0)..<8000 { #expect(table[scalar] == model[scalar] ?? 0) }
        #expect(table[0x10_FFFF] == 9)
        #expect(table[0x10_FEFF] == 0)
    }
}
