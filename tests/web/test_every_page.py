"""Every address that answers a GET, as every role, in every language: on the sample and in a new office.

A page that one language breaks, a sentence that nobody translated and a page that needs data are found here, whatever
capability they come from: the addresses are taken from the product itself.
"""

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.languages import LOCALES
from crm.core.permissions import Role
from crm.sample.rules import ACCOUNTS
from tests.cast import sign_in
from tools.steps import ROOT

#: What is no page: it ends the visit, asks another server, or answers who has a secret that stands nowhere.
LEFT_OUT = {
    "static", "users.sign_out", "users.language", "places.fetch_holidays", "health.check",
}  # fmt: skip
#: What is set as a PDF is no page either, and takes a hundred times as long: its own tests print it.
PRINTED = re.compile(r"\bpdf$|/paper$")
#: What a page needs beside its address.
ASKED = {"insights.negotiations": "?set=agreed", "meetings.our_side": "?organisation_id=1",
         "meetings.clock_shown": "?organisation_id=1"} | dict.fromkeys(
    ("contacts.archive_chosen", "contacts.tag_chosen", "targets.chosen", "contacts.consent_chosen",
     "contacts.change_chosen", "missions.join_chosen", "interchange.vcards_chosen"), "?id=1"
)  # fmt: skip
#: Of these the sample holds none, or they only lead on: other tests open them.
UNSEEN = {
    "applications.apply", "cards.picture", "cards.record", "cards.said", "checklists.record", "contacts.index",
    "contacts.our_organisation",
    "documents.record", "interchange.columns_of", "interchange.reading", "interchange.record", "interchange.rejected",
    "lists.exported", "lists.file", "lists.view", "matching.progress", "meetings.edit_file", "meetings.edit_photo",
    "meetings.photo", "merging.organisations", "merging.people", "merging.record",
    "missions.calendar_feed", "missions.day_sheet", "office.letterhead", "outcomes.answer", "places.calendar",
    "users.first", "users.forgotten", "users.new_password", "users.sign_in",
}  # fmt: skip
#: Paper on the screen: in the language of its reader.
PAPER = {"documents.preview", "documents.report_preview", "letters.preview"}
#: What the parts of an address that are words can be.
WORDS = {
    "name": ("people", "leads"),
    "part": ("filters", "columns", "market", "summary"),
    "type": ("trade_fair",),
    "kind": ("people", "request", "organisations"),
    "language": ("ja",),
    "record_type": ("organisations", "people"),
    "side": ("front",),
    "audience": ("internal", "public"),
    "day": (date(2026, 12, 8).isoformat(), date(2026, 11, 24).isoformat()),
}
#: As many records of a kind are tried until one is found that the page is about.
TRIED = 30
PART = re.compile(r"<(?:any\((?P<choices>[^)]*)\):|(?P<type>\w+):)?(?P<name>\w+)>")
#: Four words of one sentence: names of firms and people are shorter, or carry their language.
SENTENCE = re.compile(r"\b[A-Za-z]{2,}(?:,? [a-z]{2,}){3,}\b")
#: What the sample's people wrote, in whichever language they write.
WRITTEN = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "crm/sample/data").glob("*.tsv"))
#: Elements whose text nobody reads as a sentence.
SILENT = {"script", "style", "code", "kbd", "svg"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Reading(HTMLParser):
    """Collects the texts that stand in the language of the page itself."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.open: list[tuple[str, str]] = [("", language)]
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        own = given.get("lang") or self.open[-1][1]
        for name in ("placeholder", "title", "aria-label"):
            if own == self.language and given.get(name):
                self.texts.append(str(given[name]))
        if tag not in VOID:
            self.open.append((tag, "" if tag in SILENT else own))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open[-1][1] == self.language and data.strip():
            self.texts.append(data)


def english_in(page: str, language: str) -> list[str]:
    """English sentences that a page in another language passes off as its own."""
    reading = Reading(language)
    reading.feed(page)
    found = [sentence for text in reading.texts for sentence in SENTENCE.findall(" ".join(text.split()))]
    return [sentence for sentence in found if sentence not in WRITTEN]


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


@pytest.fixture(scope="module")
def pages(sampled: Flask) -> dict[str, str]:
    """{endpoint: an address of the sample that its administrator can open}, HTML alone; "" where there is none."""
    client = sampled.test_client()
    _enter(client, Role.ADMIN, "en")
    found = {}
    for endpoint, rule in addresses(sampled):
        if endpoint not in UNSEEN:
            paths = (path + ASKED.get(endpoint, "") for path in candidates(rule))
            kinds = ((path, _kind(client, path)) for path in paths)
            path, kind = next(((path, kind) for path, kind in kinds if kind), ("", "text/html"))
            if kind == "text/html":
                found[endpoint] = path
    return found


def _kind(client: FlaskClient, path: str) -> str:
    """The MIME type of what opens at `path`; "" where nothing does."""
    with client.get(path) as answer:
        assert answer.status_code < 500, path
        return str(answer.mimetype) if answer.status_code == 200 else ""


def _enter(client: FlaskClient, role: Role, language: str) -> None:
    """As the first one of the sample's staff who has `role`, who reads `language` from now on."""
    sign_in(client, role, email=next(account.email for account in ACCOUNTS if account.role == role), language=language)


@pytest.mark.once
@pytest.mark.parametrize(
    ("role", "language"),
    [(role, language) for role in Role for language in LOCALES if (role, language) != (Role.ADMIN, "en")],
)
def test_every_page_opens_and_speaks_the_readers_language(
    sampled: Flask, pages: dict[str, str], role: Role, language: str
) -> None:
    client = sampled.test_client()
    _enter(client, role, language)
    own = sorted(path for endpoint, path in pages.items() if path and endpoint not in PAPER)
    faults = [fault for path in _share(own, role, language) for fault in faults_of(client, path, language)]
    assert faults == [], "\n".join(faults)


@pytest.mark.once
@pytest.mark.parametrize("language", LOCALES)
def test_every_page_opens_in_a_new_office(app: Flask, language: str) -> None:
    pages = sorted(rule for _endpoint, rule in addresses(app) if not PART.search(rule))
    faults = []
    for role in Role:
        client = app.test_client()
        sign_in(client, role, language=language)
        faults += [fault for path in _share(pages, role, language) for fault in faults_of(client, path, language)]
    assert faults == [], "\n".join(faults)


def _share(pages: list[str], role: Role, language: str) -> list[str]:
    """The administrator opens everything in each language; the others everything once, a quarter in each language.

    So each address meets each language and each role, and each role each language, in half of the time that all would.
    """
    if role == Role.ADMIN:
        return pages
    return pages[list(LOCALES).index(language) :: len(LOCALES)]


def faults_of(client: FlaskClient, path: str, language: str) -> Iterator[str]:
    """What is wrong with the page at an address, for whoever is signed in."""
    with client.get(path) as answer:
        if answer.status_code >= 500:
            yield f"{path}: {answer.status}"
        elif answer.mimetype == "text/html" and answer.status_code != 302:
            text = answer.get_data(as_text=True)
            if "<html" in text and f'<html lang="{language}"' not in text:
                yield f"{path}: not in {language}"
            if language != "en":
                yield from (f"{path}: in English: {sentence}" for sentence in english_in(text, language))


def test_the_sample_opens_every_page_but_those_that_need_what_it_cannot_hold(pages: dict[str, str]) -> None:
    """The pages were found in English: no test opens them in it again as the administrator."""
    assert [endpoint for endpoint, path in pages.items() if not path] == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>This was never put into words.</p>", ["This was never put into words"]),
        ("<p title='Nobody has looked at this yet'>済</p>", ["Nobody has looked at this yet"]),
        ("<p>Yanbian Dayang Group</p><p lang='en'>Kept as it was written down</p><code>no such thing here</code>", []),
    ],
)
def test_english_is_found_in_a_page_of_another_language(page: str, found: list[str]) -> None:
    assert english_in(page, "ja") == found
