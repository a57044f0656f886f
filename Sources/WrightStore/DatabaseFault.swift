internal import GRDB
#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// Says SQLite's faults in words that a user can act on.
struct DatabaseFault {
    let path: String
    let isWriting: Bool
    /// The system's code of the last fault of input or output, 0 if there is none.
    var systemCode: () -> Int32 = { 0 }

    init(path: String, isWriting: Bool) {
        self.path = path
        self.isWriting = isWriting
    }

    /// Calls `body`; what SQLite throws becomes a ``StoreError``.
    func translating<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw described(error)
        }
    }

    private func described(_ error: DatabaseError) -> StoreError {
        let reason = error.message ?? "SQLite gives the code \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: return .diskFull(path: path)
        case .SQLITE_CORRUPT: return .databaseDamaged(path: path, reason: reason)
        case .SQLITE_NOTADB: return .databaseDamaged(path: path, reason: "it is no SQLite database")
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: return .databaseBusy(path: path)
        case .SQLITE_READONLY: return .projectUnwritable(path: path, reason: reason)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            return isWriting
                ? .projectUnwritable(path: path, reason: reason) : .databaseUnreadable(path: path, reason: reason)
        case .SQLITE_IOERR: return inputOutput(reason)
        case .SQLITE_TOOBIG: return .recordTooLarge(path: path)
        default: return .databaseFailed(path: path, reason: reason)
        }
    }

    /// Whether a file of the database is about as large as this process may make one.
    private var isAtSizeLimit: Bool {
        var limit = rlimit()
        #if canImport(Glibc)
        guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { return false }
        #else
        guard getrlimit(RLIMIT_FSIZE, &limit) == 0 else { return false }
        #endif
        // The file of shared memory grows by this much at once, a log by less.
        let step = 32 << 10
        return ["", "-wal", "-shm"]
            .contains { suffix in
                var status = stat()
                let size = stat(path + suffix, &status) == 0 ? Int(status.st_size) : 0
                return UInt64(size + step) >= UInt64(limit.rlim_cur)
            }
    }

    /// SQLite says no more than that the disk does not do as told; the system's own code says why.
    private func inputOutput(_ reason: String) -> StoreError {
        let code = systemCode()
        switch code {
        case ENOSPC, EDQUOT: return .diskFull(path: path)
        case EFBIG: return .fileTooLarge(path: path)
        case 0 where isAtSizeLimit: return .fileTooLarge(path: path)
        default:
            let system = code == 0 ? reason : String(cString: strerror(code))
            return isWriting
                ? .writeFailed(path: path, reason: system) : .databaseUnreadable(path: path, reason: system)
        }
    }
}
