/// An element with what is in it: the small tree that the Office parsers read a part, or a piece of one, into.
final class XMLElement {
    /// What stands in an element.
    enum Node {
        case element(XMLElement)
        case text(String)
    }

    /// The name without its prefix.
    let name: String
    /// The attributes, in order.
    let attributes: [XMLAttribute]
    /// What stands in it, in order.
    fileprivate(set) var nodes: [Node] = []

    init(name: String, attributes: [XMLAttribute]) {
        self.name = name
        self.attributes = attributes
    }

    /// Puts an element at the end of what stands in it.
    func append(_ element: XMLElement) {
        nodes.append(.element(element))
    }

    /// The elements in it.
    var children: some Sequence<XMLElement> {
        nodes.lazy.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// The value of an attribute.
    subscript(_ name: String) -> String? {
        attributes.first { $0.name == name }?.value
    }

    /// The first element of a name in it.
    func child(_ name: String) -> XMLElement? {
        for node in nodes {
            if case .element(let element) = node, element.name == name { return element }
        }
        return nil
    }

    /// The element that a path of names leads to.
    func descendant(_ path: String...) -> XMLElement? {
        var element: XMLElement? = self
        for name in path { element = element?.child(name) }
        return element
    }

    /// Every element of a name in it, at any depth, in document order, none inside another of the same name.
    func all(_ name: String) -> [XMLElement] {
        var found: [XMLElement] = []
        for element in children {
            if element.name == name { found.append(element) } else { found += element.all(name) }
        }
        return found
    }

    /// The text in it, at any depth.
    var allText: String {
        var result = ""
        for node in nodes {
            switch node {
            case .text(let text): result += text
            case .element(let element): result += element.allText
            }
        }
        return result
    }

    /// The value of an attribute as a number.
    func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

    /// Whether an on-off property element in it is on: there, and not switched off by its `val`.
    func isOn(_ name: String) -> Bool? {
        guard let property = child(name) else { return nil }
        guard let value = property["val"] else { return true }
        return !["0", "false", "off", "none"].contains(value)
    }
}

/// Builds elements out of events and hands each wanted one over when it is whole.
///
/// Only what stands in a wanted element is kept, so a part of any length takes the memory of its longest wanted
/// element.
final class XMLElementReader: XMLEventHandler {
    private(set) var failure: DocumentError?
    private var stack: [XMLElement] = []
    private var path: [String] = []
    private var pending: [UInt8] = []
    private let isWanted: (_ name: String, _ parent: String?) -> Bool
    private let take: (XMLElement, _ path: [String]) throws(DocumentError) -> Void

    /// Hands over elements that `isWanted` says yes to, given an element's and its parent's name.
    init(
        isWanted: @escaping (_ name: String, _ parent: String?) -> Bool,
        take: @escaping (XMLElement, _ path: [String]) throws(DocumentError) -> Void
    ) {
        self.isWanted = isWanted
        self.take = take
    }

    func begin(_ name: String, _ attributes: [XMLAttribute]) {
        guard failure == nil else { return }
        if stack.isEmpty {
            guard isWanted(name, path.last) else {
                path.append(name)
                return
            }
        } else {
            flush()
        }
        stack.append(XMLElement(name: name, attributes: attributes))
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !stack.isEmpty, failure == nil else { return }
        pending.append(contentsOf: bytes)
    }

    func end(_ name: String) {
        guard failure == nil else { return }
        guard !stack.isEmpty else {
            path.removeLast()
            return
        }
        flush()
        let element = stack.removeLast()
        if let parent = stack.last {
            parent.nodes.append(.element(element))
        } else {
            do throws(DocumentError) { try take(element, path) } catch { failure = error }
        }
    }

    private func flush() {
        guard let element = stack.last, !pending.isEmpty else { return }
        element.nodes.append(.text(String(decoding: pending, as: UTF8.self)))
        pending.removeAll(keepingCapacity: true)
    }

    /// The root element of a part.
    static func root(of bytes: [UInt8], part: String, limits: ParsingLimits) throws(DocumentError) -> XMLElement {
        var root: XMLElement?
        let reader = XMLElementReader(isWanted: { _, parent in parent == nil }, take: { element, _ in root = element })
        try XMLEvents.read(bytes, part: part, limits: limits, to: reader)
        guard let root else { throw .malformedPart(part, reason: "it is empty") }
        return root
    }
}
