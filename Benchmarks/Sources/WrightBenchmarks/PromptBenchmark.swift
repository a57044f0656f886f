internal import WrightCore
internal import WrightPrompt

/// Rendering prompts and checking JSON, one thread.
///
/// A prompt of 4 kB with sources, conditions and a loop; a schema of 2 kB and a value of 1 kB that fits it. Reading the
/// JSON is part of checking. Inputs of the prompt are checked against its schema where `checked` is named.
enum PromptBenchmark {
    static func run() throws -> JSONValue {
        let rounds = 2_000
        let template = try PromptTemplate(name: "benchmark", source: source(hasSchema: false))
        let checked = try PromptTemplate(name: "benchmark", source: source(hasSchema: true))
        let input = PromptInput(inputs)
        let size = try template.render(input).messages.reduce(0) { $0 + $1.text.utf8.count }
        let rendering = try Measurement.bestSeconds { for _ in 0..<rounds { _ = try template.render(input) } }
        let checking = try Measurement.bestSeconds { for _ in 0..<rounds { _ = try checked.render(input) } }
        let reading = try Measurement.bestSeconds {
            for _ in 0..<rounds { _ = try PromptTemplate(name: "benchmark", source: source(hasSchema: false)) }
        }
        let schema = try JSONSchema(parsing: schemaText)
        let instance = Array(instanceText.utf8)
        guard try schema.isValid(parsing: instance) else { throw BenchmarkError.wrongUsage("the value does not fit") }
        let validation = try Measurement.bestSeconds {
            for _ in 0..<rounds { _ = try schema.check(parsing: instance) }
        }
        let wrong = Array(instanceText.replacingFirst("\"quantity\": 3", with: "\"quantity\": -3").utf8)
        let reporting = try Measurement.bestSeconds { for _ in 0..<rounds { _ = try schema.check(parsing: wrong) } }
        let compiling = try Measurement.bestSeconds { for _ in 0..<rounds { _ = try JSONSchema(parsing: schemaText) } }
        func microseconds(_ seconds: Double) -> JSONValue {
            .double(Measurement.rounded(seconds / Double(rounds) * 1e6))
        }
        return [
            "renderedBytes": .int(size), "renderMicroseconds": microseconds(rendering),
            "renderCheckedMicroseconds": microseconds(checking), "readMicroseconds": microseconds(reading),
            "schemaBytes": .int(schemaText.utf8.count), "valueBytes": .int(instance.count),
            "validateMicroseconds": microseconds(validation), "reportMicroseconds": microseconds(reporting),
            "compileMicroseconds": microseconds(compiling),
        ]
    }

    private static func source(hasSchema: Bool) -> String {
        let schema = """
            input:
              schema:
                question: string
                polite: boolean
                sources(array):
                  number: integer
                  title: string
                  text: string

            """
        let rules = (1...12).map { "- Rule \($0): say only what the sources say, and name them.\n" }.joined()
        return """
            ---
            model: m
            \(hasSchema ? schema : "")---
            {{role "system"}}
            You answer from sources.{{#if polite}} Be polite.{{else}} Be brief.{{/if}}
            \(rules){{role "user"}}
            {{#each sources}}
            [{{number}}] {{title}}{{#unless @last}},{{/unless}}
            {{text}}
            {{/each}}
            Question: {{json question}}
            """
    }

    private static let inputs: JSONValue = [
        "question": "What is said of \"segments\" and how they are merged?", "polite": true,
        "sources": .array(
            (1...12)
                .map { number in
                    let text = String(repeating: "Segments are written once and never changed. ", count: 5)
                    return ["number": .int(number), "title": .string("Chapter \(number)"), "text": .string(text)]
                }
        ),
    ]

    private static let schemaText = """
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
         "required": ["id", "customer", "items"], "additionalProperties": false, "$defs": {
          "money": {"type": "object", "required": ["amount", "currency"], "additionalProperties": false, "properties": {
            "amount": {"type": "number", "minimum": 0, "multipleOf": 0.01},
            "currency": {"enum": ["EUR", "USD", "GBP", "JPY", "CHF"]}}},
          "address": {"type": "object", "required": ["street", "city", "country"], "properties": {
            "street": {"type": "string", "minLength": 1, "maxLength": 200},
            "city": {"type": "string", "minLength": 1, "maxLength": 100},
            "zip": {"type": "string", "pattern": "^[A-Z0-9 -]{3,10}$"},
            "country": {"type": "string", "pattern": "^[A-Z]{2}$"}}},
          "item": {"type": "object", "required": ["sku", "quantity", "price"], "properties": {
            "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4,8}$"},
            "quantity": {"type": "integer", "minimum": 1, "maximum": 1000},
            "price": {"$ref": "#/$defs/money"},
            "note": {"type": ["string", "null"], "maxLength": 500},
            "tags": {"type": "array", "items": {"type": "string", "maxLength": 30}, "uniqueItems": true,
              "maxItems": 20}}}},
         "properties": {
          "id": {"type": "string", "pattern": "^ORD-[0-9]+$"},
          "created": {"type": "string", "format": "date-time"},
          "customer": {"type": "object", "required": ["name", "email"], "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 200},
            "email": {"type": "string", "format": "email", "maxLength": 254},
            "shipping": {"$ref": "#/$defs/address"}, "billing": {"$ref": "#/$defs/address"},
            "vip": {"type": "boolean"}}},
          "items": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"$ref": "#/$defs/item"}},
          "discount": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/money"}, {"type": "number", "minimum": 0,
            "maximum": 1}]},
          "status": {"oneOf": [{"const": "open"}, {"const": "paid"}, {"const": "sent"}]}}}
        """

    private static let instanceText = """
        {"id": "ORD-20240517", "created": "2024-05-17T10:20:30Z",
         "customer": {"name": "Ada Lovelace", "email": "ada@example.org", "vip": true,
          "shipping": {"street": "12 St James's Square", "city": "London", "zip": "SW1Y 4JH", "country": "GB"},
          "billing": {"street": "1 Rue de la Paix", "city": "Paris", "zip": "75002", "country": "FR"}},
         "items": [
          {"sku": "ABC-12345", "quantity": 3, "price": {"amount": 12.50, "currency": "EUR"}, "note": null,
            "tags": ["new", "red"]},
          {"sku": "DEF-99887", "quantity": 1, "price": {"amount": 199.99, "currency": "EUR"}, "note": "gift",
            "tags": []},
          {"sku": "GHI-00012", "quantity": 12, "price": {"amount": 0.75, "currency": "EUR"}, "tags": ["small",
            "spare part"]},
          {"sku": "JKL-55555", "quantity": 2, "price": {"amount": 45.00, "currency": "EUR"},
            "note": "leave at the door"}],
         "discount": 0.05, "status": "paid"}
        """
}

extension String {
    /// The text with the first occurrence of a part replaced.
    fileprivate func replacingFirst(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
