"""Child processes that may be killed: forked from one server, which has loaded already what they need.

Python keeps one fork server a process, and it loads its modules when the first child is asked for: whoever has work
for a child names its modules while the program starts.
"""

import multiprocessing
from multiprocessing.context import ForkServerContext

_loaded: list[str] = []


def forked(*modules: str) -> ForkServerContext:
    """What starts children that find `modules` loaded. The server has no threads, so forking it is always safe."""
    context = multiprocessing.get_context("forkserver")
    _loaded.extend(modules)
    context.set_forkserver_preload(_loaded)
    return context
