import Foundation
import Testing
import WrightStore

struct AuditLogFileTests {
    private static func number(_ line: [UInt8]?) -> Int {
        line.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
    }

    private static func next(_ line: [UInt8]?) -> [UInt8] { Array(String(number(line) + 1).utf8) }

    @Test func buildsEachLineOnTheOneBefore() throws {
        let folder = try TemporaryFolder()
        let file = AuditLogFile(path: folder.path + "/log")
        for _ in 0..<20 { try file.append(Self.next) }
        let text = try String(contentsOfFile: folder.path + "/log", encoding: .utf8)
        #expect(text == (1...20).map { "\($0)\n" }.joined())
        let mode =
            try FileManager.default.attributesOfItem(atPath: folder.path + "/log")[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
    }

    @Test func losesNothingAmongManyWriters() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/log"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let file = AuditLogFile(path: path)
                    for _ in 0..<25 { try file.append(Self.next) }
                }
            }
            try await group.waitForAll()
        }
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.map(String.init) == (1...200).map(String.init))
    }

    @Test func takesAwayALineThatACrashCutOff() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/log"
        try Data("1\n2\n3".utf8).write(to: URL(fileURLWithPath: path))
        try AuditLogFile(path: path).append(Self.next)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "1\n2\n3\n")
        try Data("cut".utf8).write(to: URL(fileURLWithPath: path))
        try AuditLogFile(path: path).append(Self.next)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "1\n")
    }

    @Test func readsLongLines() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/log"
        let long = [UInt8](repeating: 65, count: 300_000)
        try AuditLogFile(path: path).append { _ in long }
        try AuditLogFile(path: path)
            .append { line in
                #expect(line == long)
                return [66]
            }
        #expect(throws: StoreError.self) {
            try AuditLogFile(path: path).append { _ in [UInt8](repeating: 65, count: 2 << 20) }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 300_003)
    }

    @Test func writesNothingWhereTheLineCannotBeMade() throws {
        struct Refused: Error {}
        let folder = try TemporaryFolder()
        let file = AuditLogFile(path: folder.path + "/log")
        try file.append(Self.next)
        #expect(throws: Refused.self) { try file.append { _ in throw Refused() } }
        #expect(try String(contentsOfFile: folder.path + "/log", encoding: .utf8) == "1\n")
        #expect(throws: StoreError.self) { try AuditLogFile(path: folder.path + "/none/log").append(Self.next) }
    }
}
