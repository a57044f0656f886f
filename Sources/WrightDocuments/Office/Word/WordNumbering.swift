/// The lists of a Word document, and how far each has counted.
///
/// Lists of the same abstract definition count on from each other unless one of them says where it starts.
struct WordNumbering {
    /// The marker of one entry.
    struct Marker {
        /// What stands before the entry; empty for bullets.
        var text: String
        var isBullet: Bool
        var depth: Int
    }

    private struct Level {
        var format = NumberFormat.decimal
        var pattern = ""
        var start = 1
    }

    private struct Instance {
        var abstract: String
        var levels: [Int: Level] = [:]
        var starts: [Int: Int] = [:]
    }

    private var abstracts: [String: [Int: Level]] = [:]
    private var instances: [String: Instance] = [:]
    private var counters: [String: [Int]] = [:]
    private var started: Set<String> = []

    init(_ root: XMLElement?) {
        guard let root else { return }
        var links: [String: String] = [:]
        var definitions: [String: String] = [:]
        for element in root.children where element.name == "abstractNum" {
            guard let id = element["abstractNumId"] else { continue }
            abstracts[id] = Self.levels(element)
            if let style = element.child("numStyleLink")?["val"] { links[id] = style }
            if let style = element.child("styleLink")?["val"] { definitions[style] = id }
        }
        for (id, style) in links {
            if let definition = definitions[style], let levels = abstracts[definition] { abstracts[id] = levels }
        }
        for element in root.children where element.name == "num" {
            guard let id = element["numId"], let abstract = element.child("abstractNumId")?["val"] else { continue }
            var instance = Instance(abstract: abstract)
            for override in element.children where override.name == "lvlOverride" {
                guard let level = override.number("ilvl") else { continue }
                if let start = override.child("startOverride")?.number("val") { instance.starts[level] = start }
                if let own = override.child("lvl") { instance.levels[level] = Self.level(own) }
            }
            instances[id] = instance
        }
    }

    /// Counts one entry and returns its marker; nil where there is no such list, or it has no marker.
    mutating func next(_ id: String, level: Int) -> Marker? {
        guard let instance = instances[id], (0...8).contains(level) else { return nil }
        var counts = counters[instance.abstract] ?? Array(repeating: -1, count: 9)
        if started.insert(id).inserted {
            for (level, start) in instance.starts where (0...8).contains(level) { counts[level] = max(0, start) - 1 }
        }
        for upper in 0...level where counts[upper] < 0 {
            let start = definition(instance, upper).start
            counts[upper] = upper == level ? start - 1 : start
        }
        counts[level] += counts[level] < Int(Int32.max) ? 1 : 0
        for lower in (level + 1)..<10 where lower < 9 { counts[lower] = -1 }
        counters[instance.abstract] = counts
        return marker(instance, level: level, counts: counts)
    }

    private func marker(_ instance: Instance, level: Int, counts: [Int]) -> Marker? {
        let own = definition(instance, level)
        if own.format == .bullet { return Marker(text: "", isBullet: true, depth: level) }
        var text = ""
        var isPlaceholder = false
        for character in own.pattern {
            if isPlaceholder, let digit = character.wholeNumberValue, (1...9).contains(digit) {
                let format = definition(instance, digit - 1).format
                text += format.text(max(0, counts[digit - 1]))
                isPlaceholder = false
            } else if character == "%" {
                isPlaceholder = true
            } else {
                text.append(character)
                isPlaceholder = false
            }
        }
        text = WhiteSpace.collapsed(text, keepsLineBreaks: false)
        return text.isEmpty ? nil : Marker(text: text, isBullet: false, depth: level)
    }

    private func definition(_ instance: Instance, _ level: Int) -> Level {
        instance.levels[level] ?? abstracts[instance.abstract]?[level] ?? Level()
    }

    private static func levels(_ element: XMLElement) -> [Int: Level] {
        var levels: [Int: Level] = [:]
        for child in element.children where child.name == "lvl" {
            if let level = child.number("ilvl") { levels[level] = Self.level(child) }
        }
        return levels
    }

    private static func level(_ element: XMLElement) -> Level {
        Level(
            format: NumberFormat(word: element.child("numFmt")?["val"] ?? "decimal"),
            pattern: element.child("lvlText")?["val"] ?? "",
            start: min(max(0, element.child("start")?.number("val") ?? 1), 1 << 30)
        )
    }
}
