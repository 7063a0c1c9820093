"""Pages that nobody has asked for, in one process without HTTP: for a machine on which others work, too.

`.venv/bin/python -m benchmarks.fresh FILE` measures a database of `benchmarks.scale` (of L, say), on a copy of it. Each
address is asked for `--rounds` times and its least counts, in processor time; the median of those of a page is told in
multiples of the least floor of 50 rows in the same run. `--code FOLDER` measures another version of the product, on a
database of its schema, so that two versions can take turns.
"""

import argparse
import gc
import os
import random
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

#: Asked for before anything is measured, of each page: they make the statements and compile the templates.
WARMED: Final = 4
#: {page: (addresses with the id of a record, which records)}.
RECORDS: Final = {
    "mission": ("/missions/{}", "activities WHERE archived_at IS NULL"),
    "lead without a person": ("/leads/{}", "leads WHERE archived_at IS NULL AND person_id IS NULL"),
    "organisation": ("/contacts/organisations/{}", "organisations WHERE archived_at IS NULL"),
    "negotiation": ("/negotiations/{}", "negotiations WHERE archived_at IS NULL"),
}
LISTS: Final = {
    "people": "/contacts/people", "home": "/", "board": "/negotiations/", "negotiations": "/negotiations/list",
    "meetings": "/meetings/", "leads": "/leads/", "missions": "/missions/",
}  # fmt: skip


def main() -> None:
    """Print one line a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("--code", type=Path, default=Path.cwd())
    parser.add_argument("--user", default="kobayashi@example.jp")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], help="pages by their names")
    options = parser.parse_args()
    sys.path.insert(0, str(options.code))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(options.database, Path(folder, "copy.sqlite"))
        measure(Path(folder), options.user, options.rounds, options.only)


def measure(folder: Path, email: str, rounds: int, only: Sequence[str]) -> None:
    """What `main` does, on a database that may be written to."""
    from benchmarks import floors
    from crm.config import Settings
    from crm.core.database import db, writing
    from crm.factory import create_app
    from crm.users import queries, services

    os.environ["FLOOR_DATABASE"] = str(folder / "floor.sqlite")
    floors.make(os.environ["FLOOR_DATABASE"])
    low = floors.application().test_client()
    app = create_app(
        Settings(instance=folder, database_url=f"sqlite:///{folder / 'copy.sqlite'}", secret_key=secrets.token_hex(32))
    )
    client, token = app.test_client(), secrets.token_urlsafe(32)
    with app.app_context():
        user = queries.by_email(email)
        if user is None:
            raise SystemExit(f"{email} is not in that database.")
        with writing():
            session = {"_user_id": str(user.id), "_fresh": True}
            services.SessionStore().save(token, session, "measured", fresh=True)
            db.session.commit()
        pages = {name: urls for name, urls in addresses(db.session).items() if not only or name in only}
        db.session.remove()
    client.set_cookie("session", token)
    for url in (url for urls in pages.values() for url in urls[:WARMED]):
        client.get(url)
    gc.collect()
    gc.freeze()
    report(pages, rounds, lambda url: cost(client, url), lambda: min(cost(low, "/rows") for _ in range(25)))


def report(
    pages: Mapping[str, Sequence[str]], rounds: int, cost: Callable[[str], float], floor: Callable[[], float]
) -> None:
    """Let the pages take turns, and print what each costs."""
    least: dict[tuple[str, str], float] = {}
    floors = [floor()]
    for _ in range(rounds):
        for name, urls in pages.items():
            for url in urls[WARMED:]:
                least[name, url] = min(cost(url), least.get((name, url), float("inf")))
            floors.append(floor())
    print(f"{'page':<24}{'ms':>8}{'floors':>8}{'worst ms':>10}   (floor {min(floors):.2f} ms)")
    for name in pages:
        found = [value for (page, _url), value in least.items() if page == name]
        middle = statistics.median(found)
        print(f"{name:<24}{middle:>8.1f}{middle / min(floors):>8.1f}{max(found):>10.1f}")


def cost(client: Any, url: str) -> float:
    """Milliseconds of the processor."""
    start = time.process_time()
    answer = client.get(url)
    taken = (time.process_time() - start) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status}")
    return taken


def addresses(session: Any) -> dict[str, list[str]]:
    """{page: what is asked for}: other records and other words each, from a fixed seed."""
    from sqlalchemy import text

    words = typed(random.Random(5))  # noqa: S311  # which words are measured is no secret
    found = {name: [url] * 10 for name, url in LISTS.items()}
    found |= {"search page": [f"/search/?q={word}" for word in words]}
    found |= {"palette": [f"/search/palette?q={word}" for word in words]}
    for name, (url, rows) in RECORDS.items():
        ids = session.execute(text(f"SELECT id FROM {rows} ORDER BY id * 7919 % 50021 LIMIT 20")).scalars()  # noqa: S608  # tables of ours
        found[name] = [url.format(id) for id in ids]
    return found


def typed(dice: random.Random) -> list[str]:
    """What people may look for: firms, people by whole and half a name, in four scripts."""
    from benchmarks import words

    def one_of(parts: Sequence[Any]) -> Any:
        return dice.choice(parts)

    found = []
    for _ in range(6):
        found += [
            one_of(words.STEMS).text + one_of(words.TRADES).text,
            one_of(words.STEMS).latin.lower()[: dice.choice((4, 5, 9))],
            one_of(words.JA_FAMILIES).text + one_of(words.JA_GIVEN_FIRST).text + one_of(words.JA_GIVEN_LAST).text,
            one_of(words.ZH_FAMILIES).text + one_of(words.ZH_GIVEN).text,
            one_of(words.LATIN_FAMILIES)[:4].lower(),
            one_of(words.KO_STEMS),
            f"{one_of(words.LATIN_GIVEN)} {one_of(words.LATIN_FAMILIES)}",
        ]
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    main()
