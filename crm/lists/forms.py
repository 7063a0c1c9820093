"""The input of saved views, of exports and of acts on ticked rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import inspect
from wtforms import HiddenField
from wtforms.validators import InputRequired

from crm.audit import services as audit
from crm.audit.rules import Verb
from crm.core.database import Record
from crm.core.errors import Refused
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_, Text
from crm.core.upshots import Upshot
from crm.lists import queries, rules
from crm.lists.models import BulkRun, SavedView
from crm.lists.queries import giving
from crm.lists.queries.giving import Towards
from crm.users import queries as users
from crm.users.forms import StaffField
from crm.users.models import User
from crm.web.forms import BaseForm, Choice, Line, Tick
from crm.web.listings import ARCHIVE, BulkForm, Each, ListAct, RowAct, Values, do, undo


class ViewForm(BaseForm):
    """A saved view: its name, and who finds it where."""

    name = Line(_l("Name"), limit=rules.NAME_LIMIT, validators=[InputRequired(_l("Enter a name for the view."))])
    pinned = Tick(_l("Show it in my navigation"))
    usual = Tick(_l("Show it when I open this list"))
    shared = Tick(_l("Share it with everyone"))
    pinned_for_all = Tick(_l("Show it in everyone's navigation"))
    of = HiddenField()

    @classmethod
    def initial(cls, row: SavedView) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("name", "pinned", "usual", "shared", "pinned_for_all")}

    def for_role(self, *, sharing: bool) -> "ViewForm":
        """Without the ticks that the reader's role may not set."""
        if not sharing:
            del self.shared, self.pinned_for_all
        return self

    def input(self) -> dict[str, Any]:
        """For the service's keyword arguments."""
        given = {name: value for name, value in self.values().items() if name != "of"}
        return {"shared": False, "pinned_for_all": False} | given


class GiveForm(BulkForm):
    """Who is in charge of the ticked records from now on."""

    owner_id = StaffField(_l("Person in charge"), required=True)


class HandOnForm(BaseForm):
    """To whom everything goes that somebody is in charge of."""

    colleague_id = StaffField(_l("Who takes over"), required=True)

    @classmethod
    def leaving(cls, user: User) -> Self:
        """Whoever leaves is no choice."""
        others = [(id, name) for id, name in users.options() if id != user.id]
        return cls(offers={"colleague_id": lambda: others})


class GivingForm(BaseForm):
    """For whom data of people leave, where that is somebody outside the office."""

    given_to = Choice(
        _l("For whom"), table=rules.RECIPIENTS, blank=_l("For the office itself"),
        description=_l("What goes to others is checked against what people consented to, and noted."),
    )  # fmt: skip
    unasked = Tick(
        _l("Take along whom nobody asked"),
        description=_l("Only to a maker in our own country. The file and the log say who was not asked."),
    )
    recipient = Line(_l("Name of the recipient"), limit=rules.RECIPIENT_LIMIT)
    country = Choice(_l("Country"), table={}, blank=_l("Not known"))
    reason = Line(
        _l("Why in spite of a no"), limit=rules.REASON_LIMIT,
        description=_l("Only where somebody is held back: it stands in the log."),
    )  # fmt: skip

    def telling(self, *, people: bool, overrides: bool) -> Self:
        """Without the questions about others where the list tells of no people, or the reader decides about nobody."""
        if not people:
            del self.given_to, self.recipient, self.country, self.reason, self.unasked
            return self
        self.country.table = giving.countries()
        if not overrides:
            del self.reason
        return self

    @property
    def leaves(self) -> bool:
        """Whether it is for somebody else."""
        return "given_to" in self and bool(self.given_to.data)

    @property
    def towards(self) -> Towards | None:
        """To whom it goes; None where it stays in the office. Refused where a name alone says that it does not."""
        name = (self.recipient.data or "").strip() if "recipient" in self else ""
        if not self.leaves:
            if name:
                raise Refused(Text("Say what the recipient is, or take the name out."), "given_to")
            return None
        reason = self.reason.data if "reason" in self else ""
        return Towards(self.given_to.data, name, self.country.data or "", reason or "", bool(self.unasked.data))


class ExportForm(GivingForm):
    """Into which kind of file, and what to do about what the encoding cannot hold."""

    format = Choice(_l("Format"), table=rules.FORMATS, blank=None)
    encoding = Choice(_l("Encoding of the CSV"), table=rules.ENCODINGS, blank=None)
    unwritable = Choice(_l("Characters that the encoding cannot hold"), table=rules.UNWRITABLE, blank=None)
    of = HiddenField()

    def wish(self, list_name: str, query: str, language: str, timezone: str) -> dict[str, Any]:
        """For `services.record_export`."""
        return {
            "list_name": list_name,
            "query": query,
            "format": self.format.data,
            "encoding": self.encoding.data if self.format.data == "csv" else "",
            "substitute": self.unwritable.data == "substitute",
            "language": language,
            "timezone": timezone,
        }


