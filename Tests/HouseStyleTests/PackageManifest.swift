/// The targets that a package manifest declares, with what they depend on.
///
/// It reads the shape that this package's manifest has: calls of `module`, `tests`, `systemLibrary`, `.target` and
/// `.executableTarget` whose first string is the name and whose first list holds the dependencies.
struct PackageManifest {
    /// What each target depends on, by the names that are imported.
    let targets: [String: Set<String>]
    /// Products of other packages that a constant holds, by the names that are imported.
    private let products: Set<String>

    init(_ text: String) {
        let bytes = Array(text.utf8)
        let products = Self.products(bytes)
        var targets: [String: Set<String>] = [:]
        for call in ["module(", "tests(", "systemLibrary(", ".target(", ".executableTarget("] {
            for place in Self.places(of: call, in: bytes) {
                let arguments = Self.arguments(from: place + call.utf8.count - 1, in: bytes)
                guard let name = Self.strings(arguments).first, Self.isLiteralCall(arguments) else { continue }
                targets[name] = call == "systemLibrary(" ? [] : Self.dependencies(arguments, products: products)
            }
        }
        self.targets = targets
        self.products = Set(products.values)
    }

    /// What a target depends on that the table does not allow.
    func violations(of target: String) -> [Violation] {
        (targets[target] ?? []).subtracting(ModuleTable.systemLibraries).sorted()
            .filter { !ModuleTable.allows(target, toImport: $0) }
            .map { Violation(path: "Package.swift", line: 0, message: "'\(target)' may not depend on '\($0)'") }
    }

    /// Modules of this and other packages that a file imports without its target's depending on them.
    func undeclaredImports(_ path: String, _ text: String) -> [Violation] {
        guard let module = ModuleTable.module(ofSource: path) else { return [] }
        guard let declared = targets[module] else {
            return [Violation(path: path, line: 0, message: "the module '\(module)' is not a target of the package")]
        }
        let known = products.union(targets.keys)
        return StyleRules.imports(text).filter { known.contains($0.module) && !declared.contains($0.module) }
            .map {
                Violation(
                    path: path,
                    line: $0.line,
                    message: "'\(module)' imports '\($0.module)' without depending on it"
                )
            }
    }

    /// Names of products by the constants that hold them: `let grdb = Target.Dependency.product(name: "GRDB", …)`.
    private static func products(_ bytes: [UInt8]) -> [String: String] {
        var products: [String: String] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "let ".utf8) {
            let text = String(decoding: line, as: UTF8.self)
            guard text.contains(".product("), let name = strings(Array(line)).first else { continue }
            products[text.dropFirst(4).prefix { $0 != " " }.description] = name
        }
        return products
    }

    private static func dependencies(_ arguments: [UInt8], products: [String: String]) -> Set<String> {
        // A labelled first argument means that the list of dependencies is labelled, too, or absent.
        let isLabelled = String(decoding: arguments, as: UTF8.self).drop { $0.isWhitespace }.hasPrefix("name:")
        guard let start = isLabelled ? places(of: "dependencies:", in: arguments).first : 0,
            let open = arguments[start...].firstIndex(of: UInt8(ascii: "[")),
            let close = arguments[open...].firstIndex(of: UInt8(ascii: "]"))
        else { return [] }
        let list = Array(arguments[(open + 1)..<close])
        let words = String(decoding: list, as: UTF8.self).split { !($0.isLetter || $0.isNumber) }
        return Set(strings(list)).union(words.compactMap { products[String($0)] })
    }

    /// Whether the first argument is written out, as in a call and not in the declaration of a function.
    private static func isLiteralCall(_ arguments: [UInt8]) -> Bool {
        let text = String(decoding: arguments, as: UTF8.self).drop { $0.isWhitespace }
        return text.hasPrefix("\"") || text.hasPrefix("name: \"")
    }

    private static func places(of call: String, in bytes: [UInt8]) -> [Int] {
        let expected = Array(call.utf8)
        return bytes.indices.filter { start in
            guard bytes[start] == expected[0], bytes[start...].starts(with: expected) else { return false }
            let isPrecededByLetter = start > 0 && (UInt8(ascii: "A")...UInt8(ascii: "z")).contains(bytes[start - 1])
            return expected[0] == UInt8(ascii: ".") || !isPrecededByLetter
        }
    }

    /// What stands between a parenthesis and the one that closes it.
    private static func arguments(from open: Int, in bytes: [UInt8]) -> [UInt8] {
        var depth = 0
        for position in open..<bytes.count {
            if bytes[position] == UInt8(ascii: "(") { depth += 1 }
            if bytes[position] == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return Array(bytes[(open + 1)..<position]) }
        }
        return []
    }

    private static func strings(_ bytes: [UInt8]) -> [String] {
        let parts = bytes.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 }.map { String(decoding: parts[$0], as: UTF8.self) }
    }
}
