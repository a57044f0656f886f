internal import WrightDocuments

/// Office files made in memory of the XML that matters.
enum OfficeFixtures {
    private static let word = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
    private static let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    /// A Word document of a body, and of other parts.
    static func docx(_ body: String, parts: KeyValuePairs<String, String> = [:]) -> [UInt8] {
        var writer = ArchiveWriter()
        writer.add("[Content_Types].xml", Array("<Types/>".utf8))
        writer.add("word/document.xml", Array("<w:document \(word)><w:body>\(body)</w:body></w:document>".utf8))
        for (name, content) in parts {
            writer.add(name, Array(content.replacing("<w:root", with: "<w:root \(word)").utf8))
        }
        return writer.finish()
    }

    /// A paragraph with one run.
    static func paragraph(_ text: String, properties: String = "", run: String = "") -> String {
        "<w:p><w:pPr>\(properties)</w:pPr><w:r><w:rPr>\(run)</w:rPr><w:t>\(text)</w:t></w:r></w:p>"
    }

    /// A presentation of slides, each given by its attributes and its shapes.
    static func pptx(_ slides: [(attributes: String, shapes: String)]) -> [UInt8] {
        let spaces = """
            xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" \
            xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="\(relationships)"
            """
        var writer = ArchiveWriter()
        writer.add("[Content_Types].xml", Array("<Types/>".utf8))
        var ids = ""
        var targets = ""
        for (index, slide) in slides.enumerated() {
            ids += "<p:sldId id=\"\(256 + index)\" r:id=\"rId\(index)\"/>"
            targets +=
                "<Relationship Id=\"rId\(index)\" Type=\"\(relationships)/slide\" Target=\"slides/slide\(index).xml\"/>"
            let xml =
                "<p:sld \(spaces) \(slide.attributes)><p:cSld><p:spTree>\(slide.shapes)</p:spTree></p:cSld></p:sld>"
            writer.add("ppt/slides/slide\(index).xml", Array(xml.utf8))
        }
        let presentation = """
            <p:presentation \(spaces)><p:sldIdLst>\(ids)</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>
            """
        writer.add("ppt/presentation.xml", Array(presentation.utf8))
        writer.add("ppt/_rels/presentation.xml.rels", Array("<Relationships>\(targets)</Relationships>".utf8))
        return writer.finish()
    }

    /// A shape with one paragraph.
    static func shape(_ text: String, placeholder: String = "", run: String = "", x: Int = 0) -> String {
        """
        <p:sp><p:nvSpPr><p:cNvPr id="1" name="n"/><p:nvPr>\(placeholder)</p:nvPr></p:nvSpPr>\
        <p:spPr><a:xfrm><a:off x="\(x)" y="0"/><a:ext cx="100" cy="100"/></a:xfrm></p:spPr>\
        <p:txBody><a:p><a:r><a:rPr \(run.hasPrefix("<") ? ">" + run + "</a:rPr>" : run + "/>")<a:t>\(text)</a:t></a:r></a:p>\
        </p:txBody></p:sp>
        """
    }

    /// A workbook of sheets, each given by its name, its attributes and its XML.
    static func xlsx(
        _ sheets: [(name: String, attributes: String, xml: String)],
        styles: String = "",
        isDate1904: Bool = false
    ) -> [UInt8] {
        let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"\(relationships)\""
        var writer = ArchiveWriter()
        writer.add("[Content_Types].xml", Array("<Types/>".utf8))
        var list = ""
        var targets = ""
        for (index, sheet) in sheets.enumerated() {
            list += "<sheet name=\"\(sheet.name)\" sheetId=\"\(index + 1)\" \(sheet.attributes) r:id=\"rId\(index)\"/>"
            targets +=
                "<Relationship Id=\"rId\(index)\" Type=\"\(relationships)/worksheet\" Target=\"worksheets/sheet\(index).xml\"/>"
            writer.add("xl/worksheets/sheet\(index).xml", Array("<worksheet \(space)>\(sheet.xml)</worksheet>".utf8))
        }
        let workbook = "<workbook \(space)><workbookPr date1904=\"\(isDate1904)\"/><sheets>\(list)</sheets></workbook>"
        writer.add("xl/workbook.xml", Array(workbook.utf8))
        writer.add("xl/_rels/workbook.xml.rels", Array("<Relationships>\(targets)</Relationships>".utf8))
        writer.add("xl/styles.xml", Array("<styleSheet \(space)>\(styles)</styleSheet>".utf8))
        return writer.finish()
    }

    /// An OpenDocument text of a body, and of automatic styles.
    static func odt(_ body: String, styles: String = "") -> [UInt8] {
        let content = """
            <document-content><automatic-styles>\(styles)</automatic-styles><body><text>\(body)</text></body></document-content>
            """
        return ArchiveWriter.archive(["content.xml": content])
    }

    /// A source of bytes.
    static func source(_ bytes: [UInt8], _ name: String) -> DocumentSource { DocumentSource(uri: name, bytes: bytes) }

    /// The code of the error that a parser throws; nil where it throws none.
    static func code(_ parse: () throws -> Document) -> String? {
        do {
            _ = try parse()
            return nil
        } catch let error as DocumentError {
            return error.identifier
        } catch {
            return "another error"
        }
    }
}
