/// Identifiers as fields of a file whose fields stand between blanks or tabs.
enum FieldText {
    /// The identifier, if the file formats can carry it.
    static func checked(_ identifier: String) throws(EvaluationError) -> String {
        let isWritable = identifier.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        guard isWritable, !identifier.isEmpty else { throw .identifierUnwritable(identifier) }
        return identifier
    }
}