# ------------------------------------------------------------------ what can be done to many rows


def _archived(number: int) -> str:
    return str(ngettext("%(num)d record will be archived.", "%(num)d records will be archived.", number))


def _given(number: int) -> str:
    return str(
        ngettext(
            "%(num)d record will get another person in charge.",
            "%(num)d records will get another person in charge.",
            number,
        )
    )


def archive_act(write: Permission, archive: Callable[..., None], restore: Callable[..., None]) -> ListAct:
    """Put the records away, and bring them back: by services of one, (record, by=)."""
    return RowAct(
        code=ARCHIVE,
        label=N_("Archive"),
        write=write,
        button=N_("Archive"),
        sentence=_archived,
        do=lambda record, _said, *, by: archive(record, by=by),
        back=lambda record, _before, *, by: restore(record, by=by),
        hides=True,
    )


def give_act(write: Permission, give: Callable[..., None], column: str = "owner_id") -> ListAct:
    """Have somebody else in charge: by the service of one, (record, owner_id=, by=); `column` says who it is now."""
    return RowAct(
        code="give",
        label=N_("Change the person in charge"),
        write=write,
        sentence=_given,
        form=GiveForm,
        do=lambda record, said, *, by: give(record, owner_id=said["owner_id"], by=by),
        before=lambda record, _said: getattr(record, column),
        back=lambda record, before, *, by: give(record, owner_id=before, by=by),
        holds=lambda record, said: "owner_id" in said and getattr(record, column) == said["owner_id"],
        hands_on=True,
    )


def change_act(
    code: str,
    label: str,
    write: Permission,
    form: Callable[[], BulkForm],
    sheet: Callable[[Any], Any],
    change: Callable[..., object],
    *,
    columns: tuple[str, ...],
    hands_on: bool = False,
) -> ListAct:
    """Change a few columns, named as the fields of the form: the sheet of one record is written anew, (record, sheet,
    by=), so that it is refused for what its own form would be refused for."""

    def do(record: Any, said: Values, *, by: Actor | None) -> None:
        change(record, replace(sheet(record), **{name: typed(record, name, said[name]) for name in columns}), by=by)

    return RowAct(
        code=code,
        label=label,
        write=write,
        form=form,
        do=do,
        before=lambda record, _said: {name: plain(getattr(record, name)) for name in columns},
        back=do,
        holds=lambda record, said: hands_on and all(plain(getattr(record, name)) == said.get(name) for name in columns),
        hands_on=hands_on,
    )


def sheet_of(sheet: type[Any]) -> Callable[[Any], Any]:
    """What a record says, as the input of its service whose fields are called as the columns."""
    names = [each.name for each in fields(sheet)]
    return lambda record: sheet(**{name: getattr(record, name) for name in names})


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def typed(record: Any, column: str, value: Any) -> Any:
    """What JSON kept, as the column holds it."""
    kind = inspect(type(record)).columns[column].type.python_type
    return kind.fromisoformat(value) if kind is date and value else value


def each_of(
    model: type[Record],
    write: Permission,
    one: Callable[..., Any],
    archive: Verb | Callable[..., None] | None = None,
    restore: Verb | Callable[..., None] | None = None,
    *,
    give: Callable[..., None] | None = None,
    owner: str = "owner_id",
    acts: Iterable[ListAct] = (),
    named: Callable[[Any], str] = lambda record: f"#{record.id}",
    whole: Callable[[int], Any] | None = None,
) -> Each:
    """What a list does to each of its ticked records. `archive` and `restore` are verbs of the log, where no rule of
    its own keeps a record from the archive, or services of one record."""
    found = [give_act(write, give, owner)] if give is not None else []
    found += acts
    if archive is not None and restore is not None:
        put_away = partial(audit.archive, verb=archive) if isinstance(archive, Verb) else archive
        bring_back = partial(audit.restore, verb=restore) if isinstance(restore, Verb) else restore
        found.append(archive_act(write, put_away, bring_back))
    return Each(model, one, tuple(found), named, whole)


def work_of(run: BulkRun, what: ListAct, each: Each, *, by: Actor) -> Callable[[Sequence[int]], Upshot]:
    """What `services.advance` does to the next rows: the act, or what takes it back."""
    if run.undoes_id is None:
        return lambda ids: do(what, each, ids, run.said, by=by, seen=run.seen_at)
    undone = run.undoes_id or 0
    return lambda ids: undo(what, each, queries.to_undo(undone, ids), queries.said(undone), by=by)
