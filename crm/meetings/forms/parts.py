"""The parts of a meeting that have forms of their own: an item of the minutes, photos."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField

from crm.core.pictures import LARGEST
from crm.meetings.services import Minute
from crm.web.forms import BaseForm, Line, Prose, Tick


class ItemForm(BaseForm):
    """One agenda item, as `MinuteForm` is within the form of a new meeting."""

    topic = Line(_l("Agenda item"))
    theirs = Prose(_l("What they said"), render_kw={"rows": 5})
    ours = Prose(_l("What we said"))
    decision = Prose(_l("Decision"))
    open_point = Prose(_l("Open point"))

    def minute(self) -> Minute:
        """What was typed, as the service takes it."""
        return Minute(**{name: text or "" for name, text in self.values().items()})


class PhotosForm(BaseForm):
    pictures = MultipleFileField(
        _l("Pictures"),
        description=_l("JPEG, PNG or WebP. Position, date and camera are not kept."),
        render_kw={"accept": "image/*", "multiple": True},
    )
    caption = Line(_l("Caption"), description=_l("What the photos show; it can be changed for each later."))

    def contents(self) -> list[bytes]:
        """The pictures that were sent; one byte more than one may have is read, so that too large a one is told."""
        contents = []
        for sent in self.pictures.data or []:
            if sent and sent.filename:
                with sent.stream as stream:
                    contents.append(stream.read(LARGEST + 1))
        return contents


class PhotoForm(BaseForm):
    caption = Line(_l("Caption"))
    in_report = Tick(_l("Show it in the mission report"))
