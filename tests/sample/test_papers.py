"""Every paper of the sample, in every language that its texts are in: one form of each name, no foreign sentence."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.activities.contents import subsidy_report
from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.core.languages import LOCALES, Language
from crm.core.permissions import Role, Shell
from crm.documents import contents, rules
from crm.documents.contents import Imprint
from crm.office import queries as offices
from crm.places.models import Place
from crm.reports.models import MissionReport, ReportSection
from crm.sample.queries import own_data
from crm.travel import queries as travel
from crm.users.models import User
from tests import cast
from tests.sample.papers import Paper, mission, papers
from tests.sample.reading import kana, words

LANGUAGES = ("ja", "zh-Hans", "ko")
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def printed(sampled: Flask) -> Iterator[list[Paper]]:
    with sampled.test_request_context():
        yield list(papers(LANGUAGES))


@pytest.fixture(scope="module")
def forms(printed: list[Paper]) -> dict[str, list[tuple[str, set[str]]]]:
    """{language: [(the form of a name, its other forms)]} of everybody and everything that has a name."""
    records: list[Organisation | Person | Place] = []
    records += db.session.scalars(select(Organisation).options(selectinload(Organisation.names)))
    records += db.session.scalars(select(Person).options(selectinload(Person.names)))
    records += db.session.scalars(select(Place).options(selectinload(Place.names)))
    return {language: [_forms(record, language) for record in records] for language in LANGUAGES}


def _forms(record: Organisation | Person | Place, language: str) -> tuple[str, set[str]]:
    if isinstance(record, Person):
        stored = {row.full for row in record.names if row.kind not in ("former", "nickname")}
    else:
        stored = {row.text for row in record.names if row.kind not in ("former", "search", "old", "search_variant")}
    form = contacts.written(record, language).name.text
    return form, {other for other in stored if other != form and len(other) > 2}


def test_each_name_has_one_form_in_a_document(
    printed: list[Paper], forms: dict[str, list[tuple[str, set[str]]]]
) -> None:
    wrong = set()
    for paper in printed:
        text = "\n".join(piece for piece, _language in words(paper.html))
        for form, _others in sorted(forms[paper.language], key=lambda each: -len(each[0])):
            text = text.replace(form, "")
        wrong |= {
            (paper.kind, paper.language, other)
            for _form, others in forms[paper.language]
            for other in others
            if other in text
        }
    assert not wrong


OLD_FACTS = Path(__file__).with_name("old_pack_facts.txt")


def test_the_leaders_pack_tells_each_fact_in_the_chapter_that_told_it_when_it_had_45_pages(
    printed: list[Paper],
) -> None:
    packs = {paper.language: _chapters(paper.html) for paper in printed if paper.kind == "briefing-leader"}
    language, chapter, looked_for, absent = "", "", 0, []
    for line in OLD_FACTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            language, chapter = line.strip("[]").split()
        elif line and not line.startswith("#"):
            looked_for += 1
            if _squeezed(line) not in packs[language][chapter]:
                absent.append(f"{language} {chapter}: {line}")
    assert looked_for > 2000
    assert absent == []


def _chapters(paper: str) -> dict[str, str]:
    """The words of each chapter without blanks; the sheets of visits are one."""
    found: dict[str, str] = {}
    for section in html.document_fromstring(paper).xpath("//section"):
        name = re.sub(r"^visit-\d+$", "visits", section.get("id") or section.get("class"))
        found[name] = found.get(name, "") + _squeezed("".join(section.itertext()))
    return found


def _squeezed(text: str) -> str:
    """As papers may write it: MEGUMI is Megumi, and lines break anywhere."""
    return re.sub(r"[\s\u00ad\u200b]", "", text).casefold()


#: Papers that are set while their reader waits.
AT_ONCE = ("/initiatives/1/roles.pdf", "/activities/{past}/approval.pdf", "/activities/{past}/subsidy.pdf?source=own",
           "/products/missions/{coming}/samples.pdf")  # fmt: skip


def test_every_paper_says_whose_it_is_where_it_is_read(
    sampled: Flask, printed: list[Paper], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sheets of a matching table and the division of roles named the office as the author of the file alone."""
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    statuses = {"past": "reporting", "coming": "confirmed"}
    missions = {name: mission(status) for name, status in statuses.items()}
    read = [(paper.kind, paper.language, paper.html) for paper in printed]
    for language in LANGUAGES:
        client = sampled.test_client()
        cast.sign_in(client, Role.ADMIN, email="honda@example.jp", language=language)
        for address in AT_ONCE:
            with client.get(address.format(**missions)) as answer:
                assert answer.status_code == 200, address
                read.append((address, language, answer.get_data(as_text=True)))
    office = offices.current()
    silent = {
        (kind, language)
        for kind, language, paper in read
        if office.name(language) not in "\n".join(piece for piece, _language in words(paper))
    }
    assert silent == set()


def test_no_text_of_the_sample_is_in_another_language_than_its_document(printed: list[Paper]) -> None:
    # Of what is read in English the leader's pack says most.
    read = [*printed, next(papers(["en"]))]
    gaps = {(paper.kind, paper.language): list(paper.words.met) for paper in read if paper.words.met}
    assert not gaps
    coming = db.session.scalars(select(Activity).where(Activity.status == "confirmed")).one()
    sheets = travel.sheets(activities.one(coming.id, user=Shell()))
    assert not [text.text for language in Language for text in travel.gaps_in(sheets, language)]


