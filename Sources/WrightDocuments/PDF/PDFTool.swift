#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The programs of poppler and tesseract, run on one file.
struct PDFTool {
    /// The file, by an absolute path.
    let path: String
    let limits: ParsingLimits

    /// A page as grey pixels.
    struct Picture {
        var width: Int
        var height: Int
        var pixels: ArraySlice<UInt8>

        /// Whether all pixels of a box given in fractions of the page look the same.
        func isUniform(left: Double, top: Double, right: Double, bottom: Double) -> Bool {
            let columns = max(0, Int(left * Double(width)))..<min(width, Int((right * Double(width)).rounded(.up)))
            let rows = max(0, Int(top * Double(height)))..<min(height, Int((bottom * Double(height)).rounded(.up)))
            guard !columns.isEmpty, !rows.isEmpty else { return false }
            var least = UInt8.max
            var most = UInt8.min
            for row in rows {
                let start = pixels.startIndex + row * width
                for pixel in pixels[(start + columns.lowerBound)..<(start + columns.upperBound)] {
                    least = min(least, pixel)
                    most = max(most, pixel)
                }
            }
            return most - least < 8
        }
    }

    /// Words with their boxes.
    func words() throws(DocumentError) -> [UInt8] {
        let outcome = try run("pdftotext", ["-bbox-layout", "-enc", "UTF-8", path, "-"])
        guard outcome.status == 0 else { throw Self.failure(outcome, tool: "pdftotext") }
        return outcome.output
    }

    /// Runs with their fonts and colours; nil where poppler does not manage, which is no reason to lose the document.
    func styles() -> [UInt8]? {
        let outcome = try? run("pdftohtml", ["-xml", "-stdout", "-i", "-q", path])
        return outcome.flatMap { $0.status == 0 ? $0.output : nil }
    }

    /// A page drawn in grey at a resolution in dots per inch; nil where it cannot be drawn.
    func picture(page: Int, resolution: Int) -> Picture? {
        let number = String(page)
        let arguments = ["-gray", "-r", String(resolution), "-f", number, "-l", number, "-singlefile", path]
        guard let outcome = try? run("pdftoppm", arguments), outcome.status == 0 else { return nil }
        return Self.picture(outcome.output)
    }

    /// The text that tesseract sees on a page; nil where it cannot be drawn or read.
    func recognized(page: Int, languages: String) throws(DocumentError) -> String? {
        var folder = try PrivateFolder()
        let number = String(page)
        let file = folder.file("page.pgm")
        let stem = String(file.dropLast(4))
        let drawing = ["-gray", "-r", "200", "-f", number, "-l", number, "-singlefile", path, stem]
        guard try run("pdftoppm", drawing).status == 0 else { return nil }
        let outcome = try ChildProcess.run(
            "tesseract",
            [file, "stdout", "-l", languages],
            package: "tesseract-ocr",
            limits: ChildProcess.Limits(limits)
        )
        return outcome.status == 0 ? String(decoding: outcome.output, as: UTF8.self) : nil
    }

    /// The languages that tesseract knows, at most four of them, English first; nil where it is not installed.
    func languages() -> String? {
        guard ChildProcess.path(of: "tesseract") != nil,
            let outcome = try? ChildProcess.run(
                "tesseract",
                ["--list-langs"],
                package: "tesseract-ocr",
                limits: ChildProcess.Limits(limits)
            )
        else { return nil }
        let lines = (String(decoding: outcome.output, as: UTF8.self) + outcome.errors).split(separator: "\n")
        let names = lines.filter { $0.utf8.count == 3 && $0 != "osd" && $0 != "equ" }.map(String.init)
        let ordered = names.filter { $0 == "eng" } + names.filter { $0 != "eng" }
        return ordered.isEmpty ? nil : ordered.prefix(4).joined(separator: "+")
    }

    private func run(_ tool: String, _ arguments: [String]) throws(DocumentError) -> ChildProcess.Outcome {
        try ChildProcess.run(tool, arguments, package: "poppler-utils", limits: ChildProcess.Limits(limits))
    }

    private static func failure(_ outcome: ChildProcess.Outcome, tool: String) -> DocumentError {
        if outcome.errors.contains("Incorrect password") { return .needsPassword(format: "PDF") }
        if outcome.status > 128 { return .toolFailure(tool, reason: "signal \(outcome.status - 128) ended it") }
        let line =
            outcome.errors.split(separator: "\n").last.map { String($0.prefix(120)) } ?? "status \(outcome.status)"
        if outcome.errors.contains("Unsupported") || outcome.errors.contains("unsupported security") {
            return .needsPassword(format: "PDF")
        }
        if outcome.errors.contains("std::bad_alloc") || outcome.errors.contains("Out of memory") {
            return .toolFailure(tool, reason: "it needs more memory than the limit")
        }
        return .brokenFile(format: "PDF", reason: line)
    }

    /// Reads a binary grey map: `P5`, width, height, 255, pixels.
    private static func picture(_ bytes: [UInt8]) -> Picture? {
        var numbers: [Int] = []
        var index = 2
        guard bytes.starts(with: [0x50, 0x35]) else { return nil }
        while numbers.count < 3, index < min(bytes.count, 256) {
            if (0x30...0x39).contains(bytes[index]) {
                let digits = bytes[index...].prefix { (0x30...0x39).contains($0) }
                guard digits.count < 8, let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
                numbers.append(number)
                index += digits.count
            } else {
                index += 1
            }
        }
        guard numbers.count == 3, numbers[0] > 0, numbers[1] > 0, numbers[0] * numbers[1] <= bytes.count - index - 1
        else {
            return nil
        }
        return Picture(width: numbers[0], height: numbers[1], pixels: bytes[(index + 1)...])
    }

    /// Calls with the path of a file that holds the source's bytes: its own where there is one, or a private copy.
    static func withFile<Result>(
        _ source: DocumentSource,
        _ body: (String) throws(DocumentError) -> Result
    ) throws(DocumentError) -> Result {
        if let path = source.path, let resolved = realpath(path, nil) {
            defer { free(resolved) }
            var status = stat()
            if stat(resolved, &status) == 0, Int(status.st_size) == source.bytes.count {
                return try body(String(cString: resolved))
            }
        }
        var folder = try PrivateFolder()
        let path = try folder.write(source.bytes, name: "document.pdf")
        return try body(path)
    }
}
