"""A network that goes away: what journeys of a phone stand on."""

from socket import SHUT_RDWR
from typing import Any, NoReturn


class Network:
    """Between the phone and the server: `up`, or gone before the request arrives, or lost before the answer does."""

    def __init__(self, app: Any) -> None:
        self.app, self.up, self.answers = app, True, -1

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if not self.up:
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            self.cut(environ)
        answer = self.app(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST" and self.answers >= 0:
            self.answers -= 1
            if self.answers < 0:  # it was saved, and the phone never hears of it
                self.up = False
                answer.close()
                self.cut(environ)
        return answer

    @staticmethod
    def cut(environ: Any) -> NoReturn:
        """Close the connection without an answer."""
        environ["werkzeug.socket"].shutdown(SHUT_RDWR)
        raise ConnectionResetError

    def drop_after(self, answers: int) -> None:
        """Back again, but the answer to one of the next posts is lost, and the network with it."""
        self.up, self.answers = True, answers
