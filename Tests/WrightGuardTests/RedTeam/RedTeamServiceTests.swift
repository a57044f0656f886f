import Testing
import WrightCore
import WrightGuard

/// How services are asked and how their replies are read.
struct RedTeamServiceTests {
    private func service(_ more: String = "", body: String = #"{"messages":"{{messages}}"}"#) throws -> RedTeamService {
        let text =
            #"{"schema":1,"name":"s","url":"http://127.0.0.1/","body":\#(body),"answer":"/choices/0/text"\#(more)}"#
        return try RedTeamService(parsing: Array(text.utf8), name: "s.json")
    }

    private var exchange: RedTeamExchange {
        var exchange = RedTeamExchange(
            id: "i",
            channel: .document,
            prompt: "Q {{document}}",
            history: [.init(.user, "before"), .init(.assistant, "yes")],
            carried: .init(name: "n.txt", text: "D {{prompt}}")
        )
        exchange.system = "S"
        return exchange
    }

    @Test func messagesHoldSystemHistoryAndDocuments() throws {
        let messages = try #require(try service().request(for: exchange)["messages"]?.array)
        #expect(messages.compactMap { $0["role"]?.string } == ["system", "user", "assistant", "user"])
        let last = try #require(messages.last?["content"]?.string)
        #expect(last.hasPrefix("Q {{document}}") && last.contains("Document 'n.txt':\nD {{prompt}}"))
    }

    @Test func whatIsFilledInIsNotFilledAgain() throws {
        let body =
            #"{"q":"<{{prompt}}> {{system}} {{other}} {{id}}","d":"{{document}}","h":"{{history}}","#
            + #""l":"{{documents}}"}"#
        let request = try service(body: body).request(for: exchange)
        #expect(request["q"]?.string == "<Q {{document}}> S {{other}} i")
        #expect(request["d"]?.string == "D {{prompt}}")
        #expect(request["h"]?.array?.count == 2)
        #expect(request["l"]?.array?.first?["name"]?.string == "n.txt")
    }

    @Test func repliesAreReadWhereTheFileSays() throws {
        let service = try service(
            #","stream":"/delta","tools":{"list":"/calls","name":"/n","arguments":"/a"},"stopped":"/blocked","#
                + #""stoppedStatuses":[403]"#
        )
        func reply(_ text: String, _ status: Int = 200) throws -> RedTeamReply {
            try service.reply(status: status, body: Array(text.utf8), events: nil)
        }
        #expect(try reply(#"{"choices":[{"text":"hi"}]}"#).text == "hi")
        #expect(try reply(#"{"choices":[{"text":[{"type":"text","text":"a"},{"text":"b"}]}]}"#).text == "ab")
        #expect(try reply(#"{"choices":[{"text":"x"}],"blocked":true}"#).isStopped)
        #expect(try !reply(#"{"choices":[{"text":"x"}],"blocked":false}"#).isStopped)
        #expect(try reply("", 403).isStopped)
        let calls = try reply(#"{"calls":[{"n":"send","a":{"to":"x"}},{"n":"log","a":"raw"},{}]}"#).toolCalls
        #expect(calls == [.init(name: "send", arguments: #"{"to":"x"}"#), .init(name: "log", arguments: "raw")])
        let events = [#"{"delta":"he"}"#, "[DONE]", #"{"delta":"llo"}"#].map { Array($0.utf8) }
        #expect(try service.reply(status: 200, body: [], events: events).text == "hello")
        for (text, status) in [("", 200), ("{}", 200), ("<html>", 200), ("{}", 500), ("{}", 401)] {
            #expect(throws: GuardError.self) { _ = try reply(text, status) }
        }
    }

    @Test(
        "files about services are read strictly",
        arguments: [
            "[]", #"{"schema":1}"#, #"{"schema":1,"url":"u","body":{},"answer":"/a"}"#,
            #"{"schema":1,"url":"u","body":{"p":"{{prompt}}"},"answer":"a"}"#,
            #"{"schema":1,"url":"u","body":{"p":"{{prompt}}"},"answer":"/a","retires":1}"#,
            #"{"schema":1,"url":"u","body":{"p":"{{prompt}}"},"answer":"/a","concurrency":9}"#,
            #"{"schema":1,"url":"u","body":{"p":"{{prompt}}"},"answer":"/a","headers":{"x":1}}"#,
        ]
    )
    func refuses(text: String) {
        let error = #expect(throws: GuardError.self) { _ = try RedTeamService(parsing: Array(text.utf8), name: "f") }
        #expect(error?.remedy != nil)
    }

    @Test func pointersFollowTheirStandard() throws {
        let value = try JSONValue(parsing: #"{"a":[{"b/c":1,"~":2}],"":3}"#)
        #expect(RedTeamPointer("/a/0/b~1c")?.value(in: value)?.int == 1)
        #expect(RedTeamPointer("/a/0/~0")?.value(in: value)?.int == 2)
        #expect(RedTeamPointer("/")?.value(in: value)?.int == 3)
        #expect(RedTeamPointer("")?.value(in: value) == value)
        #expect(RedTeamPointer("/a/1")?.value(in: value) == nil && RedTeamPointer("a") == nil)
    }

    @Test func damagedFilesNeverCrash() throws {
        let text = #"{"schema":1,"url":"u","body":{"p":"{{prompt}}"},"answer":"/a","headers":{"x":"${K}"},"tools":{}}"#
        var random = SeededRandom(seed: 5)
        for _ in 0..<5000 {
            var bytes = Array(text.utf8)
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 32...126, using: &random)
            }
            guard let service = try? RedTeamService(parsing: bytes, name: "f") else { continue }
            // Whatever is read as a service carries the prompt.
            let request = service.request(for: exchange).text()
            #expect(request.contains(exchange.prompt), "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
