/// How much a parser takes on before it gives up on an item; every loop over outside data has one of these.
public struct ParsingLimits: Sendable, Hashable {
    /// Bytes of a source item.
    ///
    /// Default 256 MiB.
    public var sourceByteCount = 256 << 20
    /// Bytes of readable text in one document, and of hidden text kept of it.
    ///
    /// Default 64 MiB.
    public var textByteCount = 64 << 20
    /// Blocks in one document.
    ///
    /// Default 1,000,000.
    public var blockCount = 1_000_000
    /// Hidden texts kept of one document.
    ///
    /// Default 10,000.
    public var hiddenTextCount = 10_000
    /// Elements inside elements.
    ///
    /// Default 256.
    public var depth = 256
    /// Bytes that all entries of an archive may have together once unpacked.
    ///
    /// Default 512 MiB.
    public var unpackedByteCount = 512 << 20
    /// Times that an archive's unpacked bytes may exceed its packed ones, once past 1 MiB.
    ///
    /// Default 200.
    public var expansionFactor = 200
    /// Entries of an archive.
    ///
    /// Default 20,000.
    public var entryCount = 20_000
    /// Pages of a document.
    ///
    /// Default 20,000.
    public var pageCount = 20_000
    /// What a child process may take of time.
    ///
    /// Default 60 s.
    public var childSeconds = 60
    /// What a child process may take of memory.
    ///
    /// Default 1 GiB.
    public var childMemoryByteCount = 1 << 30
    /// Documents inside documents, such as mails attached to mails.
    ///
    /// Default 4.
    public var nesting = 4

    /// The default limits.
    public init() {}
}
