"""Acts on many rows of a list: the ticked ones, or as a second step all that match. Confirmed with their number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import Select

from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.keys import digest
from crm.core.paging import PAGE_SIZE, count
from crm.core.texts import Text
from crm.web.access import me
from crm.web.forms import translate
from crm.web.listings.acts import BulkForm
from crm.web.listings.asked import Asked
from crm.web.listings.declared import Listing, is_id
from crm.web.listings.shown import reader
from crm.web.pages import attempt, page, saved

#: More rows than this are too many for a file that is written while its reader waits.
MOST = 5000
MOST_NAMED = 10
NO_END = 1 << 30


@dataclass(frozen=True)
class Chosen:
    """The rows of an act, as the reader sees them now."""

    asked: Asked
    everything: bool  #: all that match, not only what was ticked
    ticked: tuple[int, ...]
    count: int
    statement: Select[Any]

    @cached_property
    def ids(self) -> list[int]:
        """Their numbers, found on the server: never taken from another page of the list."""
        return list(db.session.scalars(self.statement))

    @property
    def mark(self) -> str:
        """How many they are and which: as many others are not what the reader agreed to."""
        return f"{self.count}-{digest(','.join(map(str, sorted(self.ids))))[:16]}"


@dataclass(frozen=True)
class BulkAct:
    """What an act says of itself: its heading, the sentence for so many rows, its button."""

    title: str
    sentence: Callable[[int], str]
    button: str
    warning: str = ""


@dataclass(frozen=True)
class Done:
    """What came of an act: how many rows it did, which it left out and why, where it is undone or fetched."""

    number: int
    left_out: Sequence[tuple[str, Text]] = ()
    undo: str = ""
    lead: str = ""  #: where it leads instead of back to the list: a file
    waiting: int = 0  #: rows that the background does


def chosen(listing: Listing, most: int | None = None) -> Chosen:
    """The rows that the address or the form names. Refused for none, and for more than `most`, where that is told."""
    sent = request.form if request.method == "POST" else request.args
    who, user = reader(), me()
    asked = Asked.of_query(listing, sent.get("of", ""), who)
    everything = sent.get("all") == "yes"
    ticked = tuple(dict.fromkeys(int(id) for id in sent.getlist("id")[:PAGE_SIZE] if is_id(id)))
    statement = listing.ids(asked if everything else Asked.of_query(listing, listing.every, who), user)
    if not everything:
        statement = statement.where(statement.selected_columns[0].in_(ticked))
    number = count(statement, most=most or NO_END)
    if not number:
        raise Refused(Text("Tick at least one row first."))
    if most is not None and number > most:
        raise Refused(Text("This can be done for at most %(limit)s rows at once. Filter the list first.", limit=most))
    return Chosen(asked, everything, ticked, number, statement)


def act(
    listing: Listing, what: BulkAct, form: BulkForm, run: Callable[[list[int]], Done], *, most: int | None = MOST
) -> ResponseReturnValue:
    """Ask for confirmation with the number of rows, then do it."""
    rows = chosen(listing, most)
    form.among(rows.statement)
    back = f"{url_for(listing.endpoint)}?{rows.asked.query() or 'view=none'}"
    agreed = form.expected.data == rows.mark
    if form.validate_on_submit() and agreed:
        with attempt(form):
            done = run(rows.ids)
            tell(what, done)
            return saved(done.lead or back)
    if request.method == "POST" and not agreed and not form.errors:
        before = str(form.expected.data or "").partition("-")[0]
        changed = gettext(
            "The list has changed: %(before)s rows when you looked, %(now)s now. Look at it again, then confirm.",
            before=before if before.isdigit() else "?",
            now=rows.count,
        )
        form.refuse(changed)
    form.of.data, form.all.data = rows.asked.query(), "yes" if rows.everything else ""
    form.expected.data, form.seen.data = rows.mark, clock.now().isoformat()
    return page("lists/bulk.html", form=form, act=what, rows=rows, listing=listing, back=back)


def tell(what: BulkAct, done: Done) -> None:
    """Say what came of an act when the next page is shown, with its Undo."""
    if done.waiting:
        text = gettext("%(act)s: %(num)s in the background.", act=what.title, num=f"{done.waiting:,}")
    else:
        text = gettext("%(act)s: %(num)s done.", act=what.title, num=f"{done.number:,}")
    flash(text, f"undo:{done.undo}" if done.undo else "good")
    if done.left_out:
        named = "; ".join(f"{name}{gettext(': ')}{translate(reason)}" for name, reason in done.left_out[:MOST_NAMED])
        more = len(done.left_out) - MOST_NAMED
        flash(gettext("Left out: %(rows)s", rows=named + (f" … +{more}" if more > 0 else "")), "warn")
