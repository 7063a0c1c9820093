"""Files that come with a form. One byte more than allowed is read, so that too large a one is told."""

from werkzeug.datastructures import FileStorage
from wtforms import FileField

from crm.core import pictures
from crm.files.rules import LARGEST
from crm.files.services import SentFile
from crm.web.instance import instance_folder


def sent_file(field: FileField) -> SentFile | None:
    """What was sent in a field, if anything."""
    sent = field.data
    if not isinstance(sent, FileStorage) or not sent.filename:  # a field may hold the text of a forged form
        return None
    return SentFile(sent.filename, sent.stream.read(LARGEST + 1), instance_folder())


def sent_picture(field: FileField) -> bytes:
    """The picture that was sent in a field, empty for none."""
    sent = field.data
    return sent.stream.read(pictures.LARGEST + 1) if isinstance(sent, FileStorage) else b""
