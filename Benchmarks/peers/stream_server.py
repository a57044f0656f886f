"""Sends the same stream of 1,000 pieces to every request, in the form of the path asked for.

stream_server.py [PORT]; prints the address that it listens on.
"""
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COUNT = 1000


def chat() -> list[bytes]:
    def event(value: dict) -> bytes:
        return b"data: " + json.dumps(value, separators=(",", ":")).encode() + b"\n\n"

    head = {
        "id": "chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012",
        "object": "chat.completion.chunk",
        "created": 1750000000,
        "model": "gpt-4o-mini-2024-07-18",
        "service_tier": "default",
        "system_fingerprint": "fp_0123456789",
    }

    def chunk(delta: dict, finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return event({**head, "choices": [choice], "usage": None})

    pieces = [chunk({"content": " word" + str(number % 10)}) for number in range(COUNT)]
    usage = {"prompt_tokens": 10, "completion_tokens": COUNT, "total_tokens": COUNT + 10}
    tail = [chunk({}, "stop"), event({**head, "choices": [], "usage": usage}), b"data: [DONE]\n\n"]
    return [chunk({"role": "assistant", "content": ""})] + pieces + tail


def messages() -> list[bytes]:
    def event(name: str, **fields) -> bytes:
        value = {"type": name, **fields}
        return f"event: {name}\ndata: ".encode() + json.dumps(value, separators=(",", ":")).encode() + b"\n\n"

    start = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude", "content": []}
    begin = [
        event("message_start", message={**start, "usage": {"input_tokens": 10, "output_tokens": 1}}),
        event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
    ]
    pieces = [
        event("content_block_delta", index=0, delta={"type": "text_delta", "text": " word" + str(number % 10)})
        for number in range(COUNT)
    ]
    end = [
        event("content_block_stop", index=0),
        event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": COUNT}),
        event("message_stop"),
    ]
    return begin + pieces + end


def ollama() -> list[bytes]:
    def line(content: str, **fields) -> bytes:
        value = {
            "model": "llama3.2",
            "created_at": "2026-01-01T00:00:00.000000Z",
            "message": {"role": "assistant", "content": content},
            "done": False,
            **fields,
        }
        return json.dumps(value, separators=(",", ":")).encode() + b"\n"

    pieces = [line(" word" + str(number % 10)) for number in range(COUNT)]
    return pieces + [line("", done=True, done_reason="stop", prompt_eval_count=10, eval_count=COUNT)]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bodies: dict[str, tuple[str, bytes]] = {}

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type_, body = next(value for key, value in self.bodies.items() if key in self.path)
        self.send_response(200)
        self.send_header("Content-Type", type_)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments) -> None:
        pass


def main() -> None:
    for key, type_, pieces in [
        ("completions", "text/event-stream", chat()),
        ("messages", "text/event-stream", messages()),
        ("api/chat", "application/x-ndjson", ollama()),
    ]:
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        Handler.bodies[key] = (type_, body)
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
