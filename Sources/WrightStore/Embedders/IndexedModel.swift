private import WrightCore

extension EmbeddedCorpus {
    /// The fingerprint of the model that the index was made with; nil where there is none.
    public static func indexedFingerprint(of project: ProjectFolder) throws -> String? {
        try StoreDatabase(reading: project).read { try StoredSettings.fetch($0)?.modelFingerprint }
    }
}

extension ModelCache {
    /// Keeps what was derived from a model's weights beside them, if the folder can be written.
    ///
    /// It holds nothing that could not be made again, so failing to write it is no error.
    ///
    /// - Returns: Whether it was written.
    @discardableResult
    package func keep(_ header: [UInt8], _ body: UnsafeRawBufferPointer, as file: String, for name: String) -> Bool {
        do {
            try AtomicFile.write(to: folder(of: name) + "/" + file) { sink in
                try header.withUnsafeBytes { try sink($0) }
                try sink(body)
            }
            return true
        } catch {
            return false
        }
    }
}