def test_no_text_of_the_packs_of_missions_that_are_over_is_in_another_language(sampled: Flask) -> None:
    """Printed again in Chinese, their purposes, agendas, questions and gifts stood there in Japanese."""
    with sampled.test_request_context():
        user = db.session.scalars(select(User).where(User.role == "admin")).one()
        # A row of the table of wordings says a text in every language. Whoever writes Chinese characters reads 徒歩.
        gaps = [
            (id, language, text)
            for id in db.session.scalars(select(Activity.id).where(Activity.end_on < date(2026, 11, 1)))
            for language in ("ja", "ko")
            for wish in [rules.wish(id, kind=rules.BRIEFING, language=language, audience="leader")]
            for text in contents.untranslated(
                contents.filled(wish, user=user), Imprint("", 1, date(2026, 11, 24), "")
            ).met
        ]
    assert not gaps


def test_a_translation_of_the_sample_says_of_no_firm_that_the_state_owns_it() -> None:
    """図們江旅游商品 was a state firm in English and 공사 in Korean, which nobody had recorded."""
    told = {"en": r"\b[Ss]tate\b", "ko": r"공사[.|]|국영|국유", "zh": "国有|国营", "ja": "国有|国営|公社"}
    wrong = [
        (row["text"], row[language])
        for row in own_data("wordings")
        for language, words in told.items()
        if re.search(words, row[language]) and not any(re.search(each, row["text"]) for each in told.values())
    ]
    assert not wrong


def test_what_was_approved_in_the_sample_is_in_each_language_throughout(sampled: Flask) -> None:
    with sampled.test_request_context():
        user = db.session.scalars(select(User).where(User.role == "admin")).one()
        approved = select(MissionReport.activity_id).where(MissionReport.status == "approved")
        # A row of the table of wordings says a text in every language: Chinese stands for all of them.
        wishes = [
            rules.wish(id, kind=rules.REPORT, language=language)
            for id in db.session.scalars(approved)
            for language in ("ja", "zh-Hans")
        ]
        imprint = Imprint("見商第8号", 1, date(2026, 11, 24), "")
        gaps = {
            (wish.activity_id, wish.language): list(
                contents.untranslated(contents.filled(wish, user=user), imprint).met
            )
            for wish in wishes
        }
    assert not {which: texts for which, texts in gaps.items() if texts}


def test_a_report_names_the_activity_for_which_an_agreement_of_its_talks_is_counted(sampled: Flask) -> None:
    with sampled.test_request_context():
        user = db.session.scalars(select(User).where(User.role == "admin")).one()
        wishes = [rules.wish(id, kind=rules.REPORT, language="ja") for id in (3, 6, 8)]
        told = [contents.filled(wish, user=user) for wish in wishes]
        imprint = Imprint("見商第8号", 1, date(2026, 11, 24), "")
        rows = [row for each in told for row in contents.bare_html(each, imprint).split("<tr") if ">＊" in row]
    assert rows
    assert all("計上先：" in row for row in rows)


def test_the_report_on_a_subsidy_is_in_its_language_and_names_the_head_as_all_papers_do(sampled: Flask) -> None:
    heads = {
        "en": "Chair YOSHIHARA Kenichi",
        "zh-Hans": "吉原 健一",
        "ko": "吉原 健一 (요시하라 겐이치)",
        "ja": "会長 吉原 健一",
    }
    with sampled.test_request_context():
        trips = select(Activity.id).where(Activity.status == "closed")
        for id, (language, head) in product(db.session.scalars(trips).all(), heads.items()):
            with force_locale(LOCALES[language]):
                told = subsidy_report(activities.one(id, user=Shell()), "own", language)
                assert head in told.reporter
                assert {code for _label, lines in told.facts for _line, code in lines} <= {"", language}, (id, language)
                assert told.gaps, "to whom it goes is not known"


def test_what_stands_in_brackets_beside_japanese_or_chinese_stands_in_wide_ones(printed: list[Paper]) -> None:
    narrow = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff][ ]?\([^()]*[\u3040-\u30ff\u4e00-\u9fff][^()]*\)")
    wrong = set()
    for paper in printed:
        bare = re.sub(
            r"<[^>]+>", "", re.sub(r'<section class="part" id="glossary">.*?</section>', "", paper.html, flags=re.S)
        )
        wrong |= {(paper.kind, paper.language, found) for found in narrow.findall(bare) if paper.language != "ko"}
    assert not wrong


def test_chinese_and_korean_papers_have_kana_in_names_alone(printed: list[Paper]) -> None:
    names = set(db.session.scalars(select(User.display_name)))
    firms = db.session.scalars(select(Organisation).options(selectinload(Organisation.names)))
    people = db.session.scalars(select(Person).options(selectinload(Person.names)))
    names |= {contacts.own_name(row).text for row in (*firms, *people)}
    found = set()
    for paper in printed:
        if paper.language == "ja":
            continue
        for piece, language in words(paper.html):
            bare = piece
            for name in sorted(names, key=len, reverse=True):
                bare = bare.replace(name, "")
            if kana(bare):
                found.add((paper.kind, paper.language, piece))
            # What is written in kana says so, for the shapes of its characters and for whoever reads it aloud.
            assert not kana(piece) or language == "ja", piece
    assert not found


def test_what_is_drafted_from_minutes_in_english_is_japanese(sampled: Flask) -> None:
    with sampled.test_request_context():
        parts = select(ReportSection.text).join(ReportSection.report).join(MissionReport.activity)
        drafted = db.session.scalars(parts.where(Activity.direction == "inbound")).all()
    assert any("見本2点を2週間以内に送る。" in text for text in drafted)
    assert not [text for text in drafted if "samples" in text.lower()]
