"""What is measured: each page of the product under the addresses that its visitors would ask for."""

from collections.abc import Callable, Iterable
from itertools import cycle, islice
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from benchmarks.browser import Browser, once
from benchmarks.load import Call, Target
from benchmarks.pages import counted
from crm.contacts.models import Affiliation, Organisation, Person
from crm.contacts.queries import our_organisation_id
from crm.contacts.queries.lists import PERSON_ORDERS, PersonFilter, people
from crm.core import paging
from crm.core.database import db
from crm.users.models import User
from crm.users.rules import SAMPLE_PASSWORD

ACCOUNT = ("kobayashi@example.jp", SAMPLE_PASSWORD)
BARE, ROWS = Call("GET", "/bare"), Call("GET", "/rows")
PEOPLE = "/contacts/people"
#: The order that the list has for a reader of Japanese, as the account is.
ORDER = PERSON_ORDERS["ja"]
#: Two characters, as people type them: family names, parts of firms and towns, in the three scripts.
TWO_CHARACTERS = ("佐藤", "大洋", "延吉", "김민", "王伟", "明淑", "物流", "清水")
LATIN = ("yamamoto", "zhang", "yanji", "kim", "sokolov", "trading", "hoffmann", "suzuki")
#: How far down the list the deep page lies.
DEPTHS = (0.3, 0.5, 0.6, 0.75, 0.9)
#: So many other pages lie apart from each other: hardly a request shows somebody who was shown before.
NEW = 400
#: How far searches are leafed through: these pages are asked for once or twice each.
LEAVES = 40
#: The screens of figures, as they open: the fiscal year and the one before.
FIGURES = {
    "funnel": "", "pipeline": "pipeline", "times": "times", "costs": "costs", "hypothesis": "hypothesis",
    "month": "month",
}  # fmt: skip
SPREAD = 40  #: different records that a page of one record is asked for


class Subjects:
    """The pages over one database: addresses that exist in it."""

    def __init__(self, app: Flask, browser: Browser, processor: Callable[[], float]) -> None:
        self.app, self.browser, self.processor = app, browser, processor
        with app.app_context():
            total = db.session.scalar(select(func.count()).select_from(Person)) or 0
            self.deep = _pages(total, [int(total * depth) for depth in DEPTHS])
            self.new = _pages(total, range(total // 10, total * 95 // 100, max(1, total // NEW)))
            self.leaves = {words: _leaves(words) for words in (TWO_CHARACTERS, LATIN)}
            self.organisations = _organisations()
            ours = our_organisation_id()
            db.session.remove()
        for path in self.deep:
            if "data-rows" not in browser.fetch("GET", path)[1]:
                raise RuntimeError(f"{path} shows no rows")
        self.talks = [browser.talk(id) for id in self.organisations if id != ours]

    def paths(self) -> dict[str, list[str]]:
        """{page: its addresses}."""
        return {
            "people, first page": [PEOPLE],
            "people, deep page": self.deep,
            "people, deep and new": self.new,
            "search, two characters": [f"{PEOPLE}?q={quote(word)}" for word in TWO_CHARACTERS],
            "search, Latin word": [f"{PEOPLE}?q={word}" for word in LATIN],
            "two characters, new": self.leaves[TWO_CHARACTERS],
            "Latin word, new": self.leaves[LATIN],
            "an organisation": [f"/contacts/organisations/{id}" for id in self.organisations],
            "home": ["/"],
            "board": ["/negotiations/"],
            "negotiations": ["/negotiations/list"],
            "meetings": ["/meetings/"],
            "leads": ["/leads/"],
            "missions": ["/missions/"],
            **{f"figures: {name}": [f"/insights/{path}"] for name, path in FIGURES.items()},
            "search page": [f"/search/?q={quote(word)}" for word in (*TWO_CHARACTERS, *LATIN)],
            "palette": [f"/search/palette?q={quote(word)}" for word in (*TWO_CHARACTERS, *LATIN)],
        }

    def targets(self) -> list[Target]:
        """Each page, and the writing of a meeting, for the signed-in person."""
        address, headers = self.browser.address, {"Cookie": self.browser.cookie}
        calls = {name: _in_turn(paths) for name, paths in self.paths().items()} | {"write a meeting": self._write}
        return [Target(name, address, call, headers, self.processor) for name, call in calls.items()]

    def _write(self, number: int) -> Call:
        path, fields = self.talks[number % len(self.talks)]
        return Call("POST", path, once(fields), 303)

    def queries(self) -> dict[str, int]:
        """{page: most statements that one request sends}, by the product in this process."""
        client = self.app.test_client()
        name, _, token = self.browser.cookie.partition("=")
        client.set_cookie(name, token, domain="127.0.0.1")
        client.get(PEOPLE, base_url="http://127.0.0.1")  # notes the visit, once a minute
        asked = {name: [Call("GET", path) for path in paths] for name, paths in self.paths().items()}
        asked["write a meeting"] = [self._write(number) for number in range(3)]
        found = {}
        for name, calls in asked.items():
            found[name] = max(self._counted(client, call) for call in calls[:8])
        return found

    def _counted(self, client: FlaskClient, call: Call) -> int:
        with counted(self.app) as sent:
            answer = client.open(
                call.path,
                base_url="http://127.0.0.1",
                method=call.method,
                data=call.body or None,
                content_type="application/x-www-form-urlencoded" if call.body else None,
            )
        if answer.status_code != call.status:
            raise RuntimeError(f"{call.path} answered {answer.status}")
        return len(sent)


def _in_turn(paths: list[str]) -> Callable[[int], Call]:
    return lambda number: Call("GET", paths[number % len(paths)])


def _pages(total: int, places: Iterable[int]) -> list[str]:
    """The pages of the people list that begin behind the given places."""
    found, columns = [], [column.attribute for column in ORDER]
    for place in places:
        row = db.session.execute(select(*columns).order_by(*columns).offset(place).limit(1)).one()
        cursor = paging.write_cursor("a", ORDER, row, place + 1, total > paging.COUNT_CAP)
        found.append(f"{PEOPLE}?cursor={cursor}")
    return found


def _leaves(words: Iterable[str]) -> list[str]:
    """Further pages of searches, the first ones of all words before the second ones."""
    reader = db.session.scalars(select(User).where(User.email == ACCOUNT[0])).one()
    found: list[tuple[int, str]] = []
    for word in words:
        cursor: str | None = None
        for leaf in range(LEAVES):
            page = people(PersonFilter(q=word), user=reader, language="ja", cursor=cursor)
            if (cursor := page.next_cursor) is None:
                break
            found.append((leaf, f"{PEOPLE}?q={quote(word)}&cursor={cursor}"))
    return [path for _leaf, path in sorted(found, key=lambda pair: pair[0])] or [PEOPLE]


def _organisations() -> list[int]:
    """Organisations spread over the whole table that have people."""
    peopled = select(Affiliation.organisation_id).where(Affiliation.to_date.is_(None)).distinct()
    ids = list(
        db.session.scalars(select(Organisation.id).where(Organisation.id.in_(peopled)).order_by(Organisation.id))
    )
    return list(islice(cycle(ids[:: max(1, len(ids) // SPREAD)]), SPREAD))
