"""The input of the table itself: a talk in its place, and the wishes as a grid of short codes."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.contacts import queries as contacts
from crm.core.cleaning import whole
from crm.core.languages import LANGUAGE_LABELS
from crm.matching.contents import BY
from crm.matching.forms.setup import round_options
from crm.matching.models import MatchingCompany, MatchingMeeting
from crm.matching.queries import MatchingBoard
from crm.matching.rules import PairWish, read_wish
from crm.matching.services import ANYBODY
from crm.web.forms import BaseForm, Choice, RecordChoice

#: How many of our companies stand side by side in the grid: a form has a limited number of fields.
GRID_WIDTH = 8


class PlaceForm(BaseForm):
    """A new talk. Make it with `of`, which knows the table."""

    maker = RecordChoice(_l("Our side"), required=True)
    counterpart = RecordChoice(_l("Counterpart"), required=True)
    slot = RecordChoice(_l("Round"), required=True)
    table = RecordChoice(_l("Table"), required=True)
    interpreter = RecordChoice(_l("Interpreter"), description=_l("Empty: somebody who is free, if one is needed."))

    @classmethod
    def of(cls, board: MatchingBoard, **start: Any) -> "PlaceForm":
        """The form with the companies, rounds, tables and interpreters of a table."""
        form = cls(data=start)
        form.maker.options = lambda: company_options(board, board.makers)
        form.counterpart.options = lambda: company_options(board, board.counterparts)
        form.slot.options = lambda: round_options(board)
        form.table.options = lambda: table_options(board)
        form.interpreter.options = lambda: interpreter_options(board)
        return form

    def talk(self) -> dict[str, Any]:
        """The keyword arguments of `services.place`."""
        return {
            "maker": self.maker.data or 0, "counterpart": self.counterpart.data or 0, "slot": self.slot.data or 0,
            "table": self.table.data or 0, "interpreter": self.interpreter.data or ANYBODY,
        }  # fmt: skip


class MoveForm(BaseForm):
    """Where a talk goes: by two lists, by a button ("slot-table") or by dragging, which sends the same."""

    slot = RecordChoice(_l("Round"))
    table = RecordChoice(_l("Table"))
    interpreter = RecordChoice(_l("Interpreter"), description=_l("Empty: somebody who is free, if one is needed."))
    to = HiddenField()

    @classmethod
    def of(cls, board: MatchingBoard, talk: MatchingMeeting) -> "MoveForm":
        """The form with the place in which the talk is."""
        data = {"slot": talk.slot_id, "table": talk.table_id, "interpreter": talk.interpreter_id}
        lists = {"slot": round_options, "table": table_options, "interpreter": interpreter_options}
        return cls(data=data, row=talk, offers={name: partial(options, board) for name, options in lists.items()})

    def place(self) -> dict[str, Any]:
        """The keyword arguments of `services.move`. A place pressed or dropped on lets the interpreter follow."""
        slot, _dash, table = (self.to.data or "").partition("-")
        if slot:
            return {"slot": whole(slot) or 0, "table": whole(table) or 0}
        return {
            "slot": self.slot.data or 0, "table": self.table.data or 0,
            "interpreter": self.interpreter.data or ANYBODY,
        }  # fmt: skip


def company_options(board: MatchingBoard, rows: Sequence[MatchingCompany]) -> list[tuple[int, str]]:
    """Companies that take part, as choices."""
    return [(row.id, contacts.own_name(row.organisation).text) for row in rows if row.cancelled_at is None]


def table_options(board: MatchingBoard) -> list[tuple[int, str]]:
    """The tables as choices."""
    return [(row.id, row.name) for row in board.tables.values()]


def interpreter_options(board: MatchingBoard) -> list[tuple[int, str]]:
    """The interpreters as choices."""
    return [(id, board.person(id)) for id in board.interpreters]


class PrintForm(BaseForm):
    by = Choice(_l("Sheets"), table=BY, required=True, blank=None)
    language = Choice(_l("Language"), table=LANGUAGE_LABELS, required=True, blank=None)


class WishesForm(BaseForm):
    """The grid: one short text a cell, `cell-<maker>-<counterpart>`. Only what was changed is written.

    Two people may fill in different cells of one grid at once; a cell that somebody else changed meanwhile is refused.
    """

    def __init__(self, board: MatchingBoard, makers: Sequence[MatchingCompany], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.makers, self.counterparts = makers, board.side("counterpart", cancelled=False)
        self.now = {
            (maker.id, other.id): _cell(board, maker.id, other.id) for maker in makers for other in self.counterparts
        }
        self.bad: dict[tuple[int, int], str] = {}
        if not self.as_opened.data:
            self.as_opened.data = json.dumps({_name(key): text for key, text in self.now.items() if text})

    def text(self, maker: int, counterpart: int) -> str:
        """What a cell shows: what was typed, else what is saved."""
        key = (maker, counterpart)
        typed = request.form.get(_name(key)) if request.method == "POST" else None
        return self.now[key] if typed is None else typed

    def wishes(self) -> dict[tuple[int, int], PairWish]:
        """The cells that were changed; `bad` holds the reasons of those that cannot be taken."""
        opened = self._opened()
        found: dict[tuple[int, int], PairWish] = {}
        for key, saved in self.now.items():
            typed = request.form.get(_name(key), saved).strip()
            if typed == opened.get(_name(key), ""):
                continue
            wish = read_wish(typed)
            if wish is None:
                self.bad[key] = _(
                    "“%(text)s” is not a valid wish. Enter 0 to 3, /3 for theirs, x for never.", text=typed[:10]
                )
            elif saved not in (opened.get(_name(key), ""), str(wish)):
                self.bad[key] = _("Someone has entered “%(text)s” here in the meantime.", text=saved)
            else:
                found[key] = wish
        for message in self.bad.values():
            self.form_errors.append(message)
        return {} if self.bad else found

    def _opened(self) -> Mapping[str, Any]:
        try:
            loaded = json.loads(self.as_opened.data or "{}")
        except ValueError:
            return {}
        return loaded if isinstance(loaded, dict) else {}


def _name(key: tuple[int, int]) -> str:
    return f"cell-{key[0]}-{key[1]}"


def _cell(board: MatchingBoard, maker: int, counterpart: int) -> str:
    row = board.wishes.get((maker, counterpart))
    return "" if row is None else str(PairWish(row.maker_wish, row.counterpart_wish, row.veto, row.interpreting))
