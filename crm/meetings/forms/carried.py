"""What was typed and chosen in the form about one visit goes along to that about another, where no script runs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

from werkzeug.datastructures import MultiDict
from wtforms import Field

from crm.core.cleaning import whole
from crm.fields.services import form_name
from crm.meetings import rules
from crm.meetings.forms.meetings import OTHER_VISIT, MeetingForm
from crm.web.forms import Line, ManyRecords, Prose, Rows, Tick

#: The hidden field in which the choice of a counterpart keeps what was sent to it.
CARRIED: Final = "carried"
#: When it is, where, between whom and of which kind: that of the other visit.
VISITS: Final = frozenset({"day", "starts", "ends", "timezone", "activity_id", "our_organisation_id", "kind"})
SEATS: Final = frozenset(rules.SIDES)
#: What people write in the rows of the form.
SAID: Final = frozenset({"text", "name", "title", "topic", "discussed", "theirs", "ours", "decision", "open_point"})


def note_begin(form: MeetingForm) -> None:
    """Note with which choices an empty form begins: another choice is that of a person."""
    begun = {field.name: _as_sent(field) for field in form.content() if _is_choice(field)}
    form.as_begun.data = json.dumps(begun, separators=(",", ":"))


def _is_choice(field: Field) -> bool:
    return field.name not in VISITS and not isinstance(field, Line | Prose | Rows) and not _is_own(field)


def _is_own(field: Field) -> bool:
    return str(field.name).startswith(form_name(""))


def _as_sent(field: Field) -> list[str]:
    """What its control sends as it stands."""
    if isinstance(field, Tick):
        return ["y"] if field.data else []
    told = field.data if isinstance(field.data, list) else [field.data]
    return [str(each) for each in told if each not in (None, "")]


@dataclass(frozen=True)
class TakenAlong:
    """What a form about another visit sent."""

    sent: MultiDict[str, str]

    @classmethod
    def of(cls, sent: MultiDict[str, str]) -> Self | None:
        """What is taken along from the form that another visit was chosen in, or from the step between, if anything."""
        if CARRIED in sent:
            pairs = _loads(sent[CARRIED], list)
            return cls(MultiDict([(str(pair[0]), str(pair[1])) for pair in pairs if _is_pair(pair)]))
        return cls(sent) if OTHER_VISIT in sent else None

    @property
    def text(self) -> str:
        """As the step between keeps it."""
        kept = [[name, value] for name, value in self.sent.items(multi=True) if value and name != "csrf_token"]
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @property
    def of_room(self) -> MultiDict[str, str]:
        """Who was asked in by hand, as the fields of the form name them."""
        helper = self.sent.get("interpreter_id", "")
        pairs = [("interpreter_id", helper)] if helper and self._is_chosen("interpreter_id") else []
        return MultiDict([*pairs, *((rules.OURS, id) for id in self._moved(rules.OURS)[0])])

    def put_into(self, form: MeetingForm) -> None:
        """Fill in what a person said; the rest stays as the other visit has it: its day, its people."""
        for field in form.content():
            if isinstance(field, ManyRecords) and field.name in SEATS:
                came, left = (set(map(whole, ids)) for ids in self._moved(field.name))
                there = [id for id, _label in field.loaded()]
                seated = set(field.data or [])
                field.data = [id for id in there if (id in seated or id in came) and id not in left]
            elif field.name not in VISITS and self._is_said(field):
                field.process(self.sent)
        form.took_along = True

    def _is_said(self, field: Field) -> bool:
        if _is_choice(field):
            return self._is_chosen(field.name)
        parts = None if _is_own(field) else SAID
        return any(
            value.strip() and (name == field.name or _is_part(field.name, name, parts))
            for name, value in self.sent.items(multi=True)
        )

    def _is_chosen(self, name: str) -> bool:
        return name in self._begun and self._told(name) != self._begun[name]

    def _moved(self, name: str) -> tuple[Sequence[str], Sequence[str]]:
        """(who was ticked, whose tick was taken away), against what the form began with."""
        before, now = self._begun.get(name), self._told(name)
        if before is None:
            return [], []
        return [id for id in now if id not in before], [id for id in before if id not in now]

    def _told(self, name: str) -> list[str]:
        return [value for value in self.sent.getlist(name) if value]

    @cached_property
    def _begun(self) -> dict[str, list[str]]:
        begun = _loads(self.sent.get("as_begun", ""), dict)
        return {str(name): [str(each) for each in told] for name, told in begun.items() if isinstance(told, list)}


def _is_part(field: str, name: str, parts: frozenset[str] | None) -> bool:
    return name.startswith(f"{field}-") and (parts is None or name.rpartition("-")[2] in parts)


def _is_pair(told: Any) -> bool:
    return isinstance(told, list) and len(told) == 2


def _loads(text: str, kind: type[Any]) -> Any:
    """What JSON says, where it is of this kind; else none of it."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return kind()
    return loaded if isinstance(loaded, kind) else kind()
