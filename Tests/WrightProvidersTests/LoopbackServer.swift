internal import NIOCore
internal import NIOPosix
private import Synchronization
#if canImport(Glibc)
private import Glibc
#else
private import Darwin
#endif

/// A server on this machine that sends what a test tells it to, byte for byte, and keeps what it was sent.
final class LoopbackServer: Sendable {
    /// What is done for a request.
    enum Step: Sendable {
        /// Sends bytes.
        case send([UInt8])
        /// Waits.
        case wait(milliseconds: Int64)
        /// Breaks the connection off in the middle.
        case reset
        /// Says nothing more and leaves the connection open.
        case hang
    }

    /// A request as it came.
    struct Request: Sendable {
        var head: String
        var body: [UInt8]
        /// Which connection it came over, from 0.
        var connection = 0

        var path: String { head.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

        /// The value of a header, by its name in small letters.
        func header(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2, parts[0].lowercased() == name else { continue }
                return String(parts[1].drop { $0 == " " })
            }
            return nil
        }
    }

    let port: Int
    private let channel: any Channel
    private let record: RequestRecord

    /// Begins to listen.
    ///
    /// - Parameter answer: What to do for a request; the number counts the requests before it.
    /// - Throws: What the system says where no port can be had.
    init(_ answer: @escaping @Sendable (Request, Int) -> [Step]) async throws {
        let record = RequestRecord()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = LoopbackHandler(connection: record.open(channel), record: record, answer: answer)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
        self.channel = channel
        self.record = record
    }

    /// The requests so far.
    var requests: [Request] { record.all }

    var base: String { "http://127.0.0.1:\(port)" }

    /// Ends the server and all its connections, so that tests of many servers hold few files open.
    func stop() async throws {
        try await channel.close()
        for connection in record.connections { connection.close(promise: nil) }
    }

    /// Starts a server for the time of a test.
    static func with<Value>(
        _ answer: @escaping @Sendable (Request, Int) -> [Step],
        _ body: (LoopbackServer) async throws -> Value
    ) async throws -> Value {
        let server = try await LoopbackServer(answer)
        do {
            let value = try await body(server)
            try await server.stop()
            return value
        } catch {
            try await server.stop()
            throw error
        }
    }

    /// A whole reply with a length.
    static func reply(_ body: String, type: String = "application/json", status: String = "200 OK", extra: String = "")
        -> [Step]
    {
        let bytes = Array(body.utf8)
        let head = "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n\(extra)Content-Length: \(bytes.count)\r\n\r\n"
        return [.send(Array(head.utf8) + bytes)]
    }

    /// The head of a reply in chunks.
    static func head(type: String) -> Step {
        .send(Array("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nTransfer-Encoding: chunked\r\n\r\n".utf8))
    }

    /// A chunk of a reply.
    static func chunk(_ bytes: some Collection<UInt8>) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        return Array("\(String(bytes.count, radix: 16))\r\n".utf8) + Array(bytes) + [13, 10]
    }

    /// The end of a reply in chunks.
    static let end = Step.send(Array("0\r\n\r\n".utf8))

    /// A stream whose body comes in the given pieces.
    static func stream(_ pieces: [[UInt8]], type: String = "text/event-stream") -> [Step] {
        [head(type: type), .send(pieces.flatMap { chunk($0) }), end]
    }
}

/// The requests that came.
final class RequestRecord: Sendable {
    private let state = Mutex<[LoopbackServer.Request]>([])
    private let opened = Mutex<[any Channel]>([])

    /// The connections in the order in which they came.
    var connections: [any Channel] { opened.withLock { $0 } }

    /// Keeps a new connection; its number.
    func open(_ channel: any Channel) -> Int {
        opened.withLock { channels in
            channels.append(channel)
            return channels.count - 1
        }
    }

    var all: [LoopbackServer.Request] { state.withLock { $0 } }

    func add(_ request: LoopbackServer.Request) -> Int {
        state.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
    }
}

private final class LoopbackHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connection: Int
    private let record: RequestRecord
    private let answer: @Sendable (LoopbackServer.Request, Int) -> [LoopbackServer.Step]
    private var buffer: [UInt8] = []

    init(
        connection: Int,
        record: RequestRecord,
        answer: @escaping @Sendable (LoopbackServer.Request, Int) -> [LoopbackServer.Step]
    ) {
        self.connection = connection
        self.record = record
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        buffer.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        guard let request = takeRequest() else { return }
        run(answer(request, record.add(request))[...], context.channel)
    }

    private func takeRequest() -> LoopbackServer.Request? {
        let mark: [UInt8] = [13, 10, 13, 10]
        guard let end = buffer.firstRange(of: mark) else { return nil }
        let head = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
        var request = LoopbackServer.Request(head: head, body: [], connection: connection)
        let count = request.header("content-length").flatMap { Int($0) } ?? 0
        guard buffer.count >= end.upperBound + count else { return nil }
        request.body = Array(buffer[end.upperBound..<end.upperBound + count])
        buffer.removeFirst(end.upperBound + count)
        return request
    }

    private func run(_ steps: ArraySlice<LoopbackServer.Step>, _ channel: any Channel) {
        guard let step = steps.first else { return }
        let rest = steps.dropFirst()
        switch step {
        case .send(let bytes):
            channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
            run(rest, channel)
        case .wait(let milliseconds):
            let loop = NIOLoopBound(self, eventLoop: channel.eventLoop)
            channel.eventLoop.scheduleTask(in: .milliseconds(milliseconds)) { loop.value.run(rest, channel) }
        case .reset:
            // Zero seconds of lingering send a reset in place of an orderly end.
            let options = channel as? any SocketOptionProvider
            let set =
                options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)) ?? channel.eventLoop.makeSucceededVoidFuture()
            set.whenComplete { _ in channel.close(promise: nil) }
        case .hang: return
        }
    }
}
