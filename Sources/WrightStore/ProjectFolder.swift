#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// Where a project keeps its store: `.wright/` in the project's folder.
public struct ProjectFolder: Sendable, Hashable {
    /// The project's folder, absolute, without a slash at the end.
    public let path: String

    /// Takes a project's folder.
    public init(path: String) {
        self.path = Self.absolute(path)
    }

    /// The nearest folder, upward from `start`, that holds `wright.yaml` or `.wright`; `start` itself if none does.
    public static func nearest(from start: String) -> Self {
        let origin = absolute(start)
        var candidate = origin
        while true {
            let base = candidate == "/" ? "" : candidate
            if access(base + "/wright.yaml", F_OK) == 0 || access(base + "/.wright/wright.sqlite", F_OK) == 0 {
                return Self(path: candidate)
            }
            guard let slash = candidate.utf8.lastIndex(of: UInt8(ascii: "/")), candidate != "/" else {
                return Self(path: origin)
            }
            candidate = slash == candidate.startIndex ? "/" : String(candidate[..<slash])
        }
    }

    /// The folder of the store.
    package var storePath: String { path == "/" ? "/.wright" : path + "/.wright" }
    /// The database.
    package var databasePath: String { storePath + "/wright.sqlite" }
    /// The folder of the segments.
    package var indexPath: String { storePath + "/index" }

    /// Whether something was stored here.
    public var exists: Bool { access(databasePath, F_OK) == 0 }

    /// The path as documents of this project are named: relative to the project's folder if it lies in it.
    package func relative(_ absolutePath: String) -> String {
        let prefix = path == "/" ? "/" : path + "/"
        guard absolutePath.utf8.starts(with: prefix.utf8) else { return absolutePath }
        return String(decoding: absolutePath.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }

    /// An indexed folder as the store names it: below the project relative to it, so that the project may be moved.
    func storedFolder(_ absolutePath: String) -> String {
        absolutePath == path ? "." : relative(absolutePath)
    }

    /// The absolute path of a folder or document as the store names it.
    func resolved(_ stored: String) -> String {
        if stored.hasPrefix("/") { return stored }
        if stored == "." { return path }
        return (path == "/" ? "/" : path + "/") + stored
    }

    /// Whether a document or folder is an indexed folder or lies in it, both as the store names them.
    func lies(_ name: String, in folder: String) -> Bool {
        let path = resolved(name)
        let container = resolved(folder)
        return container == "/" || path == container || path.hasPrefix(container + "/")
    }

    /// Makes the folder of the store.
    ///
    /// - Throws: ``StoreError`` with code `projectUnwritable`.
    package func create() throws(StoreError) {
        for folder in [path, storePath, indexPath] {
            guard mkdir(folder, 0o755) != 0, errno != EEXIST else { continue }
            throw .projectUnwritable(path: folder, reason: String(cString: strerror(errno)))
        }
    }

    /// The path from the root of the file system, links resolved where it exists.
    package static func absolute(_ path: String) -> String {
        if let resolved = realpath(path, nil) {
            defer { free(resolved) }
            return String(cString: resolved)
        }
        var whole = path
        if !path.hasPrefix("/"), let current = getcwd(nil, 0) {
            defer { free(current) }
            whole = String(cString: current) + "/" + path
        }
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
