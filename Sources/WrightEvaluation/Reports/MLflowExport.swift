// Idea: a run of ours is a run of MLflow: figures are metrics, settings are parameters, the dataset's version is its
//   input.
// Source: MLflow's REST interface 2.0 (service.proto): runs/create, runs/log-batch, runs/log-inputs, runs/update. Keys
//   hold letters, digits, "_", ".", "-", blanks and "/"; a batch has at most 1,000 metrics, 100 parameters and 100
//   tags; values are cut at 250 bytes, which every version takes.
// Deviation: none.
// Data layout: requests in order; those behind the first hold the place `{run_id}` for what the first one gave.

public import WrightCore

/// A run as requests to MLflow.
///
/// What goes over the network is the caller's: give each request to a transport, and the identifier from the first
/// answer to the others.
public struct MLflowExport: Sendable {
    /// One request, always `POST`.
    public struct Request: Sendable, Hashable {
        /// The path below the server's address.
        public let path: String
        /// The body.
        public let body: JSONValue

        /// The request as JSON.
        public var json: JSONValue { ["path": .string(path), "body": body] }
    }

    private let report: RunReport
    private static let valueLimit = 250

    /// Takes a run.
    public init(_ report: RunReport) {
        self.report = report
    }

    /// What creates the run; the answer holds `run.info.run_id`.
    ///
    /// - Parameters:
    ///   - experimentID: The experiment that the run belongs to.
    ///   - time: When the run began, in milliseconds since 1970.
    /// - Returns: The request.
    public func creation(experimentID: String, time: Int) -> Request {
        Request(
            path: "/api/2.0/mlflow/runs/create",
            body: [
                "experiment_id": .string(experimentID), "run_name": .string(report.run.name),
                "start_time": .int(time),
                "tags": [["key": "mlflow.source.name", "value": "wright eval run"]],
            ]
        )
    }

    /// Sends everything through a transport.
    ///
    /// - Parameters:
    ///   - experimentID: The experiment that the run belongs to.
    ///   - time: When the run began, in milliseconds since 1970.
    ///   - send: Posts a body to a path and returns the answer.
    /// - Returns: The identifier that MLflow gave the run.
    /// - Throws: ``EvaluationError`` with code `settingInvalid` if the answer names no run; what `send` throws.
    public func send(
        experimentID: String,
        time: Int,
        through send: (Request) async throws -> JSONValue
    ) async throws -> String {
        let answer = try await send(creation(experimentID: experimentID, time: time))
        guard let id = answer["run"]?["info"]?["run_id"]?.string else {
            throw EvaluationError.settingInvalid(
                "MLflow",
                reason: "its answer to 'runs/create' names no run",
                remedy: "Check that the address is that of an MLflow server."
            )
        }
        for request in following(runID: id, time: time) { _ = try await send(request) }
        return id
    }

    /// All requests, with `{run_id}` in place of the identifier.
    public func requests(experimentID: String, time: Int) -> [Request] {
        [creation(experimentID: experimentID, time: time)] + following(runID: "{run_id}", time: time)
    }

    private func following(runID: String, time: Int) -> [Request] {
        let batches = stride(from: 0, to: metrics.count, by: 800)
            .map { Array(metrics[$0..<min($0 + 800, metrics.count)]) }
        var requests = (batches.isEmpty ? [[]] : batches).enumerated()
            .map { number, batch in
                Request(
                    path: "/api/2.0/mlflow/runs/log-batch",
                    body: [
                        "run_id": .string(runID),
                        "metrics": .array(
                            batch.map {
                                [
                                    "key": .string($0.key), "value": .double($0.value), "timestamp": .int(time),
                                    "step": 0,
                                ]
                            }
                        ),
                        "params": number == 0 ? .array(parameters) : [], "tags": [],
                    ]
                )
            }
        let digest = String(report.run.manifest.datasetVersion.prefix(36))
        requests.append(
            Request(
                path: "/api/2.0/mlflow/runs/log-inputs",
                body: [
                    "run_id": .string(runID),
                    "datasets": [
                        [
                            "dataset": [
                                "name": .string(report.run.manifest.dataset), "digest": .string(digest),
                                "source_type": "local", "source": .string(report.run.manifest.dataset),
                            ],
                            "tags": [["key": "mlflow.data.context", "value": "eval"]],
                        ]
                    ],
                ]
            )
        )
        let status = report.run.stopReason == nil ? "FINISHED" : "FAILED"
        requests.append(
            Request(
                path: "/api/2.0/mlflow/runs/update",
                body: ["run_id": .string(runID), "status": .string(status), "end_time": .int(time)]
            )
        )
        return requests
    }

