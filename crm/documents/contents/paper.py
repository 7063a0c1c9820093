"""From contents to paper: the template in the language of the document, then the confined printer.

Works without a request: the worker and the shell print, too.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from markupsafe import Markup

from crm.activities import rules as activity_rules
from crm.activities.models import Participant
from crm.agreements import rules as agreement_rules
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts.models import Organisation, OrganisationName, Person
from crm.core import clock, here
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.core.days import plain_date, report_date
from crm.core.hanja import written_as
from crm.core.languages import LANGUAGE_LABELS, LOCALES
from crm.counterparts import rules as counterpart_rules
from crm.documents import rules
from crm.documents.contents import drawings, layout, pictures
from crm.documents.contents.bodies import bodies, named_in
from crm.documents.contents.briefing import Briefing
from crm.documents.contents.drafts import changes_told
from crm.documents.contents.driving import name_there
from crm.documents.contents.estimate import count_pages, estimated_pages
from crm.documents.contents.frozen import FrozenReport
from crm.documents.contents.imprint import Imprint
from crm.documents.contents.mentioned import mentioned
from crm.documents.contents.names import (
    chair,
    guessed,
    guessed_body,
    home_of_leads,
    place_called,
    place_names,
    post_called,
    post_of,
    said_in,
    talk_sides,
    tongue,
)
from crm.documents.contents.report import Report
from crm.documents.contents.spoken import speech
from crm.documents.contents.tree import markup
from crm.documents.rules import PrintWish
from crm.fields import contents as own_fields
from crm.files.rules import safe_name
from crm.initiatives import rules as initiative_rules
from crm.initiatives.queries import title
from crm.leads import rules as lead_rules
from crm.matching.contents import talks
from crm.matching.rules import table_in_words
from crm.meetings import queries as meetings
from crm.meetings import rules as meeting_rules
from crm.missions import queries as missions
from crm.missions import rules as mission_rules
from crm.missions.models import ItineraryItem
from crm.missions.queries.facts import Host
from crm.negotiations import rules as stage_rules
from crm.office import queries as offices
from crm.office.contents import contact_lines, dialled
from crm.partners import rules as partner_rules
from crm.pdf import styles
from crm.pdf.render import Progress, render
from crm.places import queries as places
from crm.places import rules as place_rules
from crm.products import queries as products
from crm.products import rules as product_rules
from crm.reports import rules as report_rules
from crm.reports.rules import hidden
from crm.rivals import rules as rival_rules
from crm.travel import rules as travel_rules
from crm.web.filters import unbroken
from crm.wordings import queries as wordings
from crm.wordings.queries import Wordings

#: What a screen needs to show a sheet of paper.
PREVIEW_SHEETS = (*styles.USUAL, "paper")
#: Printed on both sides: the holes of a left page are at its right, the page number stays at the outer edge.
_DUPLEX = """@page :left { margin: 20mm 25mm 18mm 18mm;
  @bottom-left { content: counter(page) " / " counter(pages); font-size: 8pt; color: #1c1e20 }
  @bottom-right { content: string(docno); font-size: 7.5pt; color: #53565a } }"""
#: Two languages side by side: two A4 pages on one A3 sheet, which every office printer also puts on A4.
_A3 = "@page { size: A3 landscape; margin: 20mm 18mm 18mm 25mm }"
#: So many pages are soon laid out a second time.
_SHORT = 12
#: A short report has no more.
_BRIEF = 4
_SHEET = "@page { margin: 15mm 14mm 13mm 25mm }"
_A6 = """@page { size: A6 portrait; margin: 9mm 7mm 9mm 9mm; @top-left { content: none }
  @top-right { content: string(day, start); font-size: 6pt; font-weight: 400 }
  @bottom-left { font-size: 6pt } @bottom-right { font-size: 7pt } }"""
_TABLES: Mapping[str, Any] = {
    "agreement_rules": agreement_rules,
    "table_in_words": table_in_words,
    "activity_rules": activity_rules,
    "contact_rules": contact_rules,
    "counterpart_rules": counterpart_rules,
    "initiative_rules": initiative_rules,
    "lead_rules": lead_rules,
    "meeting_rules": meeting_rules,
    "mission_rules": mission_rules,
    "partner_rules": partner_rules,
    "place_rules": place_rules,
    "product_categories": PRODUCT_CATEGORIES,
    "price_tiers": PRICE_TIERS,
    "product_rules": product_rules,
    "report_rules": report_rules,
    "rival_rules": rival_rules,
    "stage_rules": stage_rules,
    "travel_rules": travel_rules,
}


Content = Briefing | Report | FrozenReport


def bare_html(content: Content, imprint: Imprint, *, sheets: Sequence[str] = ()) -> str:
    """The whole document as HTML in its own language.

    `sheets` are the addresses of style sheets for a browser; the printer is handed their texts instead.
    """
    html = whole_html(content, imprint, sheets=sheets)
    if isinstance(content, Briefing) and content.before is not None:
        with force_locale(LOCALES[content.wish.language]):
            html = layout.only_changed(html, content.before, content.wish.since or 0)
    return pictures.for_browser(html) if sheets else html


def whole_html(content: Content, imprint: Imprint, *, sheets: Sequence[str] = ()) -> str:
    """The same with every page, whether or not only changes are wanted."""
    html = _rendered(content, imprint, sheets)
    if isinstance(content, Briefing) and content.wish.second:
        wish = replace(content.wish, language=content.wish.second)
        other = _rendered(replace(content, wish=wish), imprint, sheets)
        html = layout.side_by_side(html, other, wish.language)
    return html


def untranslated(content: Content, imprint: Imprint) -> Wordings:
    """The texts that stand in a document in another language than its own (`met`), as its readers would get them."""
    words = wordings.in_language(content.wish.language)
    _rendered(content, imprint, (), words)
    for text, code in changes_told(content) if isinstance(content, Report) else ():
        words.read(text, code)
    return words


def _rendered(content: Content, imprint: Imprint, sheets: Sequence[str], words: Wordings | None = None) -> str:
    name = "report/frozen" if isinstance(content, FrozenReport) else f"{content.wish.kind}/{_layout(content)}"
    template = current_app.jinja_env.get_template(f"documents/{name}.html")
    with force_locale(LOCALES[content.wish.language]):
        # Not flask.render_template: its context is that of a signed-in reader, and the worker has none.
        return template.render(_frame(content, imprint, sheets) | _context(content, words))


def _layout(content: Briefing | Report) -> str:
    """The template: the short report has one of its own."""
    return "short" if isinstance(content, Report) and content.is_short else "paper"


def kind_of(content: Content) -> str:
    """What such a paper is called, in the reader's language."""
    if isinstance(content, Briefing):
        return str(gettext(rules.KINDS[content.wish.kind]))
    form = content.record.form if content.record is not None else report_rules.FULL
    activity = content.record.activity if isinstance(content, FrozenReport) else content.facts.activity
    told = report_rules.title_of(form, activity.direction, activity.type, declared=content.declares_trip)
    return str(gettext(told))


def digests(content: Content, imprint: Imprint) -> dict[str, str] | None:
    """What stands on each page of a pack, to tell later what changed; None for what is never compared."""
    if not isinstance(content, Briefing) or content.wish.visits:
        return None
    return layout.digests(whole_html(content, imprint))


def heading_of(content: Content) -> str:
    """What a document is about: the name of the activity in its language, as it was when it was frozen."""
    if isinstance(content, FrozenReport):
        return content.heading
    return title(content.facts.activity.names, content.wish.language)


def _frame(content: Content, imprint: Imprint, sheets: Sequence[str]) -> dict[str, Any]:
    """What every document needs, also one that was frozen."""
    office = offices.current()
    return {
        "rules": rules,
        "content": content,
        "wish": content.wish,
        "imprint": imprint,
        "heading": heading_of(content),
        "office": office,
        "office_phone": dialled(office, office.phone),
        "office_emergency": dialled(office, office.emergency_phone),
        "office_lines": contact_lines(office, content.wish.language),
        "paper_title": kind_of(content),
        "page_lang": content.wish.language,
        "sheets": sheets,
    }


def _context(content: Content, words: Wordings | None) -> dict[str, Any]:
    if isinstance(content, FrozenReport):
        return {"body": markup(content.body)}
    wish, activity = content.wish, content.facts.activity
    name = next((row for row in activity.names if row.language == wish.language), None)
    people = content.known if isinstance(content, Report) else None
    known = tools(wish.language, words, bodies(content), people, activity.participants)
    heading = heading_of(content)
    heading, spoken = known["words"].read(heading, name.language if name else tongue(heading))
    return (
        known
        | _drawings(content)
        | {
            "facts": content.facts,
            "activity": activity,
            "heading": heading,
            "heading_language": spoken,
            "said": _said(content),
            "picture": pictures.address,
            "guessed": partial(guessed, content.facts.activity, content.wish.language),
            "guessed_body": partial(guessed_body, content.facts.activity, content.wish.language),
            "along": missions.reached_on,
            "today": here.today(),
        }
        | ({"speech": partial(speech, content), "written": content.written} if isinstance(content, Briefing) else {})
        | ({"whole_day": lambda day: unbroken(report_date(wish.language, day))} if isinstance(content, Report) else {})
    )


def _drawings(content: Briefing | Report) -> dict[str, Any]:
    """The timetable of a matching table, who sits where, and the sketch of the route."""
    language, delegation = content.wish.language, content.facts.delegation
    return {
        "talks": lambda board: talks(board, language),
        "seats": lambda fact, number: drawings.seats(fact, delegation, number, language),
        "sketch": lambda way: drawings.sketch(way, language),
    }


def tools(
    language: str,
    words: Wordings | None = None,
    bodies: Collection[Organisation] = (),
    known: Mapping[str, Person] | None = None,
    delegation: Sequence[Participant] = (),
) -> dict[str, Any]:
    """The tables and the ways to write names, texts and dates in a language, for every template of paper.

    `words` collects the texts that are in another language; `bodies` are those that its texts may name; `known` are
    the people whom it names (see `contacts.by_own_name`), our own among them; None: our own alone; of the `delegation`
    titles are taken (see `post_of`).
    """
    words = words or wordings.in_language(language)
    colleagues = cache(contacts.colleagues)

    def person_called(name: str) -> Person | None:
        """Who is meant by the name of an account, or by one that somebody typed."""
        return (colleagues() if known is None else known).get("".join(name.split()))

    def titled(holder: Any) -> tuple[str, str]:
        text, code = post_called(post_of(holder, delegation, language), words)
        if isinstance(holder, Participant | Host) and holder.organisation is not None:
            text = contact_rules.title_at(text, contacts.written(holder.organisation, language).name.text)
        return text, code

    words_in = cache(wordings.in_language)
    of_bodies = cache(lambda: contacts.one_form(bodies, language))

    def one_form(text: str, code: str, about: Organisation | None = None) -> str:
        """A text in which `about`, or in the language of the paper every one of the bodies, has its one form."""
        if about is not None:
            return contacts.one_form([about], language)(text)
        return of_bodies()(text) if code == language else text

    return {
        **_TABLES,
        "said": lambda text: text,
        "one_form": one_form,
        "written": lambda record: contacts.written(record, language),
        "place_name": lambda place: contacts.written(place, language).name,
        "person_called": person_called,
        "chair": partial(chair, language),
        "by_sound": lambda form: contacts.by_sound(form, language),
        "beside": lambda record: contacts.beside(record, language),
        "spoken": lambda person, snapshot="": contacts.spoken(person, language, snapshot),
        "place_names": place_names,
        "own_told": own_fields.ToldFields(language),
        "kept": lambda record, snapshot: contacts.kept(record, snapshot, language),
        "benches": meetings.benches,
        "talk_sides": talk_sides,
        "is_our_office": contacts.is_our_office,
        "from_home": lambda number: dialled(offices.current(), number),
        "words": words,
        "name_there": lambda item, local: name_there(item, words if local == language else words_in(local)),
        "titled_in": titled,
        "is_guessed_title": lambda title: isinstance(title, contact_rules.GuessedTitle),
        "is_foreign": lambda item: item.organisation is not None and titled(item)[1] != language,
        # Whether a title says no more than whom it leads to; whether it says so at all in the words of its readers.
        "names_host": lambda item: item.title in {name.text for name in _host_names(item)},
        "tells_host": lambda item: any(
            name.text in titled(item)[0] for name in _host_names(item) if name.language == language
        ),
        "title_of": lambda names: title(names, language),
        "tongue": tongue,
        "said_in": said_in,
        "place_called": lambda name: place_called(name, words),
        "product_name": lambda product: products.name_for(product, language),
        "product_in": products.name_in,
        "goods_code": pictures.goods_code,
        "local_language": missions.local_language,
        "home_of_leads": home_of_leads,
        "written_as": lambda text, usual: written_as(text, usual, here.han_language()),
        "bodies_named": lambda text: named_in(text, bodies),
        "whole_day": lambda day: unbroken(plain_date(language, day)),
        "office_clock": lambda moment: clock.local(moment, here.zone()),
        "written_in": lambda record, language: contacts.written(record, language).name,
        "named": lambda record, language, other="": contacts.written(record, language).name.text if record else other,
        "holiday_name": places.holiday_name,
        "lined": lambda text: Markup("<br>").join(text.splitlines()),
    }


def _host_names(item: ItineraryItem) -> Sequence[OrganisationName]:
    return item.organisation.names if item.organisation is not None else ()


def _said(content: Briefing | Report) -> Callable[[str], str]:
    """What of a typed text stands in the document: the public edition covers names, numbers and amounts (DP-16)."""
    if not isinstance(content, Report) or content.wish.confidential:
        return lambda text: text
    who = mentioned(content)
    return lambda text: hidden(text, who.names, who.families, who.titles) if text else text


def pdf(content: Content, imprint: Imprint, *, progress: Progress | None = None) -> bytes:
    """The document as PDF. Takes seconds: call it outside a transaction. Raises pdf.RenderFailed."""
    html = bare_html(content, imprint)
    # Laid out a second time a long pack could reach the limit of its process.
    short = not isinstance(content, Briefing) or estimated_pages(html) <= _SHORT
    tighter = styles.TIGHTER if short and content.wish.document.paper != "a6" else ""
    page = _page(content.wish)
    printed = _set(html, content.wish.language, page, progress, tighter)
    if not _is_brief(content) or count_pages(printed) <= _BRIEF:
        return printed
    shorter = _set(html, content.wish.language, [*page, styles.TIGHTER], progress)
    return min(printed, shorter, key=count_pages)


def _is_brief(content: Content) -> bool:
    """Whether it is a short report, of which two to four pages are expected."""
    return (
        not isinstance(content, Briefing) and content.record is not None and content.record.form == report_rules.SHORT
    )


def plain_pdf(html: str, language: str, *, progress: Progress | None = None) -> bytes:
    """A single sheet on A4 as PDF. Raises pdf.RenderFailed."""
    return _set(html, language, [_SHEET], progress, styles.TIGHTER)


def _set(html: str, language: str, page: Sequence[str], progress: Progress | None, tighter: str = "") -> bytes:
    css = styles.texts(Path(current_app.static_folder or "static") / "css", language)
    return render(html, assets=pictures.assets(html), css=[*css, *page], progress=progress, tighter=tighter)


def _page(wish: PrintWish) -> list[str]:
    """Size and margins of the paper."""
    if wish.document.paper == "a6":
        return [_A6]
    if wish.second:
        return [_A3]
    return [_DUPLEX] if wish.document.paper == "duplex" and not wish.single else []


def file_name(content: Content, imprint: Imprint) -> str:
    """What the download is called: kind, mission, language and edition."""
    wish = content.wish
    with force_locale(LOCALES[wish.language]):
        kind = kind_of(content)
        name = heading_of(content)
        language = gettext(LANGUAGE_LABELS[wish.language])
    return safe_name(f"{kind} {name} {language} {imprint.edition}.pdf")
