// Table of streams as services send them, for tests; long lines are theirs.
internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightProviders

/// Streams as the services send them, each with the same answer sent whole.
///
/// Written after the formats' documentation; ids and texts are made up.
struct RecordedStream: Sendable, CustomTestStringConvertible {
    var name: String
    var kind: ServiceKind
    var type = "text/event-stream"
    var stream: String
    var whole: String

    var testDescription: String { name }

    static let all = [chat, chatTools, messages, messagesTools, ollama, gemini, responses]

    static let chat = RecordedStream(
        name: "chat completions",
        kind: .openAI,
        stream: """
            \u{FEFF}: a comment

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-x","system_fingerprint":"fp1",\
            "choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}

            data: {"id":"c1","model":"gpt-x","choices":[{"delta":{"content":"Grüße, "}}]}\r
            \r
            event: message
            data: {"id":"c1","model":"gpt-x","choices":[{"index":0,
            data: "delta":{"content":"世界 \\ud83d\\ude00"},"finish_reason":null}]}
            id: 7
            retry: 10

            data:{"id":"c1","model":"gpt-x","choices":[{"index":0,"delta":{"content":null},"finish_reason":"stop"}]}

            data: {"id":"c1","model":"gpt-x","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":5,\
            "total_tokens":14,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}

            data: [DONE]


            """,
        whole: """
            {"id":"c1","object":"chat.completion","model":"gpt-x","system_fingerprint":"fp1","choices":[{"index":0,
            "message":{"role":"assistant","content":"Grüße, 世界 😀","refusal":null},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14,
            "prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}
            """
    )

    static let chatTools = RecordedStream(
        name: "chat completions with tools",
        kind: .openAI,
        stream: """
            data: {"id":"c2","model":"gpt-x","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[\
            {"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":""}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"city\\": \\"Pa"}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"ris\\"}"}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function",\
            "function":{"name":"time","arguments":"{}"}}]}}]}

            data: {"choices":[{"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":8}}

            data: [DONE]

            """,
        whole: """
            {"id":"c2","model":"gpt-x","choices":[{"message":{"role":"assistant","content":null,"tool_calls":[
            {"id":"call_a","type":"function","function":{"name":"weather","arguments":"{\\"city\\": \\"Paris\\"}"}},
            {"id":"call_b","type":"function","function":{"name":"time","arguments":"{}"}}]},
            "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":8}}
            """
    )

    static let messages = RecordedStream(
        name: "messages with citations",
        kind: .anthropic,
        stream: """
            event: message_start
            data: {"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"claude-x",\
            "content":[],"stop_reason":null,"usage":{"input_tokens":10,"cache_read_input_tokens":5,\
            "cache_creation_input_tokens":2,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"seal"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: ping
            data: {"type":"ping"}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Äpfel "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":\
            {"type":"char_location","cited_text":"süß","document_index":0,"document_title":"Obst",\
            "start_char_index":11,"end_char_index":14}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"sind süß."}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: something_new
            data: {"type":"something_new","value":1}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":12}}

            event: message_stop
            data: {"type":"message_stop"}

            """,
        whole: """
            {"id":"m1","type":"message","role":"assistant","model":"claude-x","content":[
            {"type":"thinking","thinking":"Hm.","signature":"seal"},
            {"type":"text","text":"Äpfel sind süß.","citations":[{"type":"char_location","cited_text":"süß",
            "document_index":0,"document_title":"Obst","start_char_index":11,"end_char_index":14}]}],
            "stop_reason":"end_turn","usage":{"input_tokens":10,"cache_read_input_tokens":5,
            "cache_creation_input_tokens":2,"output_tokens":12}}
            """
    )

    static let messagesTools = RecordedStream(
        name: "messages with a tool",
        kind: .anthropic,
        stream: """
            event: message_start
            data: {"type":"message_start","message":{"id":"m2","model":"claude-x","usage":{"input_tokens":4,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"weather","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"\\"Paris\\"}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":20}}

            event: message_stop
            data: {"type":"message_stop"}

            """,
        whole: """
            {"id":"m2","model":"claude-x","content":[{"type":"tool_use","id":"t1","name":"weather",
            "input":{"city":"Paris"}}],"stop_reason":"tool_use","usage":{"input_tokens":4,"output_tokens":20}}
            """
    )

