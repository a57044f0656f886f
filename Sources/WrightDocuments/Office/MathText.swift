/// Writes Office's equations as one line of text: `E=mc^2`, `(n pi x)/L`, `sum_(k=0)^n`.
enum MathText {
    /// The text of an equation, or of a part of one.
    static func linear(_ element: XMLElement) -> String {
        switch element.name {
        case "f": fraction(element)
        case "sSup": part(element, "e") + "^" + grouped(part(element, "sup"))
        case "sSub": part(element, "e") + "_" + grouped(part(element, "sub"))
        case "sSubSup":
            part(element, "e") + "_" + grouped(part(element, "sub")) + "^" + grouped(part(element, "sup"))
        case "sPre":
            "_" + grouped(part(element, "sub")) + "^" + grouped(part(element, "sup")) + part(element, "e")
        case "rad": root(element)
        case "nary": nary(element)
        case "d": delimited(element)
        case "func": part(element, "fName") + " " + part(element, "e")
        case "limLow": part(element, "e") + "_" + grouped(part(element, "lim"))
        case "limUpp": part(element, "e") + "^" + grouped(part(element, "lim"))
        case "m": matrix(element)
        case "eqArr": element.children.filter { $0.name == "e" }.map { inner($0) }.joined(separator: "; ")
        case "t": element.allText
        case "oMathPara": element.children.filter { $0.name == "oMath" }.map { inner($0) }.joined(separator: " ")
        case "rPr", "ctrlPr", "fPr", "dPr", "naryPr", "radPr", "sSupPr", "sSubPr", "sSubSupPr", "funcPr", "mPr",
            "eqArrPr", "accPr", "barPr", "limLowPr", "limUppPr", "groupChrPr", "oMathParaPr", "del", "moveFrom":
            ""
        default: inner(element)
        }
    }

    private static func inner(_ element: XMLElement) -> String {
        element.children.map { linear($0) }.joined()
    }

    private static func part(_ element: XMLElement, _ name: String) -> String {
        element.child(name).map { inner($0) } ?? ""
    }

    /// In parentheses where it is longer than one sign or one number.
    private static func grouped(_ text: String) -> String {
        let isOne = text.unicodeScalars.count <= 1 || text.utf8.allSatisfy { (48...57).contains($0) }
        return isOne ? text : "(" + text + ")"
    }

    private static func fraction(_ element: XMLElement) -> String {
        let parts = (part(element, "num"), part(element, "den"))
        if element.descendant("fPr", "type")?["val"] == "noBar" { return parts.0 + " over " + parts.1 }
        return grouped(parts.0) + "/" + grouped(parts.1)
    }

    private static func root(_ element: XMLElement) -> String {
        let degree = part(element, "deg")
        let name = degree.isEmpty ? "sqrt" : "root" + grouped(degree) + " of "
        return name + "(" + part(element, "e") + ")"
    }

    private static func nary(_ element: XMLElement) -> String {
        let sign = element.descendant("naryPr", "chr")?["val"] ?? "∫"
        let lower = part(element, "sub")
        let upper = part(element, "sup")
        return sign + (lower.isEmpty ? "" : "_" + grouped(lower)) + (upper.isEmpty ? "" : "^" + grouped(upper)) + " "
            + part(element, "e")
    }

    private static func delimited(_ element: XMLElement) -> String {
        let properties = element.child("dPr")
        let begin = properties?.child("begChr")?["val"] ?? "("
        let end = properties?.child("endChr")?["val"] ?? ")"
        let separator = properties?.child("sepChr")?["val"] ?? "|"
        let parts = element.children.filter { $0.name == "e" }.map { inner($0) }
        return begin + parts.joined(separator: separator) + end
    }

    private static func matrix(_ element: XMLElement) -> String {
        let rows = element.children.filter { $0.name == "mr" }
            .map { row in row.children.filter { $0.name == "e" }.map { inner($0) }.joined(separator: ", ") }
        // A matrix inside a fraction or the like stays one line: rows end at semicolons.
        return "[" + rows.joined(separator: "; ") + "]"
    }
}
