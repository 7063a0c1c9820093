"""The figures as a table: medians beside the floor, growth from S to L, and which targets are missed."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from benchmarks.load import Sample
from benchmarks.serve import Memory

BARE: Final = "floor: bare page"
FLOOR: Final = "floor: 50 rows"
#: At L: the most that a page's median may be of the 50-row floor's, in the same run.
TARGETS: Final = {
    "people, first page": 7.0,
    "people, deep page": 7.0,
    "people, deep and new": 7.0,
    "search, two characters": 8.0,
    "search, Latin word": 8.0,
    "two characters, new": 8.0,
    "Latin word, new": 8.0,
    "an organisation": 6.0,
    "write a meeting": 7.0,
    "home": 12.0,
    "board": 20.0,
    "negotiations": 7.0,
    "meetings": 7.0,
    "leads": 7.0,
    "missions": 7.0,
    "search page": 12.0,
    "palette": 8.0,
    **dict.fromkeys(
        ("figures: funnel", "figures: pipeline", "figures: times", "figures: costs", "figures: hypothesis",
         "figures: month"), 150.0,
    ),
}  # fmt: skip
#: Pages that tell of all records grow with these: only their bar at L counts.
GROWING: Final = "figures: "
#: The most that a page's ratio may grow from S to L.
GROWTH: Final = 1.3
#: PostgreSQL runs in a process of its own, to which each query travels.
ALLOWANCE: Final = {"sqlite": 1.0, "postgresql": 1.5}


def judged(results: Mapping[str, Mapping[str, Any]], database: str) -> dict[str, Any]:
    """{"database", "runs": a line for each size, clients and page, "memory", "missed": sentences}."""
    lines = [line for size, found in results.items() for line in _lines(size, found, database)]
    _add_growth(lines, database)
    memory = {size: _memory(found["memory"]) for size, found in results.items()}
    missed = [text for line in lines for text in _misses(line)]
    return {"database": database, "lines": lines, "memory": memory, "missed": missed}


def _lines(size: str, found: Mapping[str, Any], database: str) -> list[dict[str, Any]]:
    lines = []
    for clients, samples in found["samples"].items():
        floor: Sample = samples[FLOOR]
        for name, sample in samples.items():
            wanted = TARGETS.get(name)
            lines.append(
                {
                    "size": size,
                    "clients": clients,
                    "page": name,
                    "p50": round(sample.p50, 2),
                    "p95": round(sample.p95, 2),
                    "ratio": round(sample.p50 / floor.p50, 2),
                    "work": round(sample.work, 2),
                    "work_ratio": round(sample.work / floor.work, 2) if floor.work else None,
                    "target": wanted * ALLOWANCE[database] if wanted and size == "L" else None,
                    "queries": found["queries"].get(name),
                    "bytes": sample.bytes,
                    "requests": len(sample.times),
                    "growth": None,
                    "most_growth": None,
                }
            )
    return lines


def _add_growth(lines: list[dict[str, Any]], database: str) -> None:
    """How a page's ratio at L compares with that at S: the floors are the same, so the machine's mood falls out."""
    small = {(line["clients"], line["page"]): line["ratio"] for line in lines if line["size"] == "S"}
    for line in lines:
        before = small.get((line["clients"], line["page"]))
        if line["size"] == "L" and before and line["page"] in TARGETS and not line["page"].startswith(GROWING):
            line["growth"] = round(line["ratio"] / before, 2)
            line["most_growth"] = GROWTH * ALLOWANCE[database]


def _misses(line: Mapping[str, Any]) -> list[str]:
    where = f"{line['page']} at {line['size']}, {line['clients']} clients"
    found = []
    if line["target"] is not None and line["ratio"] > line["target"]:
        found.append(f"{where}: {line['ratio']} times the floor, wanted {line['target']}")
    if line["growth"] is not None and line["growth"] > line["most_growth"]:
        found.append(f"{where}: grew {line['growth']} times from S, wanted {line['most_growth']}")
    return found


def _memory(servers: Mapping[str, list[Memory]]) -> dict[str, list[dict[str, float]]]:
    return {
        name: [{key: round(value) for key, value in asdict(worker).items()} for worker in workers]
        for name, workers in servers.items()
    }


def table(found: Mapping[str, Any]) -> str:
    """The figures for people: one block a size and number of clients."""
    text = [f"On {found['database']}; ratio: p50 as a multiple of the page of 50 rows, in the same run."]
    block = None
    for line in found["lines"]:
        if block != (block := (line["size"], line["clients"])):
            text += ["", f"size {line['size']}, clients {line['clients']}", _HEAD]
        text.append(_line(line))
    text += ["", *_memory_lines(found["memory"])]
    judged_any = any(line["target"] is not None for line in found["lines"])
    text += ["", *(found["missed"] or ["Every target is met." if judged_any else "The targets are for size L."])]
    return "\n".join(text)


_HEAD = (
    f"{'page':<26}{'p50 ms':>8}{'p95 ms':>8}{'ratio':>8}{'target':>8}{'growth':>8}"
    f"{'CPU ms':>8}{'CPU ratio':>11}{'queries':>9}{'kB':>7}"
)


def _line(line: Mapping[str, Any]) -> str:
    def shown(name: str, form: str) -> str:
        return "–" if line[name] is None else format(line[name], form)

    return (
        f"{line['page']:<26}{line['p50']:>8.1f}{line['p95']:>8.1f}{line['ratio']:>8.2f}{shown('target', '.1f'):>8}"
        f"{shown('growth', '.2f'):>8}{line['work']:>8.1f}{shown('work_ratio', '.2f'):>11}"
        f"{shown('queries', 'd'):>9}{line['bytes'] / 1000:>7.1f}"
    )


def _memory_lines(memory: Mapping[str, Any]) -> list[str]:
    return [
        f"memory after {size}, {name}: " + ", ".join(f"{w['resident']} MB ({w['anonymous']} MB anonymous)" for w in ws)
        for size, servers in memory.items()
        for name, ws in servers.items()
        if ws
    ]
