/// Reads office documents: Office Open XML and OpenDocument text.
///
/// Text that a reader of the document would not see (hidden characters, text in the colour of the page, comments,
/// hidden slides, sheets, rows and columns, deletions not yet accepted) goes to the hidden channel and is not in the
/// text.
package enum OfficeParser {
    /// Reads a Word document.
    ///
    /// Headers and footers are left out, as they repeat on each page.
    package static func parseDocx(
        _ source: DocumentSource,
        limits: ParsingLimits
    ) throws(DocumentError) -> Document {
        let package = try OfficePackage(source, limits: limits)
        let reader = try WordReader(package)
        try reader.read()
        return try finish(reader.builder, source: source, mediaType: .docx)
    }

    /// Reads a presentation; a page is a slide.
    package static func parsePptx(
        _ source: DocumentSource,
        limits: ParsingLimits
    ) throws(DocumentError) -> Document {
        let package = try OfficePackage(source, limits: limits)
        var reader = SlideReader(package)
        try reader.read()
        return try finish(reader.builder, source: source, mediaType: .pptx)
    }

    /// Reads a workbook; a page is a sheet.
    package static func parseXlsx(
        _ source: DocumentSource,
        limits: ParsingLimits
    ) throws(DocumentError) -> Document {
        let package = try OfficePackage(source, limits: limits)
        let reader = try WorkbookReader(package)
        try reader.read()
        return try finish(reader.builder, source: source, mediaType: .xlsx)
    }

    /// Reads an OpenDocument text.
    package static func parseOdt(
        _ source: DocumentSource,
        limits: ParsingLimits
    ) throws(DocumentError) -> Document {
        let package = try OfficePackage(source, limits: limits)
        let reader = try OpenTextReader(package)
        try reader.read()
        return try finish(reader.builder, source: source, mediaType: .odt)
    }

    private static func finish(
        _ builder: DocumentBuilder,
        source: DocumentSource,
        mediaType: MediaType
    ) throws(DocumentError) -> Document {
        let document = builder.finish(source: source, mediaType: mediaType)
        guard !document.blocks.isEmpty || !document.hidden.isEmpty else {
            throw .holdsNoText(format: "Office", remedy: "If it shows pictures of text, export it as PDF for OCR.")
        }
        return document
    }
}
