private import Foundation
internal import WrightCore
internal import WrightEvaluation
internal import WrightProviders

/// Sends runs to an MLflow server over its REST interface.
struct MLflowDesk {
    private let address: String
    private let headers: [(name: String, value: Secret)]

    /// How long one request may take.
    private static let timeout = Duration.seconds(60)

    /// Takes the server's address; access comes from the environment, as MLflow's own clients take it.
    init(address: String) {
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        let environment = ProcessInfo.processInfo.environment
        if let token = environment["MLFLOW_TRACKING_TOKEN"], !token.isEmpty {
            headers = [("Authorization", Secret("Bearer " + token))]
        } else if let user = environment["MLFLOW_TRACKING_USERNAME"], !user.isEmpty {
            let pair = Data((user + ":" + (environment["MLFLOW_TRACKING_PASSWORD"] ?? "")).utf8)
            headers = [("Authorization", Secret("Basic " + pair.base64EncodedString()))]
        } else {
            headers = []
        }
    }

    /// Sends a run; the experiment is found by its name, or made.
    func send(_ report: RunReport, experiment: String) async throws -> (experiment: String, run: String) {
        let id = try await self.experiment(named: experiment)
        let time = Int(Date().timeIntervalSince1970 * 1000)
        let run = try await MLflowExport(report)
            .send(experimentID: id, time: time) { request in
                try Self.checked(
                    try await endpoint(request.path).post(request.body, timeout: Self.timeout),
                    request.path
                )
            }
        return (id, run)
    }

    private func experiment(named name: String) async throws -> String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let path = "/api/2.0/mlflow/experiments/get-by-name"
        let escaped = name.addingPercentEncoding(withAllowedCharacters: allowed) ?? name
        let found = try await endpoint(path + "?experiment_name=" + escaped).get(timeout: Self.timeout)
        if found.status != 404 {
            let answer = try Self.checked(found, path)
            if let id = Self.identifier(answer["experiment"]?["experiment_id"]) { return id }
        }
        let creation = "/api/2.0/mlflow/experiments/create"
        let made = try await endpoint(creation).post(["name": .string(name)], timeout: Self.timeout)
        guard let id = Self.identifier(try Self.checked(made, creation)["experiment_id"]) else {
            throw CLIError.mlflowRefused(creation, reason: "its answer names no experiment")
        }
        return id
    }

    private func endpoint(_ path: String) throws -> JSONEndpoint {
        try JSONEndpoint(name: "MLflow", address: address + path, headers: headers)
    }

    private static func identifier(_ value: JSONValue?) -> String? {
        value?.string ?? value?.int.map { String($0) }
    }

    private static func checked(_ reply: JSONEndpoint.Reply, _ path: String) throws -> JSONValue {
        let body = try? JSONValue(parsing: reply.body)
        guard (200..<300).contains(reply.status) else {
            let code = body?["error_code"]?.string.map { " \($0)" } ?? ""
            let message = body?["message"]?.string.map { ": " + $0.prefix(300) } ?? ""
            throw CLIError.mlflowRefused(path, reason: "status \(reply.status)\(code)\(message)")
        }
        return body ?? .object([])
    }
}

extension CLIError {
    static func mlflowRefused(_ path: String, reason: String) -> Self {
        Self(
            identifier: "mlflowRefused",
            message: "The MLflow server did not take '\(path)': \(reason).",
            remedy: "Check its address, its version (2 or later), and MLFLOW_TRACKING_TOKEN."
        )
    }
}