    static let ollama = RecordedStream(
        name: "ollama",
        kind: .ollama,
        type: "application/x-ndjson",
        stream: """
            {"model":"llama-x","created_at":"t","message":{"role":"assistant","content":"Grü","thinking":"so"},"done":false}
            {"model":"llama-x","created_at":"t","message":{"role":"assistant","content":"ße"},"done":false}\r
            {"model":"llama-x","created_at":"t","message":{"role":"assistant","content":"","tool_calls":[\
            {"function":{"name":"f","arguments":{"a":1}}}]},"done":false}
            {"model":"llama-x","created_at":"t","message":{"role":"assistant","content":""},"done_reason":"stop","done":true,\
            "total_duration":5,"prompt_eval_count":7,"eval_count":3}
            """,
        whole: """
            {"model":"llama-x","created_at":"t","message":{"role":"assistant","content":"Grüße","thinking":"so",
            "tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"done_reason":"stop","done":true,
            "prompt_eval_count":7,"eval_count":3}
            """
    )

    static let gemini = RecordedStream(
        name: "gemini",
        kind: .gemini,
        stream: """
            data: {"candidates":[{"content":{"role":"model","parts":[{"text":"plan","thought":true}]}}],"modelVersion":"gemini-x","responseId":"g1"}\r
            \r
            data: {"candidates":[{"content":{"role":"model","parts":[{"text":"Grü"}]}}],"usageMetadata":{"promptTokenCount":6}}\r
            \r
            data: {"candidates":[{"content":{"role":"model","parts":[{"text":"ße"}]},"finishReason":"STOP","index":0}],\
            "usageMetadata":{"promptTokenCount":6,"candidatesTokenCount":2,"thoughtsTokenCount":3,"totalTokenCount":11}}\r
            \r

            """,
        whole: """
            {"candidates":[{"content":{"role":"model","parts":[{"text":"plan","thought":true},{"text":"Grüße"}]},
            "finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":6,"candidatesTokenCount":2,
            "thoughtsTokenCount":3,"totalTokenCount":11},"modelVersion":"gemini-x","responseId":"g1"}
            """
    )

    static let responses = RecordedStream(
        name: "responses",
        kind: .openAIResponses,
        stream: """
            event: response.created
            data: {"type":"response.created","sequence_number":0,"response":{"id":"r1","model":"gpt-x","status":"in_progress"}}

            event: response.output_item.added
            data: {"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"msg"}}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","output_index":0,"delta":"Grü"}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","output_index":0,"delta":"ße"}

            event: response.output_item.added
            data: {"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","call_id":"k1","name":"f","arguments":""}}

            event: response.function_call_arguments.delta
            data: {"type":"response.function_call_arguments.delta","output_index":1,"delta":"{\\"a\\":1}"}

            event: response.completed
            data: {"type":"response.completed","response":{"id":"r1","model":"gpt-x","status":"completed","output":[\
            {"type":"message","content":[{"type":"output_text","text":"Grüße","annotations":[]}]},\
            {"type":"function_call","call_id":"k1","name":"f","arguments":"{\\"a\\":1}"}],\
            "usage":{"input_tokens":8,"output_tokens":4,"total_tokens":12,"output_tokens_details":{"reasoning_tokens":1}}}}

            """,
        whole: """
            {"id":"r1","object":"response","model":"gpt-x","status":"completed","output":[
            {"type":"message","content":[{"type":"output_text","text":"Grüße","annotations":[]}]},
            {"type":"function_call","call_id":"k1","name":"f","arguments":"{\\"a\\":1}"}],
            "usage":{"input_tokens":8,"output_tokens":4,"total_tokens":12,"output_tokens_details":{"reasoning_tokens":1}}}
            """
    )
}
