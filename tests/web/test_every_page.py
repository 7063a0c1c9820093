"""Every address that answers a GET, by every role and in every language: on the sample and in a new office.

A page that one language breaks, a sentence that nobody translated and a page that needs data are found here, whatever
capability they come from: the addresses are taken from the product itself. The administrator finds the pages of the
sample, in Japanese; in each other language they are dealt out like cards to the roles, so that each page is opened once
in each language. With `--every` each role opens each of them in each, which takes four times as long.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from http import HTTPStatus
from itertools import islice, product

import pytest
from babel.support import Translations
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from crm.core.languages import LOCALES
from crm.core.permissions import Role
from crm.sample.rules import ACCOUNTS
from tests.cast import sign_in
from tests.meetings.scene import scene
from tests.web.scenes import AT_THE_DOOR, SCENES
from tools.steps import ROOT

#: What is no page: it ends the visit, asks another server, or answers who has a secret that stands nowhere.
LEFT_OUT = {
    "static", "users.sign_out", "users.language", "places.fetch_holidays", "health.check", "web.metrics",
}  # fmt: skip
#: What is set as a PDF is no page either, and takes a hundred times as long: its own tests print it.
PRINTED = re.compile(r"\bpdf$|/paper$")
#: What a page needs beside its address.
ASKED = {"insights.negotiations": "?set=agreed", "insights.outcomes": "?set=asked", "insights.reports": "?set=judged",
         "insights.tasks": "?set=judged", "meetings.our_side": "?organisation_id=1",
         "meetings.clock_shown": "?organisation_id=1"} | dict.fromkeys(
    ("interchange.vcards_chosen", "lists.do_chosen"), "?id=1"
)  # fmt: skip
#: No pages but files, or they only lead on: other tests open them.
FILES = {
    "cards.picture", "checklists.record", "contacts.index", "contacts.our_organisation", "interchange.rejected",
    "lists.file", "meetings.photo", "merging.organisations", "merging.people", "missions.calendar_feed",
    "office.letterhead", "home.today", "showrooms.goods_photo",
}  # fmt: skip
#: What a maker's representative alone reads; the walk of that account opens them.
OF_MAKERS = {
    "makers.index", "makers.sales", "makers.leads", "makers.cases", "makers.settlements", "makers.settlement",
}  # fmt: skip
#: Of these the sample holds none: each is opened on a scene of its own.
UNSEEN = {*SCENES, *AT_THE_DOOR, "users.first", "users.code"}
#: Of those without a record in the sample, what the administrator alone may open.
OF_THE_OFFICE = {"subjects.erase", "subjects.person"}
#: Pages for readers without an account: their address names the language, whoever is signed in.
FOR_OTHERS = {
    "booths.notice", "outcomes.answer", "showrooms.ask_goods", "showrooms.goods_asked", "showrooms.goods_page",
    "showrooms.partner_door", "showrooms.partner_shelf", "showrooms.partner_statement", "showrooms.partner_thanks",
}  # fmt: skip
#: How a page is asked for that is a part of another.
ASKED_AS = {"panels.of_record": {"HX-Request": "true"}}
#: Paper on the screen: in the language of its reader.
PAPER = {"documents.preview", "documents.report_preview", "letters.preview"}
#: What the parts of an address that are words can be.
WORDS = {
    "name": ("people", "leads"),
    "code": ("consent", "rank", "leads"),
    "part": ("filters", "columns", "market", "summary"),
    "panel": ("coming", "figures", "costs"),
    "type": ("trade_fair",),
    "kind": ("people", "request", "organisations"),
    "language": ("ja",),
    "record_type": ("organisations", "people"),
    "side": ("front",),
    "audience": ("internal", "public"),
    "day": (date(2026, 12, 8).isoformat(), date(2026, 11, 24).isoformat()),
}
LANGUAGES = ("ja", "zh-Hans", "ko", "en")
#: Who finds the pages of the sample: a role in a language.
FINDER = (Role.ADMIN, "ja")
ROLES = (Role.ADMIN, Role.COORDINATOR, Role.MANAGEMENT, Role.MISSION_LEADER)
#: As many records of a kind are tried until one is found that the page is about.
TRIED = 30
PART = re.compile(r"<(?:any\((?P<choices>[^)]*)\):|(?P<type>\w+):)?(?P<name>\w+)>")
#: An address within the product that a page leads to or fetches.
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
#: Four words of one sentence: names of firms and people are shorter, or carry their language.
SENTENCE = re.compile(r"\b[A-Za-z]{2,}(?:,? [a-z]{2,}){3,}\b")
#: What somebody types into a shell is in no language.
COMMAND = re.compile(r"flask --app app( [a-z-]+)+")
#: What the sample's people wrote, in whichever language they write.
WRITTEN = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "crm/sample/data").glob("*.tsv"))
#: The same by cells: a word of a sentence is no text of its own.
CELLS = frozenset(re.split(r"[\t\n]", WRITTEN))
#: Elements whose text nobody reads as a sentence.
SILENT = {"script", "style", "code", "kbd", "svg"}
#: Attributes whose text is read.
SAID = ("placeholder", "title", "aria-label")


def english_in(page: str, language: str) -> list[str]:
    """English that a page in another language passes off as its own: sentences, and whole messages of the product,
    however short, that have a translation.
    """
    found = []
    for text in _texts(page, language):
        found += _english_of(text, language)
    return found


@cache  # the same stand on every page
def _english_of(text: str, language: str) -> list[str]:
    text = COMMAND.sub("", " ".join(text.split()))
    if text in _translated(language):
        return [text] if text not in CELLS else []
    return [sentence for sentence in SENTENCE.findall(text) if sentence not in WRITTEN]


@cache
def _translated(language: str) -> frozenset[str]:
    """The messages that read otherwise in a language. A code (USD) and the name of English itself do nowhere."""
    catalogue = Translations.load(ROOT / "translations", [LOCALES[language]])
    told: dict[str | tuple[str, int], str] = getattr(catalogue, "_catalog")  # noqa: B009  # gettext shows it to nobody
    return frozenset(
        msgid
        for msgid, text in told.items()
        if isinstance(msgid, str) and text != msgid and not msgid.isupper() and msgid != "English"
    ) - {""}


def _texts(page: str, language: str) -> Iterator[str]:
    """The texts that stand in the language of the page itself."""
    spoken: dict[HtmlElement | None, str] = {None: language}  # each stands behind what it stands in
    for element in document_fromstring(page).iter(etree.Element):
        around = spoken[element.getparent()]
        own = element.get("lang") or around
        spoken[element] = "" if element.tag in SILENT else own
        if own == language:
            yield from (element.get(name, "") for name in SAID)
        if spoken[element] == language and element.text:
            yield element.text
        if around == language and element.tail:
            yield element.tail


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """(endpoint, rule) of every GET."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in LEFT_OUT and not PRINTED.search(rule.rule):
            yield rule.endpoint, rule.rule


