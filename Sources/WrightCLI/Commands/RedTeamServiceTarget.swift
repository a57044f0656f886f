private import Foundation
internal import WrightCore
internal import WrightGuard
internal import WrightProviders

/// A service over HTTP as a target.
struct RedTeamServiceTarget: RedTeamTarget {
    private let service: RedTeamService
    private let endpoint: JSONEndpoint

    /// - Throws: `CLIError` with code `settingInvalid` where a header names a variable that is not set, `ProviderError`
    ///   for an address that cannot be used.
    init(_ service: RedTeamService) throws {
        self.service = service
        let environment = ProcessInfo.processInfo.environment
        let headers = try service.headers.map { header in
            (name: header.name, value: Secret(try Self.filled(header.value, environment)))
        }
        endpoint = try JSONEndpoint(name: service.name, address: service.url, headers: headers)
    }

    var kind: RedTeamTargetKind { .http }
    var name: String { service.name }

    func reply(to exchange: RedTeamExchange) async throws -> RedTeamReply {
        let request = service.request(for: exchange)
        var wait = Duration.milliseconds(250)
        for attempt in 0...service.retryCount {
            do {
                let reply = try await endpoint.post(request, timeout: .seconds(service.timeoutSeconds))
                let isBusy = reply.status == 429 || reply.status >= 500
                if !isBusy || service.stoppedStatuses.contains(reply.status) || attempt >= service.retryCount {
                    let events = reply.type == "text/event-stream" ? try reply.events() : nil
                    return try service.reply(status: reply.status, body: reply.body, events: events)
                }
                if let asked = reply.retryAfter { wait = max(wait, min(asked, .seconds(30))) }
            } catch let error as ProviderError {
                guard error.isTransient, attempt < service.retryCount else { throw error }
            }
            try await Task.sleep(for: wait)
            wait = min(wait * 2, .seconds(8))
        }
        throw CancellationError()
    }

    /// A header's value with its `${NAME}` filled from the environment.
    private static func filled(_ text: String, _ environment: [String: String]) throws -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            guard let end = rest[start.upperBound...].firstRange(of: "}") else { break }
            let name = String(rest[start.upperBound..<end.lowerBound])
            guard let value = environment[name], !value.isEmpty else {
                throw CLIError.settingInvalid(
                    "A header needs the variable '\(name)', and it is not set.",
                    remedy: "Set it before the command runs."
                )
            }
            result += rest[..<start.lowerBound] + value
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}
