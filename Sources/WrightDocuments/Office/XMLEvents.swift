private import CXML

/// Hears the events of an XML part, in document order.
protocol XMLEventHandler: AnyObject {
    /// An element begins. Names come without prefixes; attributes of the relationships namespace as `r:` and the name.
    func begin(_ name: String, _ attributes: [XMLAttribute])
    /// An element ends.
    func end(_ name: String)
    /// A piece of text; one run of text may come in many pieces.
    func text(_ bytes: UnsafeBufferPointer<UInt8>)
    /// Why the reading should stop; asked after each piece of input.
    var failure: DocumentError? { get }
}

/// One attribute of an element.
struct XMLAttribute {
    var name: String
    var value: String
}

/// Reads XML through libxml2's SAX interface: no network, no document types, no entities but the five of XML itself.
///
/// A part that declares an entity is refused at the declaration, so nothing can expand. Depth is limited here and, as
/// a second line, by libxml2.
enum XMLEvents {
    /// Reads one part.
    static func read(
        _ bytes: [UInt8],
        part: String,
        limits: ParsingLimits,
        to handler: some XMLEventHandler
    ) throws(DocumentError) {
        _ = Self.isReady
        let state = State(handler: handler, limits: limits)
        var callbacks = Self.callbacks()
        let status = withExtendedLifetime(state) {
            bytes.withUnsafeBufferPointer { parse($0, callbacks: &callbacks, state: state) }
        }
        if state.declaresEntity { throw .declaresEntities(part: part) }
        if state.isTooDeep { throw .partTooDeep(part, limit: limits.depth) }
        if let failure = handler.failure { throw failure }
        if let status { throw .malformedPart(part, reason: status) }
    }

    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    /// Feeds the bytes in pieces; returns what is wrong with them, if anything.
    private static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>,
        callbacks: inout xmlSAXHandler,
        state: State
    ) -> String? {
        let user = Unmanaged.passUnretained(state).toOpaque()
        guard let context = xmlCreatePushParserCtxt(&callbacks, user, nil, 0, nil) else { return "no memory" }
        defer { xmlFreeParserCtxt(context) }
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        xmlCtxtUseOptions(context, Int32(bitPattern: UInt32(options)))
        state.context = UnsafeMutableRawPointer(context)
        var offset = 0
        while offset < bytes.count, !state.isStopped {
            let count = min(1 << 15, bytes.count - offset)
            let piece = bytes.baseAddress.map { UnsafeRawPointer($0 + offset).assumingMemoryBound(to: CChar.self) }
            let status = xmlParseChunk(context, piece, Int32(count), 0)
            if status != 0, context.pointee.wellFormed == 0 { return reason(status, context) }
            offset += count
            if state.handler.failure != nil { return nil }
        }
        guard !state.isStopped else { return nil }
        let status = xmlParseChunk(context, nil, 0, 1)
        return status != 0 && context.pointee.wellFormed == 0 ? reason(status, context) : nil
    }

    private static func reason(_ status: Int32, _ context: xmlParserCtxtPtr) -> String {
        let line = context.pointee.input?.pointee.line ?? 0
        return "XML error \(status) in line \(line)"
    }

    private static func callbacks() -> xmlSAXHandler {
        var callbacks = xmlSAXHandler()
        callbacks.initialized = XML_SAX2_MAGIC
        callbacks.startElementNs = { user, name, _, space, _, _, count, _, attributes in
            guard let state = State.of(user), let name else { return }
            state.begin(name, attributes, count: Int(count))
        }
        callbacks.endElementNs = { user, name, _, _ in
            guard let state = State.of(user), let name else { return }
            state.end(name)
        }
        callbacks.characters = { user, text, count in
            guard let state = State.of(user), let text, count > 0, !state.isStopped else { return }
            state.handler.text(UnsafeBufferPointer(start: text, count: Int(count)))
        }
        callbacks.cdataBlock = callbacks.characters
        callbacks.entityDecl = { user, _, _, _, _, _ in
            guard let state = State.of(user) else { return }
            state.declaresEntity = true
            state.stop()
        }
        return callbacks
    }

    /// What the callbacks share.
    ///
    /// It lives as long as one call of `read`.
    private final class State {
        let handler: any XMLEventHandler
        let depthLimit: Int
        var context: UnsafeMutableRawPointer?
        var depth = 0
        var isStopped = false
        var declaresEntity = false
        var isTooDeep = false
        /// Names by the address that libxml2's dictionary gives them, so that each is decoded once.
        private var names: [UnsafePointer<UInt8>: String] = [:]

        init(handler: any XMLEventHandler, limits: ParsingLimits) {
            self.handler = handler
            depthLimit = limits.depth
        }

        static func of(_ user: UnsafeMutableRawPointer?) -> State? {
            user.map { Unmanaged<State>.fromOpaque($0).takeUnretainedValue() }
        }

        func stop() {
            isStopped = true
            if let context { xmlStopParser(context.assumingMemoryBound(to: xmlParserCtxt.self)) }
        }

        func begin(
            _ name: UnsafePointer<UInt8>,
            _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
            count: Int
        ) {
            guard !isStopped else { return }
            depth += 1
            guard depth <= depthLimit else {
                isTooDeep = true
                stop()
                return
            }
            handler.begin(self.name(name), decoded(attributes, count: count))
        }

        func end(_ name: UnsafePointer<UInt8>) {
            guard !isStopped else { return }
            depth -= 1
            handler.end(self.name(name))
        }

        /// Each attribute is five pointers: name, prefix, namespace, begin and end of the value.
        private func decoded(
            _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
            count: Int
        ) -> [XMLAttribute] {
            guard let attributes, count > 0 else { return [] }
            var result: [XMLAttribute] = []
            result.reserveCapacity(count)
            for index in 0..<count {
                let fields = attributes + 5 * index
                guard let name = fields[0], let begin = fields[3], let end = fields[4] else { continue }
                let value = String(decoding: UnsafeBufferPointer(start: begin, count: end - begin), as: UTF8.self)
                let isRelationship = fields[2].map { self.name($0).hasSuffix("/relationships") } ?? false
                result.append(
                    XMLAttribute(name: isRelationship ? "r:" + self.name(name) : self.name(name), value: value)
                )
            }
            return result
        }

        private func name(_ pointer: UnsafePointer<UInt8>) -> String {
            if let known = names[pointer] { return known }
            let name = String(cString: pointer)
            names[pointer] = name
            return name
        }
    }
}
