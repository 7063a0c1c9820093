"""The parts of a meeting that have forms of their own: an item of the minutes, photos, files."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField

from crm.contacts.forms.picks import OrganisationField
from crm.core.pictures import LARGEST
from crm.files import rules as files
from crm.meetings.services import Minute
from crm.web.forms import BaseForm, Line, Prose, Tick


class ItemForm(BaseForm):
    """One agenda item, as `MinuteForm` is within the form of a new meeting."""

    topic = Line(_l("Agenda item"))
    discussed = Prose(_l("What was discussed"), render_kw={"rows": 5})
    theirs = Prose(_l("What they said"))
    ours = Prose(_l("What we said"))
    decision = Prose(_l("Decision"))
    open_point = Prose(_l("Open point"))

    def minute(self) -> Minute:
        """What was typed, as the service takes it."""
        return Minute(**{name: text or "" for name, text in self.values().items()})


class PhotosForm(BaseForm):
    pictures = MultipleFileField(
        _l("Pictures"),
        validators=[FileRequired(_l("Take or choose a picture."))],
        description=_l("JPEG, PNG or WebP. Location, date and camera are not saved."),
        render_kw={"accept": "image/*", "multiple": True},
    )
    caption = Line(_l("Caption"), description=_l("What the photos show. You can change it for each photo later."))

    def contents(self) -> list[bytes]:
        """The pictures that were sent."""
        return [content for _name, content in _sent(self.pictures, LARGEST)]


class PhotoForm(BaseForm):
    caption = Line(_l("Caption"))
    in_report = Tick(_l("Show it in the mission report"))


class FilesForm(BaseForm):
    sent = MultipleFileField(
        _l("Files"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l(
            "PDF, PNG, JPEG, Word, Excel, PowerPoint, OpenDocument or plain text, of at most 20 MB. Everyone who can "
            "see the meeting can see them."
        ),
        render_kw={"accept": ",".join(ending for ending, _first in files.PAPERS.values()), "multiple": True},
    )
    note = Line(_l("What it is"), description=_l("For example: price list, catalogue, signed minutes."))

    def contents(self) -> list[tuple[str, bytes]]:
        """(name, content) of what was sent."""
        return _sent(self.sent, files.LARGEST)


def _sent(field: MultipleFileField, largest: int) -> list[tuple[str, bytes]]:
    """(name, content) of each; one byte more than `largest` is read, so that too large a one is told."""
    contents = []
    for sent in field.data or []:
        if sent and sent.filename:
            with sent.stream as stream:
                contents.append((sent.filename, stream.read(largest + 1)))
    return contents


class FileForm(BaseForm):
    note = Line(_l("What it is"))


class CounterpartForm(BaseForm):
    """Whom we met, where somebody else was written down."""

    organisation_id = OrganisationField(_l("Counterpart"), required=True)
