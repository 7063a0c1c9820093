"""Picking one record among a hundred thousand: its name is typed, and the server knows who is meant.

Three controls make one field. `<name>-typed` is what stands in the box, `<name>` the id of what was chosen from the
list under it, `<name>-shown` the text that stood in the box when that was chosen. As long as the box still says that,
the id counts; another text is looked up anew. So the field also works where no script fills in the list.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from crm.core.cleaning import search_words, whole
from crm.core.texts import N_, Text
from crm.web.forms.choices import RecordChoice
from crm.web.forms.texts import translate
from crm.web.guards import LARGEST_ID

TYPED, SHOWN = "-typed", "-shown"
#: Sent in place of an id: what was typed is to be added, as the list under the box offered.
NEW = "new"
#: That many candidates stand beside a field; who is not among them is named more exactly.
MOST_OFFERED = 10
NOBODY = N_("“%(name)s” was not found.")
SEVERAL = N_("Several have this name. Choose one.")


@dataclass(frozen=True)
class Source:
    """Where the records of a pick come from, as far as the user sees them."""

    code: str  #: tells the sources of one page apart
    path: Callable[[], str]  #: the address that answers ?q= with the options of the list under the box
    labels: Callable[[Collection[int]], Mapping[int, str]]  #: {id: text}; who is not visible is left out
    #: who is meant by a text: those of exactly that name, or if there are none those in whose names it stands
    meant: Callable[[str], Sequence[tuple[int, str]]]
    #: the text of one in the archive, for a record that names it already
    kept: Callable[[int], str | None] = lambda _id: None
    #: {id: the record it was merged into}, for addresses kept from before
    merged: Callable[[Collection[int]], Mapping[int, int]] = lambda _ids: {}
    #: the address that makes one of the name that was typed; "" where the user may not
    maker: Callable[[str], str] = lambda _name: ""

    @property
    def url(self) -> str:
        """Where the list under the box comes from."""
        return self.path()

    def label(self, id: int) -> str | None:
        """The text of one record; None when the user does not see it. All of a form are read at once."""
        known, wanted = self._known, self._wanted
        if not 0 < id <= LARGEST_ID:
            return None
        if id not in known:
            ids = wanted | {id}
            found = self.labels(ids)
            known.update({each: found.get(each) for each in ids})
            wanted.clear()
        return known[id]

    def want(self, id: int) -> None:
        """Remember that its text will be asked for."""
        if id not in self._known and 0 < id <= LARGEST_ID:
            self._wanted.add(id)

    def resolve(self, text: str) -> Sequence[tuple[int, str]]:
        """[(id, text)] of who is meant by what was typed, a name or `#` and a number."""
        typed = search_words(text)
        number = whole(typed.removeprefix("#"))
        if number is not None and (label := self.label(number)) is not None:
            return [(number, label)]
        return self.meant(typed)[:MOST_OFFERED] if typed else []

    @property
    def _known(self) -> dict[int, str | None]:
        known: dict[int, str | None] = g.setdefault("picks_known", {}).setdefault(self.code, {})
        return known

    @property
    def _wanted(self) -> set[int]:
        wanted: set[int] = g.setdefault("picks_wanted", {}).setdefault(self.code, set())
        return wanted


@dataclass(frozen=True)
class Sent:
    """What the three controls of a field say: whom, or what is not clear about it."""

    id: int | None = None
    typed: str | None = None  #: what stands in the box; None: the text of the record
    candidates: Sequence[tuple[int, str]] = ()  #: of whom one has to be chosen
    fault: str = ""
    new: bool = False  #: it was taken from the list as one to be added

    @classmethod
    def of(cls, source: Source, name: str, sent: "MultiDict[str, str]") -> "Sent":
        """Read from a form or an address; an id on its own counts."""
        typed, chosen = sent.get(name + TYPED), whole(sent.get(name))
        if typed is None:
            return cls(chosen)
        typed = typed.strip()
        if chosen is not None and typed == sent.get(name + SHOWN, "").strip():
            return cls(chosen)
        if not typed:
            return cls(None, "")
        meant = source.resolve(typed)
        if len(meant) == 1:
            return cls(meant[0][0])
        new = sent.get(name) == NEW and typed == sent.get(name + SHOWN, "").strip()
        return cls(None, typed, meant, SEVERAL if meant else NOBODY, new=new and not meant)


class Pick(RecordChoice):
    """A field for one record of a source. Data: its id, or None for nobody and for what is not clear yet."""

    def __init__(
        self, label: Any = None, *, source: Source, makes: bool = True, adds: bool = False, **kwargs: Any
    ) -> None:
        """`adds`: the form makes the record of a name that nobody has entered, if asked to."""
        kwargs.setdefault("render_kw", {})
        super().__init__(label, options=self._chosen, **kwargs)
        self.source, self.makes, self.adds = source, makes, adds
        self.sent = Sent()

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        if formdata is not None and self.name + TYPED in formdata:
            self.sent = Sent.of(self.source, self.name, formdata)
            self.data, self.unread = self.sent.id, False
            self.raw_data = [formdata[self.name + TYPED] or formdata.get(self.name, "")]
        if self.data is not None:
            self.source.want(self.data)

    def pre_validate(self, form: Any) -> None:
        if self.sent.fault:
            raise ValidationError(translate(Text(self.sent.fault, name=self.sent.typed or "")))
        if self.unread or (self.data is not None and not self.text):
            raise ValidationError(gettext("Choose one from the list."))

    @property
    def url(self) -> str:
        """Where the list under the box comes from; it offers to add what it does not know where the form does that."""
        makes = self.makes and bool(self.source.maker(""))
        return self.source.url + ("?adds=1" if self.adds else "?makes=1" if makes else "")

    @property
    def maker(self) -> str:
        """Where to make the one that was typed and that nobody has entered yet; "" where there is none, or no way."""
        unknown = self.makes and self.sent.fault == NOBODY
        return self.source.maker(self.sent.typed or "") if unknown else ""

    @property
    def text(self) -> str:
        """What stands in the box. What the record named already stays, even if it was archived since."""
        if self.data is None:
            return self.sent.typed or ""
        label = self.source.label(self.data)
        if label is None and self.data == self.object_data:
            label = self.source.kept(self.data)
        return label or ""

    def _chosen(self) -> Sequence[tuple[int, str]]:
        """The record itself: what the conflict page names."""
        return [(self.data, self.text)] if self.data is not None and self.text else []
