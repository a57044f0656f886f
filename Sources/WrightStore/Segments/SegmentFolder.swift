#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
private import Foundation
internal import WrightCore
internal import WrightIndex

/// Where the segments' files lie: `index/<generation>/lexical-<id>` and `vectors-<id>`.
struct SegmentFolder: Sendable {
    let path: String

    func lexicalPath(_ segment: StoredSegment) -> String {
        "\(path)/\(segment.generation)/lexical-\(segment.id)"
    }

    func vectorPath(_ segment: StoredSegment) -> String {
        "\(path)/\(segment.generation)/vectors-\(segment.id)"
    }

    func lexical(_ segment: StoredSegment, fingerprint: String) throws -> LexicalSegment {
        let path = lexicalPath(segment)
        let opened = try LexicalSegment(try MappedFile(path: path), name: path, fingerprint: fingerprint)
        guard opened.chunkCount == segment.chunkCount else {
            throw IndexError.corruptSegment(name: path, reason: "it holds another number of chunks than is recorded")
        }
        return opened
    }

    func vectors(_ segment: StoredSegment, fingerprint: String) throws -> VectorSegment {
        let path = vectorPath(segment)
        let opened = try VectorSegment(try MappedFile(path: path), name: path, fingerprint: fingerprint)
        guard opened.chunkCount == segment.chunkCount else {
            throw IndexError.corruptSegment(name: path, reason: "it holds another number of chunks than is recorded")
        }
        return opened
    }

    /// Makes the folder of a generation.
    func create(generation: Int) throws {
        for folder in [path, "\(path)/\(generation)"] {
            guard mkdir(folder, 0o755) != 0, errno != EEXIST else { continue }
            switch errno {
            case ENOSPC, EDQUOT: throw StoreError.diskFull(path: folder)
            default: throw StoreError.writeFailed(path: folder, reason: String(cString: strerror(errno)))
            }
        }
    }

    /// Removes every file that none of the segments needs.
    ///
    /// What cannot be removed stays and does no harm.
    func removeAll(but segments: [StoredSegment]) {
        let manager = FileManager.default
        let needed = Set(segments.flatMap { [lexicalPath($0), vectorPath($0)] })
        for generation in (try? manager.contentsOfDirectory(atPath: path)) ?? [] {
            let folder = "\(path)/\(generation)"
            let names = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
            var isNeeded = false
            for name in names {
                if needed.contains(folder + "/" + name) { isNeeded = true } else { unlinkFile(folder + "/" + name) }
            }
            if !isNeeded { try? manager.removeItem(atPath: folder) }
        }
    }

    /// Bytes of the file with a segment's words.
    func lexicalByteCount(of segment: StoredSegment) -> Int { Self.byteCount(lexicalPath(segment)) }

    /// Bytes of all files.
    func byteCount(of segments: [StoredSegment]) -> ByteCount {
        let paths = segments.flatMap { [lexicalPath($0), vectorPath($0)] }
        return ByteCount(paths.map(Self.byteCount).reduce(0, +))
    }

    private static func byteCount(_ path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.intValue ?? 0
    }

    private func unlinkFile(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
