private import CWrightData

/// The technologies that postings ask for, with dated evidence and what is adjacent to what.
public struct TechnologyTimeline: Sendable {
    /// All technologies, ordered by name.
    public let technologies: [Technology]
    private let indexByName: [String: Int]
    private let youngerNeighbours: [String: [String]]

    /// The table that comes with the program.
    public static let standard: Self = {
        var size: UInt = 0
        let bytes = wright_technology_timeline(&size)
        let text = String(decoding: UnsafeBufferPointer(start: bytes, count: Int(size)), as: UTF8.self)
        do throws(TalentError) {
            return try Self(parsing: text, name: "technology-timeline.tsv")
        } catch {
            preconditionFailure("The table of technologies is broken: \(error.message)")
        }
    }()

    /// Reads a tab-separated table of ten columns; lines that begin with `#` are remarks.
    ///
    /// - Throws: ``TalentError`` with code `unreadableFile`, naming the line.
    public init(parsing text: String, name: String) throws(TalentError) {
        var technologies: [Technology] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let technology = Self.technology(line) else {
                throw .unreadableFile(name: name, reason: "line \(number + 1) is not of the ten columns")
            }
            technologies.append(technology)
        }
        self.technologies = technologies
        youngerNeighbours = Self.younger(technologies)
        indexByName = Dictionary(
            technologies.enumerated().map { ($0.element.name, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The technology of that name.
    public subscript(name: String) -> Technology? {
        indexByName[name].map { technologies[$0] }
    }

    /// Paths of at most two steps from a technology to those that somebody has, the strongest transfer first.
    ///
    /// A step is worth 0.6, two steps 0.35: published constants, not learned ones.
    package func paths(to name: String, from known: Set<String>) -> [SkillPath] {
        guard let target = self[name] else { return [] }
        var found: [SkillPath] = []
        for first in neighbours(of: target) {
            if known.contains(first) { found.append(SkillPath(steps: [first, name], transfer: 0.6)) }
            guard let middle = self[first] else { continue }
            for second in neighbours(of: middle) where second != name && known.contains(second) {
                found.append(SkillPath(steps: [second, first, name], transfer: 0.35))
            }
        }
        return found.sorted {
            $0.transfer == $1.transfer ? $0.steps.lexicographicallyPrecedes($1.steps) : $0.transfer > $1.transfer
        }
    }

    /// What is adjacent to a technology, the older and the younger ones.
    private func neighbours(of technology: Technology) -> [String] {
        technology.adjacent + (youngerNeighbours[technology.name] ?? [])
    }

    private static func younger(_ technologies: [Technology]) -> [String: [String]] {
        var younger: [String: [String]] = [:]
        for technology in technologies {
            for older in technology.adjacent { younger[older, default: []].append(technology.name) }
        }
        return younger
    }

    private static func technology(_ line: Substring) -> Technology? {
        let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == 10, let first = YearMonth(cells[4]),
            let evidence = Technology.Evidence(rawValue: cells[5]), cells[8].isEmpty || YearMonth(cells[8]) != nil
        else { return nil }
        let aliases = list(cells[1])
        return Technology(
            name: cells[0],
            aliases: aliases.map { $0.hasPrefix("~") ? String($0.dropFirst()) : $0 },
            generalAliases: Set(aliases.filter { $0.hasPrefix("~") }.map { String($0.dropFirst()) }),
            kind: cells[2],
            category: cells[3],
            firstRelease: first,
            firstReleaseText: cells[4],
            evidence: evidence,
            documentedText: cells[6],
            source: cells[7],
            lineage: YearMonth(cells[8]),
            adjacent: list(cells[9])
        )
    }

    private static func list(_ cell: String) -> [String] {
        cell.split(separator: ";").map { $0.drop { $0 == " " }.description }.filter { !$0.isEmpty }
    }
}

/// How one technology leads to another.
public struct SkillPath: Sendable, Hashable {
    /// Names from what is known to what is asked.
    public let steps: [String]
    /// What of the knowledge carries over, 0 to 1.
    public let transfer: Double
}
