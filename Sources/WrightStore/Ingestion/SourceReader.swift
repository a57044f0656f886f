#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
internal import WrightCore
internal import WrightDocuments

/// Reads one file into a document and cuts it.
struct SourceReader: Sendable {
    private let settings: ProjectSettings
    private let limits: ParsingLimits
    private let memory: MemoryPlan
    private let cutter: DocumentCutter
    private let parser: DocumentParser
    /// Takes out of a document what must not be stored.
    var redaction: (@Sendable (Document) -> Document)?

    init(settings: ProjectSettings, limits: ParsingLimits, memory: MemoryPlan, cutter: DocumentCutter) {
        self.settings = settings
        self.limits = limits
        self.memory = memory
        self.cutter = cutter
        parser = DocumentParser(limits: limits)
    }

    func read(_ candidate: IngestionPlan.Candidate) -> IngestionSession.Reading {
        var facts = SourceFacts(
            byteCount: candidate.entry.byteCount,
            modifiedNanoseconds: candidate.entry.modifiedNanoseconds,
            checkedNanoseconds: Self.now
        )
        do {
            let source = try stableSource(candidate, &facts)
            let hash = ContentHash(of: source.bytes)
            if hash == candidate.knownHash { return .unchanged(uri: candidate.uri, facts) }
            let parsed = try parser.parse(source)
            let document = redaction?(parsed) ?? parsed
            precondition(document.text.utf8.count == parsed.text.utf8.count, "A redaction keeps the text's length.")
            return .document(
                PreparedDocument(document: document, chunks: cutter.chunks(of: document), facts: facts),
                isKnown: candidate.isKnown
            )
        } catch {
            let described = error as? any DescribedError
            let failure = IngestionFailure(
                uri: candidate.uri,
                reason: described?.identifier ?? "failed",
                message: described.map { [$0.message, $0.remedy].compactMap { $0 }.joined(separator: " ") }
                    ?? "\(error)",
                facts: facts
            )
            return .failure(failure, isKnown: candidate.isKnown)
        }
    }

    /// The file's bytes, read while nobody changed it; a second try is made for one that is being written.
    private func stableSource(_ candidate: IngestionPlan.Candidate, _ facts: inout SourceFacts) throws -> DocumentSource
    {
        for _ in 0..<2 {
            guard let before = FolderScan.entry(at: candidate.entry.path) else {
                throw CoreError.fileUnreadable(path: candidate.uri, reason: "it is gone")
            }
            guard before.byteCount <= limits.sourceByteCount else {
                throw DocumentError.tooLarge(what: "file", limit: ByteCount(limits.sourceByteCount))
            }
            guard before.byteCount <= memory.sourceByteCount else {
                throw StoreError.memoryExceeded(
                    uri: candidate.uri,
                    needed: ByteCount(before.byteCount * MemoryPlan.parsingFactor),
                    budget: memory.budget.byteCount
                )
            }
            let bytes = try Self.bytes(of: candidate.entry.path, name: candidate.uri, limit: limits.sourceByteCount)
            let after = FolderScan.entry(at: candidate.entry.path)
            if after == before, bytes.count == before.byteCount {
                facts.byteCount = before.byteCount
                facts.modifiedNanoseconds = before.modifiedNanoseconds
                return DocumentSource(
                    uri: candidate.uri,
                    bytes: bytes,
                    modifiedNanoseconds: before.modifiedNanoseconds,
                    trust: settings.trust(for: candidate.uri),
                    accessGroups: settings.groups(for: candidate.uri),
                    path: String(validating: candidate.entry.path, as: UTF8.self)
                )
            }
        }
        throw StoreError.changedWhileRead(uri: candidate.uri)
    }

    private static func bytes(of path: [UInt8], name: String, limit: Int) throws -> [UInt8] {
        let file = (path + [0])
            .withUnsafeBytes { bytes in
                bytes.assumingMemoryBound(to: CChar.self).baseAddress
                    .map { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) } ?? -1
            }
        guard file >= 0 else { throw CoreError.fileUnreadable(path: name, reason: String(cString: strerror(errno))) }
        defer { close(file) }
        var status = stat()
        fstat(file, &status)
        var content = [UInt8](repeating: 0, count: min(Int(status.st_size), limit))
        var count = 0
        while count < content.count {
            let added = content.withUnsafeMutableBytes { buffer in
                Platform.read(file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            }
            if added < 0 {
                if errno == EINTR { continue }
                throw CoreError.fileUnreadable(path: name, reason: String(cString: strerror(errno)))
            }
            if added == 0 { break }
            count += added
        }
        content.removeLast(content.count - count)
        return content
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The system's function whose name our own method shadows.
    private enum Platform {
        static func read(_ file: Int32, _ address: UnsafeMutableRawPointer?, _ count: Int) -> Int {
            #if canImport(Glibc)
            Glibc.read(file, address, count)
            #elseif canImport(Musl)
            Musl.read(file, address, count)
            #else
            Darwin.read(file, address, count)
            #endif
        }
    }
}