def candidates(rule: str) -> Iterator[str]:
    """The addresses that a rule may stand for, the likeliest first."""
    parts = list(PART.finditer(rule))
    words = [part for part in parts if part["type"] != "int"]
    for number in range(1, TRIED if len(words) < len(parts) else 2):
        for choice in range(max((len(_choices(part)) for part in words), default=1)):
            values = iter(
                str(number) if part["type"] == "int" else _choices(part)[choice % len(_choices(part))] for part in parts
            )
            yield PART.sub(lambda _part, values=values: next(values), rule)  # type: ignore[misc]  # bound on purpose


def _choices(part: re.Match[str]) -> tuple[str, ...]:
    if part["choices"]:
        return tuple(choice.strip().strip("'") for choice in part["choices"].split(","))
    return WORDS.get(part["name"], ("unknown",))


@dataclass(frozen=True)
class SamplePage:
    """An address of the sample that its administrator can open, and what is wrong with it in Japanese; "" for none."""

    path: str
    faults: list[str]


@pytest.fixture(scope="module")
def pages(sampled: Flask, pytestconfig: pytest.Config) -> dict[str, SamplePage]:
    """{endpoint: its page}, HTML alone. What they say is looked at in the first run; the second sees them open."""
    client, looks = sampled.test_client(), pytestconfig.getoption("--database") == "sqlite"
    _enter(client, *FINDER)
    found = {}
    for endpoint, rule in addresses(sampled):
        if endpoint not in UNSEEN | FILES | OF_MAKERS:
            asked = (path + ASKED.get(endpoint, "") for path in candidates(rule))
            opened = (_page(client, endpoint, path, looks=looks) for path in asked)
            page, is_html = next((each for each in opened if each is not None), (SamplePage("", []), True))
            if is_html:
                found[endpoint] = page
    return found


