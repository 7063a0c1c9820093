"""gunicorn forked from a process that has the product loaded: it is ready in a fifth of the time."""

import os
import signal
import sys
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from crm.core.children import forked
from crm.web import health
from tests.patience import PATIENCE
from tests.served import Server
from tools.steps import ROOT

CONTEXT = forked("crm.factory", "gunicorn.app.wsgiapp", "tests.conftest")


class ForkedServer(Server):
    """gunicorn as the product starts it, but for its loading."""

    child: ForkServerProcess | None = None

    def launch(self) -> None:
        self.child = CONTEXT.Process(target=serve, args=(self.environment, str(self.log), self.application))
        self.child.start()

    def kill(self) -> None:
        if self.child is not None and self.child.is_alive():
            os.killpg(self.child.pid or 0, signal.SIGKILL)
            self.child.join()

    def end(self) -> int | None:
        """SIGTERM, and the exit status."""
        if self.child is None:
            return None
        self.child.terminate()
        self.child.join(PATIENCE)
        return self.child.exitcode


def serve(environment: dict[str, str], log: str, application: str) -> None:
    """What `python -m gunicorn` does, in this process."""
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    with Path(log).open("ab") as file:
        for number in (1, 2):
            os.dup2(file.fileno(), number)
    health._STARTED = time.monotonic()  # not when the modules were loaded: the worker would be missed
    sys.argv = ["gunicorn", "-c", "gunicorn.conf.py", application]
    from gunicorn.app.wsgiapp import run as begin

    begin()
