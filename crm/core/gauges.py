"""What can be measured at a moment, for programs that watch the server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Gauge:
    """One thing that is measured, in SI units: a value for each combination of labels, or one for ()."""

    name: str
    help: str
    values: Mapping[tuple[str, ...], float]
    labels: Sequence[str] = ()


def single(name: str, help: str, value: float) -> Gauge:
    """A thing of which there is one."""
    return Gauge(name, help, {(): value})