    /// Means, the ends of their intervals, and coverage; by tag behind a stroke.
    private var metrics: [(key: String, value: Double)] {
        var metrics: [(key: String, value: Double)] = []
        func add(_ figure: FigureSummary, _ prefix: String) {
            let name = Self.key(prefix + figure.name)
            metrics.append((name + ".coverage", figure.coverageRate))
            guard let estimate = figure.value.estimate else { return }
            metrics.append((name, estimate.mean))
            if let low = estimate.low, let high = estimate.high {
                metrics += [(name + ".low", low), (name + ".high", high)]
            }
        }
        for figure in report.figures { add(figure, "") }
        for slice in report.slices { for figure in slice.figures { add(figure, slice.tag + "/") } }
        return metrics
    }

    private var parameters: [JSONValue] {
        let manifest = report.run.manifest
        var members = [("dataset", manifest.dataset), ("datasetVersion", manifest.datasetVersion)]
        members += [("seed", String(manifest.seed)), ("repeats", String(manifest.repeatCount))]
        members += [("code", manifest.codeVersion)]
        for member in manifest.system.object ?? [] {
            members.append(("system." + member.name, member.value.string ?? member.value.text()))
        }
        return members.prefix(100)
            .map { ["key": .string(Self.key($0.0)), "value": .string(Self.cut($0.1))] }
    }

    /// A name of the signs that MLflow allows, at most 240 bytes.
    static func key(_ name: String) -> String {
        let bytes = name.utf8.prefix(240)
            .map { byte -> UInt8 in
                let isPlain =
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "_.-/ ".utf8.contains(byte)
                return isPlain ? byte : UInt8(ascii: "_")
            }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > valueLimit else { return text }
        var bytes = Array(text.utf8.prefix(valueLimit - 3))
        while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
        if let last = bytes.last, last >= 0xC0 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self) + "…"
    }
}

extension RunReport {
    /// Every score as an event `gen_ai.evaluation.result`, in the words of OpenTelemetry's conventions.
    ///
    /// One object for each: `name` and `attributes` with `gen_ai.evaluation.name`, `gen_ai.evaluation.score.value` or
    /// `error.type`, `gen_ai.evaluation.explanation`, and `wright.example.id`.
    public var evaluationEvents: [JSONValue] {
        run.results.flatMap { result in
            run.manifest.scorers.compactMap { name -> JSONValue? in
                guard let score = result.scores[name] else { return nil }
                var attributes: [JSONValue.Member] = [.init("gen_ai.evaluation.name", .string(name))]
                switch score {
                case .measured(let value): attributes.append(.init("gen_ai.evaluation.score.value", .double(value)))
                case .notMeasured(let why):
                    attributes.append(.init("error.type", "not_measured"))
                    attributes.append(.init("gen_ai.evaluation.explanation", .string(why)))
                }
                attributes.append(.init("wright.example.id", .string(result.exampleID)))
                attributes.append(.init("wright.example.repeat", .int(result.repeatNumber)))
                return ["name": "gen_ai.evaluation.result", "attributes": .object(attributes)]
            }
        }
    }
}
