import Testing
import WrightCore
import WrightStore

struct MemoryBudgetTests {
    @Test(
        "reads sizes with units",
        arguments: [
            ("512 MiB", 512 << 20), ("512m", 512 << 20), ("1.5 GB", 3 << 29), ("2g", 2 << 30),
            ("268435456", 256 << 20), ("262144 KiB", 256 << 20),
        ]
    )
    func readsSizes(text: String, expected: Int) {
        #expect(MemoryBudget(text)?.byteCount == ByteCount(expected))
    }

    @Test(
        "refuses what is no size, or too small",
        arguments: ["", "MiB", "-1 GiB", "10 MiB", "1 GiB!", "1e9", "99999 TiB"]
    )
    func refuses(text: String) {
        #expect(MemoryBudget(text) == nil)
    }

    @Test func isASetting() throws {
        #expect(try ProjectSettings(yaml: "memory: 256 MiB").memoryBudget == MemoryBudget("256 MiB"))
        #expect(try ProjectSettings(yaml: "").memoryBudget == nil)
        let error = #expect(throws: StoreError.self) { try ProjectSettings(yaml: "memory: a lot") }
        #expect(error?.code == .settingsInvalid)
    }
}
