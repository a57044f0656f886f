public import WrightCore

/// A failure of the embedded store.
public struct StoreError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case projectMissing
            case projectUnwritable
            case newerSchema
            case databaseDamaged
            case writerActive
            case modelMismatch
            case modelMissing
            case modelCorrupt
            case modelUnavailable
            case folderUnreadable
            case folderMissing
            case folderUnknown
            case diskFull
            case writeFailed
            case settingsInvalid
            case settingsChanged
            case nothingToIndex
            case changedWhileRead
            case databaseBusy
            case databaseUnreadable
            case databaseFailed
            case recordDamaged
            case recordTooLarge
            case memoryExceeded
            case recordMissing
            case nameInvalid
        }

        private let kind: Kind

        /// There is no `.wright` folder here.
        public static let projectMissing = Self(kind: .projectMissing)
        /// The `.wright` folder cannot be made or written.
        public static let projectUnwritable = Self(kind: .projectUnwritable)
        /// A later version of Wright made the store.
        public static let newerSchema = Self(kind: .newerSchema)
        /// The database file is damaged.
        public static let databaseDamaged = Self(kind: .databaseDamaged)
        /// Another process is changing the store.
        public static let writerActive = Self(kind: .writerActive)
        /// The index was made with another model.
        public static let modelMismatch = Self(kind: .modelMismatch)
        /// The model is not installed.
        public static let modelMissing = Self(kind: .modelMissing)
        /// A file of the model does not have the hash that it should.
        public static let modelCorrupt = Self(kind: .modelCorrupt)
        /// The model could not be fetched from anywhere.
        public static let modelUnavailable = Self(kind: .modelUnavailable)
        /// A folder cannot be listed.
        public static let folderUnreadable = Self(kind: .folderUnreadable)
        /// A folder that was indexed is not there any more.
        public static let folderMissing = Self(kind: .folderMissing)
        /// A folder that is to be forgotten was not indexed.
        public static let folderUnknown = Self(kind: .folderUnknown)
        /// The disk is full.
        public static let diskFull = Self(kind: .diskFull)
        /// A file could not be written.
        public static let writeFailed = Self(kind: .writeFailed)
        /// A setting of `wright.yaml` cannot be read.
        public static let settingsInvalid = Self(kind: .settingsInvalid)
        /// The index was made with another setting, which only a rebuild can change.
        public static let settingsChanged = Self(kind: .settingsChanged)
        /// No folder was named, now or before.
        public static let nothingToIndex = Self(kind: .nothingToIndex)
        /// A file changed while it was read.
        public static let changedWhileRead = Self(kind: .changedWhileRead)
        /// Another process holds the database for longer than one waits.
        public static let databaseBusy = Self(kind: .databaseBusy)
        /// The database cannot be opened or read.
        public static let databaseUnreadable = Self(kind: .databaseUnreadable)
        /// SQLite refused to do something.
        public static let databaseFailed = Self(kind: .databaseFailed)
        /// A record of the database does not hold what it should.
        public static let recordDamaged = Self(kind: .recordDamaged)
        /// A document is larger than the database takes.
        public static let recordTooLarge = Self(kind: .recordTooLarge)
        /// A file needs more memory than was allowed.
        public static let memoryExceeded = Self(kind: .memoryExceeded)
        /// There is no record of that number.
        public static let recordMissing = Self(kind: .recordMissing)
        /// A name that is to be stored has not the form of one.
        public static let nameInvalid = Self(kind: .nameInvalid)

        fileprivate var name: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong.
    public let message: String
    /// What to do about it.
    public let remedy: String?

    /// The code's stable name.
    public var identifier: String { code.name }
}

extension StoreError {
    package static func projectMissing(path: String) -> Self {
        Self(
            code: .projectMissing,
            message: "Nothing is indexed here: there is no '.wright' folder in '\(path)' or above it.",
            remedy: "Run 'wright index DIR' first, or name the project with '--project DIR'."
        )
    }

    package static func nameInvalid(_ name: String, form: String) -> Self {
        Self(
            code: .nameInvalid,
            message: "'\(name)' cannot be a name in the store.",
            remedy: "Give a name of \(form)."
        )
    }

    package static func projectUnwritable(path: String, reason: String) -> Self {
        Self(
            code: .projectUnwritable,
            message: "The folder '\(path)' cannot be written: \(reason).",
            remedy: "Name a project folder that you may write with '--project DIR'."
        )
    }

    package static func newerSchema(path: String) -> Self {
        Self(
            code: .newerSchema,
            message: "The store '\(path)' was made by a later version of Wright.",
            remedy: "Update Wright, or index into another folder with '--project DIR'."
        )
    }

    package static func databaseDamaged(path: String, reason: String) -> Self {
        Self(
            code: .databaseDamaged,
            message: "The store '\(path)' is damaged: \(reason).",
            remedy: "Restore it from a backup, or move the '.wright' folder away and index again."
        )
    }

    package static func writerActive(holder: String) -> Self {
        Self(
            code: .writerActive,
            message: "Another process is changing this project: \(holder).",
            remedy: "Wait until it has finished, or stop it."
        )
    }

    package static func modelMismatch(indexed: String, offered: String) -> Self {
        Self(
            code: .modelMismatch,
            message: "The index was made with the model '\(indexed)', but the model at hand is '\(offered)'.",
            remedy: "Use '--model' with the model of the index, or make the index anew with 'wright index --rebuild'."
        )
    }

    package static func modelMissing(name: String, path: String) -> Self {
        Self(
            code: .modelMissing,
            message: "The model '\(name)' is not installed in '\(path)'.",
            remedy: ModelSpecification.known.contains { $0.name == name }
                ? "Run 'wright model install \(name)'."
                : "Run 'wright model install NAME --from FOLDER', or correct the name."
        )
    }

