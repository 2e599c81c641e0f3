"""A mail server in a thread: it keeps what it takes, and misbehaves for addresses that ask for it.

An address that begins with "refused" gets 550, "later" 451, "after-data" 554 at the end; with
"hangs-up" the letter is taken and the line closed before the answer.
"""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


class Mailbox(socketserver.ThreadingTCPServer):
    """Listens on a free port of this computer; `letters` holds each accepted message's bytes."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, pause_s: float = 0.0) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.letters: list[bytes] = []
        self.pause_s = pause_s
        self.called = threading.Event()
        """Set when a line is opened."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=default) for one in self.letters]


class Conversation(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.server.called.set()
        try:
            self.converse()
        except OSError:
            return

    def say(self, line: str) -> None:
        time.sleep(self.server.pause_s)
        self.wfile.write(f"{line}\r\n".encode())

    def converse(self) -> None:
        self.say("220 ready")
        to = ""
        while line := self.rfile.readline():
            word = line.split(b":")[0].strip().upper()
            if word == b"QUIT":
                self.say("221 bye")
                return
            if word == b"RCPT TO":
                to = line.decode().partition("<")[2]
                code = {"refused": 550, "later": 451}.get(to.partition("@")[0].split(".")[0], 250)
                self.say(f"{code} {to.strip()}")
            elif word == b"DATA":
                self.say("354 go on")
                if not self.take(to):
                    return
            else:
                self.say("250 yes")

    def take(self, to: str) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if to.startswith("after-data"):
            self.say("554 not wanted")
            return True
        self.server.letters.append(b"".join(lines))
        if to.startswith("hangs-up"):
            return False
        self.say("250 taken")
        return True


@contextmanager
def mailbox(pause_s: float = 0.0) -> Iterator[Mailbox]:
    with Mailbox(pause_s) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
