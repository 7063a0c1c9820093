"""One screen of figures at a time in each process (docs/benchmarks.md).

A screen takes 30 to 60 MB while it is made, and a process that makes four at once keeps four times as much. It costs
no throughput: the interpreter works for one of its threads at a time. Whoever writes does not wait here, since others
would wait for the lock of the database meanwhile.
"""

from threading import Lock
from typing import Final

from flask import g, request

from crm.core.database import unmap
from crm.core.memory import give_back
from crm.insights.views.figures import bp
from crm.web.transactions import SAFE_METHODS

_TURN: Final = Lock()


@bp.before_request
def take_turn() -> None:
    if request.method in SAFE_METHODS:
        _TURN.acquire()
        g.has_turn = True


@bp.teardown_request
def pass_on(error: BaseException | None) -> None:
    if g.pop("has_turn", False):
        try:
            if error is None:
                unmap()
        finally:
            _TURN.release()
        give_back()
