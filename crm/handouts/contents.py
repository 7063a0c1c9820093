"""From delegates and forms to paper: one HTML document in the language of its readers, then the confined printer."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from markupsafe import Markup

from crm.activities import rules as activity_rules
from crm.activities.models import Activity
from crm.charts import qr
from crm.contacts import queries as contacts
from crm.contacts.rules import GuessedTitle, as_given
from crm.core import here
from crm.core.errors import Refused
from crm.core.languages import LOCALES
from crm.core.permissions import Actor
from crm.core.scripts import Script, script_of
from crm.documents.contents import place_called, post_called, tongue
from crm.files.rules import safe_name
from crm.handouts import queries, rules
from crm.initiatives.queries import title
from crm.matching.contents.sheets import line
from crm.missions import queries as missions
from crm.missions import rules as mission_rules
from crm.office import queries as offices
from crm.office.contents import contact_lines, dialled
from crm.pdf import styles
from crm.pdf.render import RenderFailed, render
from crm.travel import rules as travel_rules
from crm.wordings import queries as wordings
from crm.wordings.queries import Wordings

#: Whom somebody of a company calls on the way.
CALLED = ("head", "secretary_general", "coordinator")
SHEETS = (*styles.USUAL, "handouts")
#: A call that is a little longer than its page.
TIGHTER = """@layer print { .handout { line-height: 1.3; & h1 { margin-bottom: 1.5mm } & h2 { margin-top: 2.5mm }
  & .terms { & th, & td { padding: .6mm 2mm } } & .blanks { & th, & td { padding: .4mm 2mm } & tr { height: 5.4mm }
  & tr.tall { height: 9mm } } & .facts { margin-bottom: 2mm } } }"""


def html(kind: str, activity: Activity, language: str, *, words: Wordings | None = None, **content: Any) -> str:
    """A whole paper of a kind in a language. `content` is what its template needs: delegates, filled, or call."""
    template = current_app.jinja_env.get_template(f"handouts/{kind}.html")
    name = next((row for row in activity.names if row.language == language), None)
    used, office = words or wordings.in_language(language), offices.current()
    heading = title(activity.names, language)
    heading, spoken = used.read(heading, name.language if name else tongue(heading))
    with force_locale(LOCALES[language]):
        return template.render(
            activity=activity,
            activity_rules=activity_rules,
            mission_rules=mission_rules,
            travel_rules=travel_rules,
            rules=rules,
            kind=kind,
            heading=heading,
            heading_language=spoken,
            page_lang=language,
            office=office,
            travel_days=offices.term("travel"),
            office_phone=dialled(office, office.emergency_phone or office.phone),
            office_lines=contact_lines(office, language),
            today=here.today(),
            destinations=lambda: missions.places_gone_to(activity, missions.items(activity.id)),
            words=used,
            place_called=lambda name: place_called(name, used),
            reading_of=lambda person: contacts.written(person, language).reading,
            spoken=lambda person: contacts.spoken(person, language),
            called=lambda record: (contacts.written(record, language).name, contacts.beside(record, language)),
            name_of=lambda record: contacts.written(record, language).name,
            is_guess=contacts.is_guess,
            by_sound=lambda form: contacts.by_sound(form, language),
            as_given=as_given,
            titled_in=lambda part: post_called(part.titled(language), used),
            is_guessed_title=lambda title: isinstance(title, GuessedTitle),
            size_of=size_of,
            code=qr.svg if words is None else _undrawn,
            **content,
        )


def programme(activity: Activity, language: str, organisation_id: int | None, *, user: Actor) -> dict[str, Any]:
    """What the template of programmes needs beside the rest: one company's, or that of each."""
    facts = missions.on_paper(missions.fact(activity))
    return {
        "facts": facts,
        "programmes": queries.programmes(facts, organisation_id, user=user),
        "callers": [
            (part, point)
            for part in facts.delegation
            if part.role in CALLED and (point := missions.reached_on(part)) is not None
        ],
        "presenters": {each.entry.item.id: each.presenter for each in facts.appointments if each.presenter},
        "talk_of": lambda board, talk: line(board, talk, language),
    }


def untold(kinds: Iterable[str], activity: Activity, language: str, *, user: Actor) -> Wordings:
    """The texts that stand in these papers in another language than theirs (`met`), as their readers would get them."""
    words = wordings.in_language(language)
    for kind in kinds:
        html(kind, activity, language, words=words, **told(kind, activity, language, user=user))
    return words


def told(
    kind: str, activity: Activity, language: str, *, user: Actor, company: int | None = None, address: str = ""
) -> dict[str, Any]:
    """What the template of a kind needs beside the rest. `address` is where one applies after a call."""
    match kind:
        case rules.PROGRAMME:
            return programme(activity, language, company, user=user)
        case rules.CALL:
            return {"call": queries.call(activity, language, user=user), "address": address}
        case rules.FORM:
            return {"filled": None, "details": None, "call": queries.call(activity, language, user=user)}
        case _:
            return {"delegates": queries.delegates(activity, language), "filled": None, "details": None}


def size_of(text: str) -> str:
    """The class that lets a name fill its card and no more."""
    return rules.size_class(text, wide=script_of(text) not in (Script.LATIN, Script.CYRILLIC))


def _undrawn(_text: str, _title: str) -> Markup:
    """For whoever looks at the texts of a paper alone: drawing the codes of twenty badges takes half a second."""
    return Markup()


def pdf(document: str, language: str, *, tighter: str = "") -> bytes:
    """The paper as PDF. Takes a second: call it outside a writing transaction. Refused when it cannot be set.

    `tighter` is tried where the last page would be nearly empty.
    """
    folder = Path(current_app.static_folder or "static") / "css"
    try:
        return render(document, assets={}, css=styles.texts(folder, language, SHEETS), tighter=tighter)
    except RenderFailed as failed:
        raise Refused(failed.text) from failed


def file_name(kind: str, activity: Activity, language: str) -> str:
    """What the download is called."""
    with force_locale(LOCALES[language]):
        return safe_name(f"{gettext(rules.KINDS[kind])} {title(activity.names, language)}.pdf")
