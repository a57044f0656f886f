internal import Testing
internal import WrightCore
internal import WrightIndex

@Suite struct OrdinalSetTests {
    @Test("behaves like a set of numbers", arguments: [0, 1, 63, 64, 65, 1000])
    func agreesWithSet(universe: Int) throws {
        var random = SeededRandom(seed: UInt64(universe))
        let all = Array(0..<UInt32(universe))
        for _ in 0..<20 {
            let left = Set(all.filter { _ in Bool.random(using: &random) })
            let right = Set(all.filter { _ in Bool.random(using: &random) })
            let first = OrdinalSet(universeCount: universe, left)
            let second = OrdinalSet(universeCount: universe, right)
            #expect(members(first) == left.sorted())
            #expect(first.count == left.count && first.isEmpty == left.isEmpty)
            var result = first
            result.formIntersection(second)
            #expect(members(result) == left.intersection(right).sorted())
            result = first
            result.formUnion(second)
            #expect(members(result) == left.union(right).sorted())
            result = first
            result.subtract(second)
            #expect(members(result) == left.subtracting(right).sorted())
            #expect(members(first.complement) == Set(all).subtracting(left).sorted())
            #expect(try OrdinalSet(serialised: first.serialised) == first)
        }
        #expect(OrdinalSet(universeCount: universe, containingAll: true).count == universe)
    }

    @Test func saysWhatChanged() {
        var set = OrdinalSet(universeCount: 10)
        #expect(set.insert(3) && !set.insert(3) && !set.insert(10))
        #expect(set.contains(3) && !set.contains(4) && !set.contains(100))
        #expect(set.remove(3) && !set.remove(3))
    }

    @Test(
        "refuses bytes that are no set",
        arguments: [[], [1, 2, 3], [9, 0, 0, 0, 0, 0, 0, 0], [UInt8](repeating: 255, count: 16)]
    )
    func refusesOtherBytes(bytes: [UInt8]) {
        expectCode(.invalidSet) { _ = try OrdinalSet(serialised: bytes) }
    }

    @Test func refusesMembersOutsideTheUniverse() {
        var bytes = OrdinalSet(universeCount: 3, [0]).serialised
        bytes[8] |= 8
        expectCode(.invalidSet) { _ = try OrdinalSet(serialised: bytes) }
    }

    private func members(_ set: OrdinalSet) -> [UInt32] {
        var members: [UInt32] = []
        set.visitMembers { members.append($0) }
        return members
    }
}
