"""Clients that keep their connection, as browsers do, and what they measured."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count

Address = tuple[str, int]


@dataclass(frozen=True)
class Call:
    """One request, and the status that is its success."""

    method: str
    path: str
    body: str = ""
    status: int = 200


@dataclass(frozen=True)
class Target:
    """Something measured: `call(n)` gives its n-th request."""

    name: str
    address: Address
    call: Callable[[int], Call]
    headers: Mapping[str, str] = field(default_factory=dict)
    processor: Callable[[], float] = lambda: 0.0  #: milliseconds that its server has worked so far


@dataclass
class Sample:
    """The times of one target under one number of clients, in milliseconds, and the bytes of an answer."""

    times: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    worked: float = 0.0  #: milliseconds on a processor, of all requests together

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)]

    @property
    def work(self) -> float:
        """Milliseconds that the server works for one request. On a busy machine this says more than the clock."""
        return self.worked / len(self.times)

    @property
    def bytes(self) -> int:
        return int(statistics.median(self.sizes))


def measure(targets: Sequence[Target], *, clients: int, rounds: int, each: int) -> dict[str, Sample]:
    """{target: times}: `rounds` times, each target in turn gets `each` requests from each client at once.

    Targets take turns so that whatever else the machine does meets all of them alike.
    """
    samples = {target.name: Sample() for target in targets}
    numbers = {target.name: count() for target in targets}
    with ThreadPoolExecutor(clients) as pool:
        for turn in range(rounds + 1):
            for target in targets:
                calls = [[target.call(next(numbers[target.name])) for _ in range(each)] for _ in range(clients)]
                before = target.processor()
                answers = [answer for found in pool.map(_send, [target] * clients, calls) for answer in found]
                if turn:  # the first round warms caches and compiles templates
                    sample = samples[target.name]
                    sample.worked += target.processor() - before
                    sample.times += [seconds * 1000 for seconds, _ in answers]
                    sample.sizes += [size for _, size in answers]
    return samples


def _send(target: Target, calls: Sequence[Call]) -> list[tuple[float, int]]:
    return list(_answers(target, calls))


def _answers(target: Target, calls: Sequence[Call]) -> Iterator[tuple[float, int]]:
    """(seconds, bytes) of each answer over one connection. RuntimeError for any other status than the wanted one."""
    connection = HTTPConnection(*target.address, timeout=60)
    connection.connect()
    try:
        for call in calls:
            headers = dict(target.headers)
            if call.body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            start = time.perf_counter()
            connection.request(call.method, call.path, body=call.body or None, headers=headers)
            answer = connection.getresponse()
            content = answer.read()
            seconds = time.perf_counter() - start
            if answer.status != call.status:
                raise RuntimeError(f"{call.method} {call.path} answered {answer.status}: {content[:2000]!r}")
            yield seconds, len(content)
    finally:
        connection.close()