def _page(client: FlaskClient, endpoint: str, path: str, *, looks: bool) -> tuple[SamplePage, bool] | None:
    """What opens at `path`, and whether it is HTML; None where nothing does."""
    with client.get(path) as answer:
        assert answer.status_code < 500, path
        if answer.status_code != 200:
            return None
        is_html = answer.mimetype == "text/html"
        own = looks and is_html and endpoint not in PAPER
        return SamplePage(path, list(faults_in(answer, path, FINDER[1])) if own else []), is_html


def _enter(client: FlaskClient, role: Role, language: str) -> None:
    """As the first one of the sample's staff who has `role`, who reads `language` from now on."""
    sign_in(client, role, email=next(account.email for account in ACCOUNTS if account.role == role), language=language)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Who opens which share of the pages in which language: each page is opened once in each.

    Those of the sample were opened in one language by who found them.
    """
    every = metafunc.config.getoption("--every")
    if "share" in metafunc.fixturenames:
        dealt = {
            f"{role}-{language}": (role, language, slice(None) if every else slice((one + other) % 4, None, 4))
            for (one, role), (other, language) in product(enumerate(ROLES), enumerate(LANGUAGES))
            if "pages" not in metafunc.fixturenames
            or (language != FINDER[1] if not every else (role, language) != FINDER)
        }
        metafunc.parametrize(("role", "language", "share"), list(dealt.values()), ids=list(dealt))
    if "read_by_leader" in metafunc.fixturenames:  # in English no English sentence is a fault
        metafunc.parametrize("read_by_leader", LANGUAGES if every else ["ko"])


@pytest.mark.once
def test_every_page_opens_and_speaks_the_readers_language(
    sampled: Flask, pages: dict[str, SamplePage], role: Role, language: str, share: slice
) -> None:
    """Also what a reader may not open says so in their language; the administrator opens it in it."""
    client, office = sampled.test_client(), sampled.test_client()
    _enter(client, role, language)
    _enter(office, Role.ADMIN, language)
    faults: list[str] = []
    for endpoint in sorted(each for each in pages if pages[each].path and each not in PAPER)[share]:
        asked = f"?lang={language}" if endpoint in FOR_OTHERS else ""
        faults += faults_of(client, office, pages[endpoint].path + asked, language)
    assert faults == [], "\n".join(faults)


@pytest.mark.once
def test_a_mission_leader_reads_every_page_of_their_own_in_their_language(sampled: Flask, read_by_leader: str) -> None:
    """The records that others open are mostly not theirs: they follow the links of their own pages."""
    faults, opened = _walked(sampled, Role.MISSION_LEADER, read_by_leader)
    assert faults == [], "\n".join(faults)
    assert opened >= {"missions.record", "missions.itinerary", "meetings.record", "leads.record", "documents.report"}


@pytest.mark.once
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_maker_reads_every_page_of_their_own_in_their_language(sampled: Flask, language: str) -> None:
    faults, opened = _walked(sampled, Role.MAKER, language)
    assert faults == [], "\n".join(faults)
    assert opened >= OF_MAKERS


def _walked(sampled: Flask, role: Role, language: str) -> tuple[list[str], set[str]]:
    """(what is wrong with the pages that somebody of `role` reaches from the first one, the endpoints of these)."""
    client = sampled.test_client()
    _enter(client, role, language)
    faults: list[str] = []
    opened: set[str] = set()
    known: set[str] = set()  # the same links stand on each page
    waiting = ["/"]
    matching = sampled.url_map.bind("localhost")
    while waiting:
        with client.get(path := waiting.pop(0), follow_redirects=True) as answer:
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            faults += faults_in(answer, path, language)
            links = [link for link in LINK.findall(answer.get_data(as_text=True)) if link not in known]
            known.update(links)
            for link in links:
                with suppress(HTTPException):
                    endpoint, _values = matching.match(link.partition("?")[0])
                    if endpoint not in opened | LEFT_OUT | PAPER and not PRINTED.search(link):
                        opened.add(endpoint)
                        waiting.append(unescape(link))
    return faults, opened


@pytest.mark.once
def test_every_page_opens_and_speaks_japanese_to_the_administrator(pages: dict[str, SamplePage]) -> None:
    faults = [fault for page in pages.values() for fault in page.faults]
    assert faults == [], "\n".join(faults)


@pytest.mark.once
def test_every_page_opens_in_a_new_office(
    app: Flask, role: Role, language: str, share: slice, pytestconfig: pytest.Config
) -> None:
    """Those about a record that is not there say so; each day they are left to the sample."""
    client, office = app.test_client(), app.test_client()
    sign_in(client, role, language=language)
    sign_in(office, Role.ADMIN, language=language)
    paths = [
        path
        + (ASKED.get(endpoint, "") if PART.search(rule) else "")
        + (f"?lang={language}" if endpoint in FOR_OTHERS else "")
        for endpoint, rule in sorted(addresses(app))
        if not PART.search(rule) or pytestconfig.getoption("--every")
        for path in islice(candidates(rule), 4)
    ]
    faults = [fault for path in paths[share] for fault in faults_of(client, office, path, language)]
    assert faults == [], "\n".join(faults)


@pytest.mark.once
def test_a_page_that_the_sample_has_no_record_for_opens_in_each_language(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.users.views.accounts._mails", lambda: True)
    door, client, office = app.test_client(), app.test_client(), app.test_client()
    faults = [fault for language in LANGUAGES for fault in _read_at_the_door(door, "/users/first", language)]
    sign_in(client, language="en")
    with app.app_context():
        at = scene()
        paths = {endpoint: made(client, at) for endpoint, made in SCENES.items()}
    for language in LANGUAGES:
        sign_in(client, language=language)
        sign_in(office, Role.ADMIN, language=language)
        for endpoint, path in paths.items():
            spoken = f"{path}?lang={language}" if endpoint in FOR_OTHERS else path
            reader = office if endpoint in OF_THE_OFFICE else client
            with reader.get(spoken, headers=ASKED_AS.get(endpoint)) as answer:
                faults += [f"{path}: {answer.status}"] if answer.status_code != 200 else []
                faults += faults_in(answer, path, language)
        for path in AT_THE_DOOR.values():
            faults += _read_at_the_door(door, path, language)
    assert faults == [], "\n".join(faults)


def _read_at_the_door(client: FlaskClient, path: str, language: str) -> list[str]:
    """What is wrong with a page for somebody who is not signed in, whose browser asks for a language."""
    with client.get(path, headers={"Accept-Language": language}) as answer:
        shown = answer.status_code == (404 if path == AT_THE_DOOR["users.new_password"] else 200)  # it asks for a link
        return [*([] if shown else [f"{path}: {answer.status}"]), *faults_in(answer, path, language)]


def faults_of(client: FlaskClient, office: FlaskClient, path: str, language: str) -> Iterator[str]:
    """What is wrong with the page at an address for a reader; where it is none of theirs, also for the `office`."""
    with client.get(path) as answer:
        yield from faults_in(answer, path, language)
    if answer.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        with office.get(path) as answer:
            yield from faults_in(answer, path, language)


def faults_in(answer: Response, path: str, language: str) -> Iterator[str]:
    """What is wrong with an answer to readers of a language."""
    if answer.status_code >= 500:
        yield f"{path}: {answer.status}"
    elif answer.mimetype == "text/html" and answer.status_code not in (302, 303) and answer.data:
        text = answer.get_data(as_text=True)
        if "<html" in text and f'<html lang="{language}"' not in text:
            yield f"{path}: not in {language}"
        if language != "en":
            yield from (f"{path}: in English: {sentence}" for sentence in english_in(text, language))


@pytest.mark.both
def test_the_sample_opens_every_page_but_those_that_need_what_it_cannot_hold(pages: dict[str, SamplePage]) -> None:
    assert [endpoint for endpoint, page in pages.items() if not page.path] == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>This was never put into words.</p>", ["This was never put into words"]),
        ("<p title='Nobody has looked at this yet'>済</p>", ["Nobody has looked at this yet"]),
        ("<p>Saved.</p><td>Budget</td><b>WeChat</b>", ["Saved.", "Budget"]),
        ("<p>flask --app app places load で読み込みます。</p>", []),
        ("<p>Yanbian Dayang Group</p><p lang='en'>Kept as it was written down</p><code>no such thing here</code>", []),
    ],
)
def test_english_is_found_in_a_page_of_another_language(page: str, found: list[str]) -> None:
    assert english_in(page, "ja") == found
