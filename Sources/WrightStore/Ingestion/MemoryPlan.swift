internal import WrightCore
internal import WrightDocuments
internal import WrightModel
#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// How the memory budget of a run is divided.
///
/// What a run holds at the same time: the program with its model and caches; the documents that were read and wait to
/// be written, several times over while their segment is made; the files that are being parsed. The factors bound the
/// greatest resident sets that were measured of runs over each kind of text.
struct MemoryPlan: Sendable {
    /// The budget.
    let budget: MemoryBudget
    private let isStated: Bool
    /// The program, its model with the model's work space, the caches of SQLite.
    private let base: Int

    /// The program without a model.
    private static let programByteCount = 64 << 20
    /// The least that must be left for documents.
    private static let leastFree = 32 << 20
    /// What writing takes for each byte of the documents that are held.
    private static let writingFactor = 4
    /// What parsing takes for each byte of a file.
    static let parsingFactor = 10

    /// The standard budget, divided.
    static let standard = Self(budget: .standard, isStated: false, base: programByteCount)

    private init(budget: MemoryBudget, isStated: Bool, base: Int) {
        self.budget = budget
        self.isStated = isStated
        self.base = base
    }

    /// Divides a budget that was asked for; nil stands for the standard one.
    ///
    /// What the model takes is not known before it has worked, so it embeds some text first.
    ///
    /// - Throws: ``StoreError`` with code `memoryExceeded` where the model leaves nothing for documents.
    static func dividing(_ budget: MemoryBudget?, embedder: (any Embedder)?) async throws -> Self {
        guard let budget else { return .standard }
        var base = programByteCount
        if let embedder {
            let text = String(repeating: "what the model takes ", count: 80)
            _ = try await embedder.embed([String](repeating: text, count: 64), for: .document)
            // Half of a program's first pages serve its start and are not counted twice.
            base = max(base, residentByteCount + programByteCount / 2)
        }
        let needed = base + leastFree
        guard needed <= budget.byteCount.value else {
            throw StoreError.memoryInsufficient(needed: ByteCount(needed), budget: budget.byteCount)
        }
        return Self(budget: budget, isStated: true, base: base)
    }

    private var free: Int { budget.byteCount.value - base }

    /// Bytes of prepared documents after which they are written.
    var heldByteCount: Int { free / 2 / Self.writingFactor }

    /// Bytes of files that may be parsed at the same time; one file alone may take all that is free.
    var parsedByteCount: Int { free / 2 / Self.parsingFactor }

    /// Bytes of the largest file that can be parsed within a budget that was asked for.
    var sourceByteCount: Int { isStated ? free / Self.parsingFactor : .max }

    /// Bytes that a join of segments may take where no documents are held.
    var joinByteCount: Int { free / 4 * 3 }

    /// The limits of parsing, tightened to a budget that was asked for.
    func limits(_ limits: ParsingLimits) -> ParsingLimits {
        guard isStated else { return limits }
        var limits = limits
        limits.textByteCount = min(limits.textByteCount, free / 8)
        limits.unpackedByteCount = min(limits.unpackedByteCount, free / 4)
        return limits
    }

    /// Bytes of this process that are in memory now; on other systems than Linux, the most there ever were.
    private static var residentByteCount: Int {
        #if os(Linux)
        if let file = fopen("/proc/self/statm", "r") {
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 128)
            if fgets(&line, Int32(line.count), file) != nil {
                let fields = line.prefix { $0 != 0 }.split(separator: CChar(UInt8(ascii: " ")))
                let pages = fields.dropFirst().first
                    .flatMap { field in
                        Int(String(decoding: field.map { UInt8(bitPattern: $0) }, as: UTF8.self))
                    }
                if let pages { return pages * sysconf(Int32(_SC_PAGESIZE)) }
            }
        }
        #endif
        var usage = rusage()
        #if canImport(Glibc)
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss * 1024
        #elseif canImport(Musl)
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss * 1024
        #else
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss
        #endif
    }
}
