internal import Foundation
internal import WrightDocuments

/// The parts of a document as bytes, so that a document without a file can be cut again.
///
/// For each part: its kind, its level or depth, where it begins after the end of the part before, its length, and its
/// headings: how many it shares with the part before, how many follow, and each with its length. All numbers are
/// variable-length, seven bits a byte, the lowest first.
enum BlockTable {
    /// Headings above one part.
    private static let headingLimit = 1 << 16

    static func bytes(_ blocks: [Block]) -> Data {
        var bytes = Data()
        var end = 0
        var path: [String] = []
        for block in blocks {
            let (kind, level) = code(of: block.kind)
            let shared = zip(path, block.headingPath).prefix { $0 == $1 }.count
            let fresh = block.headingPath.dropFirst(shared)
            let start = max(end, block.range.lowerBound)
            let length = max(0, block.range.upperBound - start)
            for number in [kind, level, start - end, length, shared, fresh.count] { append(number, to: &bytes) }
            for heading in fresh {
                append(heading.utf8.count, to: &bytes)
                bytes.append(contentsOf: heading.utf8)
            }
            end = start + length
            path = block.headingPath
        }
        return bytes
    }

    /// Reads what ``bytes(_:)`` gave.
    ///
    /// - Throws: ``StoreError`` with code `recordDamaged`.
    static func blocks(in data: Data, of uri: String) throws(StoreError) -> [Block] {
        var reader = Reader(bytes: Array(data), uri: uri)
        var blocks: [Block] = []
        var end = 0
        var path: [String] = []
        while !reader.isAtEnd {
            let (kind, level) = (try reader.number(), try reader.number())
            let start = end + (try reader.number())
            end = start + (try reader.number())
            let (shared, count) = (try reader.number(), try reader.number())
            guard shared <= path.count, count <= headingLimit else { throw reader.damaged }
            path.removeLast(path.count - shared)
            for _ in 0..<count { path.append(try reader.text()) }
            guard let kind = Self.kind(kind, level: level) else { throw reader.damaged }
            blocks.append(Block(kind: kind, range: start..<end, headingPath: path))
        }
        return blocks
    }

    private static func code(of kind: Block.Kind) -> (Int, Int) {
        switch kind {
        case .heading(let level): (0, max(0, level))
        case .paragraph: (1, 0)
        case .listItem(let depth): (2, max(0, depth))
        case .table: (3, 0)
        case .code: (4, 0)
        }
    }

    private static func kind(_ code: Int, level: Int) -> Block.Kind? {
        switch code {
        case 0: .heading(level: level)
        case 1: .paragraph
        case 2: .listItem(depth: level)
        case 3: .table
        case 4: .code
        default: nil
        }
    }

    private static func append(_ number: Int, to bytes: inout Data) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private struct Reader {
        let bytes: [UInt8]
        let uri: String
        private var place = 0

        init(bytes: [UInt8], uri: String) {
            self.bytes = bytes
            self.uri = uri
        }

        var isAtEnd: Bool { place == bytes.count }

        var damaged: StoreError {
            .recordDamaged(what: "the document '\(uri)'", reason: "its list of parts contradicts itself at \(place)")
        }

        /// A number below 2⁴².
        mutating func number() throws(StoreError) -> Int {
            var value = 0
            for shift in stride(from: 0, to: 42, by: 7) {
                guard place < bytes.count else { throw damaged }
                let byte = bytes[place]
                place += 1
                value |= Int(byte & 0x7F) << shift
                if byte < 0x80 { return value }
            }
            throw damaged
        }

        mutating func text() throws(StoreError) -> String {
            let count = try number()
            guard count <= bytes.count - place,
                let text = String(validating: bytes[place..<place + count], as: UTF8.self)
            else { throw damaged }
            place += count
            return text
        }
    }
}
