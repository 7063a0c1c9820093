"""A mail server that knows as much IMAP (RFC 9051) as is needed to read one mailbox: a thread, no real mail."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

USER, PASSWORD = "office@example.jp", "words that open the mailbox"


class Box:
    """What is in the folder INBOX, by its numbers."""

    def __init__(self) -> None:
        self.validity = 7
        self.mails: dict[int, bytes] = {}
        self.fetched: list[int] = []  #: numbers of the mails that were handed over
        self.commands: list[str] = []
        self.found = ""  #: what it answers to a search, in place of the numbers
        self.port = 0

    def put(self, raw: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = raw
        return uid


class _Talk(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self._say("* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode("ascii").strip().partition(" ")
            self.server.box.commands.append(command.split(" ")[0])
            self._say(f"{tag} {self._answer(command)}")
            if command == "LOGOUT":
                return

    def _answer(self, command: str) -> str:
        box = self.server.box
        if command == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN "):
            return "OK done" if f'"{PASSWORD}"' in command else "NO wrong password"
        elif command == 'EXAMINE "INBOX"':
            self._say(f"* {len(box.mails)} EXISTS")
            self._say(f"* OK [UIDVALIDITY {box.validity}] valid")
        elif found := re.fullmatch(r"UID SEARCH UID (\d+):\*", command):
            last = max(box.mails, default=0)
            uids = [uid for uid in box.mails if uid >= int(found[1]) or uid == last]
            self._say("* SEARCH " + (box.found or " ".join(map(str, uids))))
        elif found := re.fullmatch(r"UID FETCH (\d+) \((RFC822\.SIZE|BODY\.PEEK\[\])\)", command):
            self._fetch(int(found[1]), found[2])
        elif command == "LOGOUT":
            self._say("* BYE")
        else:
            return "NO unknown"
        return "OK done"

    def _fetch(self, uid: int, what: str) -> None:
        box = self.server.box
        raw = box.mails.get(uid)
        if raw is None:
            return
        if what == "RFC822.SIZE":
            self._say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})")
        else:
            box.fetched.append(uid)
            self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    box: Box


@contextmanager
def mail_server() -> Iterator[Box]:
    """A server on a port of this machine, until the block ends."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.box = Box()
        server.box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.box
        finally:
            server.shutdown()
            thread.join()
