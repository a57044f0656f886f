#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// How the graph of a vector segment is built.
public struct VectorGraphParameters: Sendable, Hashable {
    /// Links of each vector; 8...128.
    ///
    /// Each costs four bytes.
    public var degree: Int

    /// Nodes kept while looking for a new vector's links; 16...4096.
    ///
    /// More is slower to build and finds more.
    public var breadth: Int

    /// Threads that build, 1...256; 1 makes the result repeatable.
    public var threadCount: Int

    /// Decides which vectors stand on upper levels, and the order of building.
    public var seed: UInt64

    /// Segments with fewer vectors get no graph.
    ///
    /// Below the default a scan is quick and misses nothing. The default is an estimate: where the graph begins to
    /// win has not been measured.
    public var minimumCount: Int

    /// Segments from this size on are searched faster by graph than by scan, by more than building is worth.
    public static let standardMinimumCount = 20_000

    /// Chooses parameters; those out of range are brought into it.
    ///
    /// Without a number of threads, as many as there are processors.
    public init(
        degree: Int = 32,
        breadth: Int = 128,
        threadCount: Int? = nil,
        seed: UInt64 = 1,
        minimumCount: Int = standardMinimumCount
    ) {
        self.degree = min(max(degree, 8), GraphLayout.maximumDegree)
        self.breadth = min(max(breadth, 16), GraphLayout.maximumBreadth)
        let processorCount = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        self.threadCount = min(max(threadCount ?? processorCount, 1), 256)
        self.seed = seed
        self.minimumCount = max(minimumCount, 1)
    }
}
