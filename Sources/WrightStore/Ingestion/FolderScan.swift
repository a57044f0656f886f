#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
private import WrightCore

/// A file as it lies in a folder, before it is read.
package struct FolderEntry: Sendable, Hashable {
    /// The path as the system takes it: absolute, raw bytes without a zero at the end.
    package var path: [UInt8]
    /// The path in UTF-8; bytes that are not UTF-8 stand as `%XX`.
    package var name: String
    package var byteCount: Int
    package var modifiedNanoseconds: Int64
}

/// What a walk through a folder found.
package struct FolderListing: Sendable {
    /// The files, ordered by name.
    package var entries: [FolderEntry] = []
    /// Folders and files that could not be looked at, and why.
    package var failures: [(name: String, reason: String)] = []
    /// Symbolic links that were passed over.
    package var skippedLinkCount = 0
}

/// Walks through a folder.
///
/// Hidden names (with a dot first) and folders of build products and dependencies are passed over. Symbolic links are
/// not followed, so a walk ends, stays inside the folder and sees each file once.
package struct FolderScan: Sendable {
    /// Folders inside folders.
    private static let depthLimit = 128
    private static let passedOver: Set<String> = ["node_modules", "__pycache__", "DerivedData"]

    /// Patterns of which a file must match one, relative to the folder; empty: all.
    package var includes: [PathMatcher] = []
    /// Patterns of which a file or folder must match none, relative to the folder.
    package var excludes: [PathMatcher] = []

    package typealias PathMatcher = @Sendable (String) -> Bool

    package init() {}

    /// Lists a folder, or one file.
    ///
    /// - Throws: ``StoreError`` with code `folderUnreadable` when the folder itself cannot be read.
    package func list(_ folder: String) throws(StoreError) -> FolderListing {
        let root = Array(ProjectFolder.absolute(folder).utf8)
        var status = stat()
        guard Self.status(of: root, into: &status) else {
            throw .folderUnreadable(path: folder, reason: String(cString: strerror(errno)))
        }
        var listing = FolderListing()
        if status.st_mode & S_IFMT == S_IFREG {
            listing.entries.append(Self.entry(path: root, status: status))
            return listing
        }
        var pending: [(path: [UInt8], depth: Int)] = [(root, 0)]
        while let (path, depth) = pending.popLast() {
            guard depth <= Self.depthLimit else {
                listing.failures.append((Self.readable(path), "more than \(Self.depthLimit) folders deep"))
                continue
            }
            guard let names = Self.names(in: path) else {
                let reason = String(cString: strerror(errno))
                if depth == 0 { throw .folderUnreadable(path: folder, reason: reason) }
                listing.failures.append((Self.readable(path), reason))
                continue
            }
            for name in names {
                visit(path + [UInt8(ascii: "/")] + name, depth: depth, below: root, &listing, &pending)
            }
        }
        listing.entries.sort { $0.name < $1.name }
        return listing
    }

    private func visit(
        _ path: [UInt8],
        depth: Int,
        below root: [UInt8],
        _ listing: inout FolderListing,
        _ pending: inout [(path: [UInt8], depth: Int)]
    ) {
        let relative = Self.readable(Array(path.dropFirst(root.count + 1)))
        let last = relative.split(separator: "/").last.map(String.init) ?? relative
        guard !last.hasPrefix("."), !Self.passedOver.contains(last), !excludes.contains(where: { $0(relative) }) else {
            return
        }
        var status = stat()
        guard Self.status(of: path, into: &status) else {
            listing.failures.append((Self.readable(path), String(cString: strerror(errno))))
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: pending.append((path, depth + 1))
        case S_IFLNK: listing.skippedLinkCount += 1
        case S_IFREG:
            guard includes.isEmpty || includes.contains(where: { $0(relative) }) else { return }
            listing.entries.append(Self.entry(path: path, status: status))
        default: break
        }
    }

    /// What the system says of a file now; nil if it is gone.
    package static func entry(at path: [UInt8]) -> FolderEntry? {
        var status = stat()
        guard Self.status(of: path, into: &status) else { return nil }
        return entry(path: path, status: status)
    }

    private static func entry(path: [UInt8], status: stat) -> FolderEntry {
        #if canImport(Darwin)
        let modified = status.st_mtimespec
        #else
        let modified = status.st_mtim
        #endif
        return FolderEntry(
            path: path,
            name: readable(path),
            byteCount: Int(status.st_size),
            modifiedNanoseconds: Int64(modified.tv_sec) * 1_000_000_000 + Int64(modified.tv_nsec)
        )
    }

    private static func status(of path: [UInt8], into status: inout stat) -> Bool {
        (path + [0])
            .withUnsafeBytes { bytes in
                bytes.assumingMemoryBound(to: CChar.self).baseAddress.map { lstat($0, &status) == 0 } ?? false
            }
    }

    private static func names(in folder: [UInt8]) -> [[UInt8]]? {
        let stream = (folder + [0])
            .withUnsafeBytes { bytes in
                bytes.assumingMemoryBound(to: CChar.self).baseAddress.flatMap { opendir($0) }
            }
        guard let stream else { return nil }
        defer { closedir(stream) }
        // An entry ends behind its name; a read of all 256 bytes of the field could leave the directory's memory.
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return nil }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let start = UnsafeRawPointer(entry) + offset
            let length = strlen(start.assumingMemoryBound(to: CChar.self))
            let name = Array(UnsafeRawBufferPointer(start: start, count: length))
            if name != [46], name != [46, 46] { names.append(name) }
        }
        return names
    }

    /// The path in UTF-8; in a name that is not UTF-8, bytes beyond ASCII as `%XX`.
    private static func readable(_ path: [UInt8]) -> String {
        path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(validating: $0, as: UTF8.self) ?? escaped($0) }
            .joined(separator: "/")
    }

    private static func escaped(_ name: ArraySlice<UInt8>) -> String {
        let bytes = name.flatMap { $0 < 0x80 ? [$0] : Hexadecimal.percentEncoded($0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
