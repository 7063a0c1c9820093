"""The forms of a partner's link: for the office that makes it, and for whoever holds it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.core.languages import LANGUAGE_LABELS, LOCALES
from crm.showrooms import queries, rules
from crm.showrooms.models import Exhibit
from crm.showrooms.queries import CountLine, ExhibitLine
from crm.showrooms.queries.settlements import SoldLine
from crm.showrooms.rules import partners
from crm.showrooms.services import Count, StatementAnswer
from crm.web.forms import BaseForm, Choice, Line, Prose, Whole, translate

_SPOKEN: Final = {code: LANGUAGE_LABELS[code] for code in LOCALES}


class PartnerLinkForm(BaseForm):
    language = Choice(_l("Language"), table=_SPOKEN, required=True, blank=None)
    days = Whole(_l("Days until it ends"), required=True, least=1, most=partners.MOST_DAYS, default=partners.USUAL_DAYS)
    label = Line(_l("Who gets the link"), limit=partners.LABEL_LIMIT)


class ReplyForm(BaseForm):
    reply = Prose(_l("Our answer"), limit=partners.NOTE_LIMIT)


class CountRefusalForm(BaseForm):
    reason = Line(_l("Reason"), limit=300)


class PartnerCodeForm(BaseForm):
    code = Line(_l("Code"), limit=40, required=True, render_kw={"autocomplete": "off", "data-from-address": ""})


def statement_form(sold: Sequence[SoldLine]) -> BaseForm:
    """The form by which the partner answers a statement: name, note, and a remark on each of its lines."""
    fields: dict[str, Any] = {
        "name": Line(_l("Your name"), limit=partners.NAME_LIMIT),
        "note": Prose(_l("Note to the office"), limit=partners.NOTE_LIMIT),
    }
    for item in sold:
        name = item.name.text
        fields[f"line_{item.line.sale_id}"] = Line(
            _("What is wrong with %(name)s", name=name), limit=partners.LINE_LIMIT
        )
    form: BaseForm = type("StatementForm", (BaseForm,), fields)()
    return form


def answered(form: BaseForm, sold: Sequence[SoldLine], verdict: str) -> StatementAnswer:
    """What the services take."""
    lines = {item.line.sale_id: form[f"line_{item.line.sale_id}"].data or "" for item in sold}
    return StatementAnswer(form["name"].data or "", verdict, form["note"].data or "", lines)


def shelf_form(lines: Sequence[ExhibitLine]) -> BaseForm:
    """The form by which the partner counts: the pieces of each exhibit, called by its number."""
    fields: dict[str, Any] = {
        "name": Line(_l("Your name"), limit=partners.NAME_LIMIT),
        "note": Prose(_l("Note to the office"), limit=partners.NOTE_LIMIT),
    }
    for line in lines:
        label = _("Pieces of %(name)s", name=queries.label(line.name.text, line.exhibit, line.size.text))
        fields[f"quantity_{line.exhibit.id}"] = Whole(label, least=0, most=rules.MOST)
    form: BaseForm = type("ShelfForm", (BaseForm,), fields)()
    return form


def pieces(form: BaseForm, lines: Sequence[ExhibitLine]) -> dict[int, int]:
    """{exhibit: pieces} of those that were counted; an empty field says nothing."""
    found = {line.exhibit.id: form[f"quantity_{line.exhibit.id}"].data for line in lines}
    return {id: number for id, number in found.items() if number is not None}


def typed(sent: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was typed into a form that is not taken any more, each under what it was typed for, to be copied.

    The form itself sent what its lines are called (`called_…`): whoever sees no statement any more learns of none.
    """
    told = {"name": _("Your name"), "note": _("Note to the office")}
    found = [(told[name], sent[name]) for name in told if sent.get(name, "").strip()]
    if sent.get("verdict") in partners.VERDICTS:
        found.append((_("Your answer"), translate(partners.VERDICTS[sent["verdict"]])))
    for name, value in sent.items():
        if name.startswith(("line_", "quantity_")) and value.strip():
            found.append((sent.get(f"called_{name}") or name, value))
    return found


def taking_form(lines: Sequence[CountLine]) -> BaseForm:
    """The form that takes a count over: why each exhibit differs from the book."""
    fields: dict[str, Any] = {}
    for line in lines:
        if line.to_take:
            id, name = line.line.exhibit.id, line.line.name.text
            fields[f"cause_{id}"] = Choice(_("Why %(name)s differs", name=name), table=rules.CAUSES)
            fields[f"reason_{id}"] = Line(_("Remark on %(name)s", name=name), limit=300)
    form: BaseForm = type("TakingForm", (BaseForm,), fields)()
    return form


def causes(form: BaseForm, lines: Sequence[CountLine]) -> dict[Exhibit, Count]:
    """{exhibit: why it differs} of those that do."""
    return {
        line.line.exhibit: Count(
            line.counted,
            form[f"cause_{line.line.exhibit.id}"].data or "",
            form[f"reason_{line.line.exhibit.id}"].data or "",
        )
        for line in lines
        if line.to_take
    }
