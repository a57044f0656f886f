/// Guesses the encoding of bytes that are not UTF-8 and declare nothing.
///
/// Idea: decode a sample in every candidate encoding and ask which result reads like a language. For encodings of one
/// byte a character, each character beyond ASCII earns points if it is a frequent letter of a language of that encoding
/// and stands where such letters stand; lower case before upper case, symbols inside words and control characters cost
/// points. For encodings of two bytes, the rows of frequent characters earn and the rows of rare ones cost.
/// Source: the composite approach of Li & Momoi (2001), "A composite approach to language/encoding detection".
/// Deviation: short lists of letters by frequency for each language take the place of two-letter tables, which would be
/// data ten times the size of this code; neighbours are judged by script and case alone.
enum EncodingDetector {
    /// The most plausible encoding; nil where none is plausible.
    static func encoding(of bytes: [UInt8]) -> EncodingNames.Encoding? {
        let sample = Self.sample(of: bytes)
        guard sample.contains(where: { $0 >= 128 }) else { return nil }
        var best: (encoding: EncodingNames.Encoding, score: Double)?
        for candidate in MultiByteModel.candidates {
            guard let score = MultiByteModel.score(of: sample, as: candidate) else { continue }
            if score > best?.score ?? 0 { best = (candidate, score) }
        }
        for candidate in SingleByteModel.candidates {
            guard let score = SingleByteModel.score(of: sample, as: candidate) else { continue }
            if score > best?.score ?? 0 { best = (candidate.encoding, score) }
        }
        return best?.encoding
    }

    /// The score of every candidate that is possible at all, the best first; for tests and for explaining a guess.
    package static func ranking(of bytes: [UInt8]) -> [(name: String, score: Double)] {
        let sample = Self.sample(of: bytes)
        let multi = MultiByteModel.candidates.compactMap { candidate in
            MultiByteModel.score(of: sample, as: candidate).map { (candidate.name, $0) }
        }
        let single = SingleByteModel.candidates.compactMap { candidate in
            SingleByteModel.score(of: sample, as: candidate).map { (candidate.encoding.name, $0) }
        }
        return (multi + single).sorted { $0.1 > $1.1 }.map { (name: $0.0, score: $0.1) }
    }

    /// At most 32 KiB of whole lines that hold characters beyond ASCII.
    private static func sample(of bytes: [UInt8]) -> [UInt8] {
        let limit = 32 << 10
        guard bytes.count > limit else { return bytes }
        var result: [UInt8] = []
        for line in bytes.prefix(16 << 20).split(separator: 10) where line.contains(where: { $0 >= 128 }) {
            result.append(contentsOf: line.prefix(limit - result.count))
            result.append(10)
            if result.count >= limit { break }
        }
        return result
    }
}