    package static func modelCorrupt(file: String, expected: String, found: String) -> Self {
        Self(
            code: .modelCorrupt,
            message: "The model file '\(file)' has the SHA-256 \(found), but \(expected) was expected.",
            remedy: "Run 'wright model install --force' to fetch it anew."
        )
    }

    package static func modelUnavailable(name: String, attempts: String) -> Self {
        Self(
            code: .modelUnavailable,
            message: "The model '\(name)' could not be fetched: \(attempts).",
            remedy: "Check the name and the network, or run 'wright model install --from FOLDER' with a copy of it."
        )
    }

    package static func folderUnreadable(path: String, reason: String) -> Self {
        Self(
            code: .folderUnreadable,
            message: "The folder '\(path)' cannot be read: \(reason).",
            remedy: "Check that the folder exists and that you may read it."
        )
    }

    package static func folderMissing(path: String, consequence: String) -> Self {
        Self(
            code: .folderMissing,
            message: "The folder '\(path)' is not there, though it was indexed; \(consequence).",
            remedy: "Bring it back, or drop its documents with 'wright index --forget FOLDER'."
        )
    }

    package static func folderUnknown(path: String) -> Self {
        Self(
            code: .folderUnknown,
            message: "The folder '\(path)' was not indexed, so it cannot be forgotten.",
            remedy: "Name one of the folders that 'wright status --json' lists."
        )
    }

    package static func diskFull(path: String) -> Self {
        Self(
            code: .diskFull,
            message: "There is no space left to write '\(path)'. Nothing that was there before was changed.",
            remedy: "Make room on the disk and run the command again."
        )
    }

    package static func writeFailed(path: String, reason: String) -> Self {
        Self(
            code: .writeFailed,
            message: "The file '\(path)' cannot be written: \(reason). Nothing that was there before was changed.",
            remedy: "Check the folder and run the command again."
        )
    }

    package static func settingsInvalid(name: String, reason: String) -> Self {
        Self(
            code: .settingsInvalid,
            message: "The setting '\(name)' cannot be used: \(reason).",
            remedy: "Correct 'wright.yaml'; 'wright init' writes one with every setting explained."
        )
    }

    package static func settingsChanged(name: String, indexed: String, offered: String) -> Self {
        Self(
            code: .settingsChanged,
            message: "The index was made with the \(name) '\(indexed)', not '\(offered)'.",
            remedy: "Leave the setting as it was, or make the index anew with 'wright index --rebuild'."
        )
    }

    package static func nothingToIndex() -> Self {
        Self(
            code: .nothingToIndex,
            message: "No folder was named, and none was indexed before.",
            remedy: "Name a folder: 'wright index DIR'."
        )
    }

    package static func changedWhileRead(uri: String) -> Self {
        Self(
            code: .changedWhileRead,
            message: "The file '\(uri)' changed while it was read.",
            remedy: "Run 'wright index' again when nobody writes to it."
        )
    }

    package static func fileTooLarge(path: String) -> Self {
        Self(
            code: .diskFull,
            message: "The file '\(path)' would grow beyond the size that the system allows. "
                + "Nothing that was there before was changed.",
            remedy: "Raise the limit ('ulimit -f'), or keep the project on a file system that takes larger files."
        )
    }

    package static func databaseBusy(path: String) -> Self {
        Self(
            code: .databaseBusy,
            message: "The store '\(path)' is held by another process for longer than ten seconds.",
            remedy: "Run the command again when the other process has finished."
        )
    }

    package static func databaseUnreadable(path: String, reason: String) -> Self {
        Self(
            code: .databaseUnreadable,
            message: "The store '\(path)' cannot be read: \(reason).",
            remedy: "Check that you may read the '.wright' folder and that its disk answers."
        )
    }

    package static func databaseFailed(path: String, reason: String) -> Self {
        Self(
            code: .databaseFailed,
            message: "SQLite cannot do its work on the store '\(path)': \(reason).",
            remedy: "Run the command again; if it fails again, make the index anew with 'wright index --rebuild'."
        )
    }

    package static func recordDamaged(what: String, reason: String) -> Self {
        Self(
            code: .recordDamaged,
            message: "The store's record of \(what) cannot be read: \(reason).",
            remedy: "Make the index anew with 'wright index --rebuild', or restore the store from a backup."
        )
    }

    package static func recordTooLarge(path: String) -> Self {
        Self(
            code: .recordTooLarge,
            message: "A document is larger than the store '\(path)' takes. The index is as it was before.",
            remedy: "Split the document, or leave it out with '--exclude'."
        )
    }

    package static func memoryExceeded(uri: String, needed: ByteCount, budget: ByteCount) -> Self {
        Self(
            code: .memoryExceeded,
            message: "Reading the file '\(uri)' may take \(needed) of memory, but only \(budget) may be used in all.",
            remedy: "Raise the budget with '--memory-budget', or split the file."
        )
    }

    package static func quarantineEntryMissing(id: Int64) -> Self {
        Self(
            code: .recordMissing,
            message: "The quarantine has no entry '\(id)'.",
            remedy: "Run 'wright guard quarantine list --all' for the entries that there are."
        )
    }

    package static func memoryInsufficient(needed: ByteCount, budget: ByteCount) -> Self {
        Self(
            code: .memoryExceeded,
            message: "Indexing with this model takes about \(needed) of memory, but only \(budget) may be used.",
            remedy: "Raise the budget with '--memory-budget', or index words only with '--model none'."
        )
    }
}
