private import CStemmer

/// A Snowball stemmer; keeps a buffer, so each session has its own.
final class Stemmer {
    private let handle: OpaquePointer

    /// Makes the stemmer of a Snowball algorithm, or nil where the library does not have it.
    init?(algorithm: String) {
        guard let handle = sb_stemmer_new(algorithm, nil) else { return nil }
        self.handle = handle
    }

    deinit {
        sb_stemmer_delete(handle)
    }

    /// The stem of a word in lower case; valid until the next call.
    func stem(_ word: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard let stem = sb_stemmer_stem(handle, word.baseAddress, Int32(word.count)) else { return word }
        return UnsafeBufferPointer(start: stem, count: Int(sb_stemmer_length(handle)))
    }
}
