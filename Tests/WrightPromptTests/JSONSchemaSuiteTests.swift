import Foundation
import Testing
import WrightCore
import WrightPrompt

/// The JSON Schema Test Suite, draft 2020-12.
struct JSONSchemaSuiteTests {
    private func configuration(assertsFormats: Bool) -> JSONSchema.Configuration {
        var configuration = JSONSchema.Configuration()
        configuration.assertsFormats = assertsFormats
        configuration.resolve = { address in
            let prefix = "http://localhost:1234/"
            guard address.hasPrefix(prefix) else { return nil }
            return try? FixtureFile.bytes("json-schema/remotes/" + address.dropFirst(prefix.count))
        }
        return configuration
    }

    private func failures(in file: String, assertsFormats: Bool) throws -> (failures: [String], count: Int) {
        let suite = try FlatJSON(parsing: FixtureFile.bytes(file))
        var failures: [String] = []
        var count = 0
        for group in suite.elements(FlatJSON.root) {
            let title = suite.member(group, "description").map { suite.text($0) } ?? ""
            guard let schemaNode = suite.member(group, "schema"), let tests = suite.member(group, "tests") else {
                continue
            }
            let schema: JSONSchema
            do {
                let text = suite.json(schemaNode)
                schema = try JSONSchema(parsing: text, configuration: configuration(assertsFormats: assertsFormats))
            } catch {
                failures.append("\(title): \(error.message)")
                continue
            }
            for test in suite.elements(tests) {
                count += 1
                let name = title + " / " + (suite.member(test, "description").map { suite.text($0) } ?? "")
                guard let data = suite.member(test, "data"), let valid = suite.member(test, "valid") else { continue }
                let expected = suite.kind(valid) == .yes
                do {
                    let bytes = Array(suite.json(data).utf8)
                    let fast = try schema.isValid(parsing: bytes)
                    let report = try schema.check(parsing: bytes)
                    if fast != expected || report.isValid != expected { failures.append(name) }
                } catch {
                    failures.append(name + ": " + error.message)
                }
            }
        }
        return (failures, count)
    }

    @Test func passesAllRequiredCases() throws {
        var total = 0
        for name in try FixtureFile.names(in: "json-schema/tests") {
            let result = try failures(in: "json-schema/tests/" + name, assertsFormats: false)
            total += result.count
            #expect(result.failures.isEmpty, "\(name): \(result.failures.joined(separator: "\n"))")
        }
        #expect(total > 1_200)
    }

    @Test func passesOptionalCases() throws {
        for name in try FixtureFile.names(in: "json-schema/tests/optional") {
            let result = try failures(in: "json-schema/tests/optional/" + name, assertsFormats: false)
            #expect(result.failures.isEmpty, "\(name): \(result.failures.joined(separator: "\n"))")
        }
    }

    @Test func passesFormatCases() throws {
        for name in try FixtureFile.names(in: "json-schema/tests/format") {
            let result = try failures(in: "json-schema/tests/format/" + name, assertsFormats: true)
            #expect(result.failures.isEmpty, "\(name): \(result.failures.joined(separator: "\n"))")
        }
    }
}
