import Foundation
import Synchronization

/// A language-model service for tests, in the form of chat completions: it listens on this machine, keeps what it was
/// sent and answers by a rule.
final class ModelServer: Sendable {
    /// A request as it came.
    struct Request: Sendable {
        var head: String
        var body: String

        /// The value of a header, by its name in small letters.
        func header(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() where line.lowercased().hasPrefix(name + ":") {
                return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
            }
            return nil
        }
    }

    let port: UInt16
    private let socket: Int32
    private let kept = Mutex<[Request]>([])
    private let answer: @Sendable (Request) -> String
    private let status: @Sendable (Request) -> String

    var requests: [Request] { kept.withLock { $0 } }
    var base: String { "http://127.0.0.1:\(port)" }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - status: The status of the reply to a request.
    ///   - answer: The JSON body of the reply to a request.
    /// - Throws: `NotListening` where no port can be had.
    init(
        status: @escaping @Sendable (Request) -> String = { _ in "200 OK" },
        _ answer: @escaping @Sendable (Request) -> String
    ) throws {
        self.answer = answer
        self.status = status
        #if canImport(Glibc)
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        socket = Foundation.socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && listen(socket, 64) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        struct NotListening: Error {}
        guard isListening else { throw NotListening() }
        port = UInt16(bigEndian: address.sin_port)
        Thread { [self] in serve() }.start()
    }

    func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    /// An answer in the form of chat completions.
    static func completion(_ text: String) -> String {
        let quoted = String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
        return """
            {"id":"c","model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":\(quoted)},
            "finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":20}}
            """
    }

    /// The same in pieces, as a stream of server-sent events.
    static func streamed(_ pieces: [String]) -> String {
        let events = pieces.map { piece in
            let quoted = String(decoding: (try? JSONEncoder().encode(piece)) ?? Data(), as: UTF8.self)
            return #"data: {"id":"c","choices":[{"index":0,"delta":{"content":\#(quoted)}}]}"# + "\n\n"
        }
        let end = #"data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
        return events.joined() + end + "\n\ndata: [DONE]\n\n"
    }

    private func serve() {
        while true {
            let connection = accept(socket, nil, nil)
            guard connection >= 0 else { return }
            reply(to: connection)
            close(connection)
        }
    }

    private func reply(to connection: Int32) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            bytes += buffer[..<count]
            guard let end = bytes.firstRange(of: [13, 10, 13, 10]) else { continue }
            var request = Request(head: String(decoding: bytes[..<end.lowerBound], as: UTF8.self), body: "")
            let length = request.header("content-length").flatMap { Int($0) } ?? 0
            guard bytes.count >= end.upperBound + length else { continue }
            request.body = String(decoding: bytes[end.upperBound...], as: UTF8.self)
            kept.withLock { $0.append(request) }
            let body = answer(request)
            let type = body.hasPrefix("data:") ? "text/event-stream" : "application/json"
            let head = "HTTP/1.1 \(status(request))\r\nContent-Type: \(type)\r\nConnection: close\r\n"
            let whole = Array((head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body).utf8)
            _ = send(connection, whole, whole.count, 0)
            return
        }
    }
}
