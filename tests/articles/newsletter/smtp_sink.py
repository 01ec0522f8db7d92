"""A tiny SMTP server on loopback, which keeps what it is sent and can drop the line or refuse."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

DROP = "drop"


@dataclass
class Sink:
    """What arrived, and for whom; what the server does instead, by recipient and moment (`RCPT`, `DATA`, `.`)."""

    mails: list[tuple[str, bytes]] = field(default_factory=list)
    instead: dict[tuple[str, str], str] = field(default_factory=dict)
    lines: int = 0
    port: int = 0


class Talk(socketserver.StreamRequestHandler):
    """One line to the server, until QUIT or until it is dropped."""

    server: Any

    def handle(self) -> None:
        sink: Sink = self.server.sink
        sink.lines += 1
        self.say("220 sink")
        while line := self.rfile.readline():
            word, rest = line.split(None, 1)[0].decode().upper(), line.decode()
            if word == "RCPT":
                self.to = rest.partition("<")[2].partition(">")[0]
            answer = {"DATA": "354 go on", "QUIT": "221 bye"}.get(word, "250 fine")
            answer = sink.instead.pop((self.to, word), answer) if word in {"RCPT", "DATA"} else answer
            if word == "DATA" and answer.startswith("354"):
                self.say(answer)
                answer = self.take_in(sink)
            if answer == DROP:
                return
            self.say(answer)
            if word == "QUIT" or answer.startswith("421"):
                return

    def take_in(self, sink: Sink) -> str:
        """Read one mail; keep it, and answer that all is fine, unless told otherwise."""
        content = b"".join(iter(self.rfile.readline, b".\r\n"))
        answer = sink.instead.pop((self.to, "."), "250 kept")
        if answer.startswith("250") or answer == DROP:  # dropped after it took the mail in: the sender can't know
            sink.mails.append((self.to, content))
        return answer

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def listening() -> Iterator[Sink]:
    """The server at a free port, for as long as the block lasts."""
    sink = Sink()
    with Server(("127.0.0.1", 0), Talk) as server:
        server.sink = sink  # type: ignore[attr-defined]
        sink.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield sink
        finally:
            server.shutdown()
