"""What happens to cards: photographed, read, confirmed; exchanged; and how we met someone."""

from crm.cards.services.acquaintances import FirstMeeting, tell_how_we_met
from crm.cards.services.cards import (
    JOB,
    NewContact,
    Upload,
    archive,
    confirm,
    discard,
    keep_on,
    note_text,
    restore,
    upload,
)
from crm.cards.services.exchanges import Exchange, archive_exchange, exchange, restore_exchange
from crm.cards.services.pictures import path_of
from crm.cards.services.reader import is_reader_installed, recognise
from crm.cards.services.said import Taken, take_over

__all__ = [
    "JOB",
    "FirstMeeting",
    "NewContact",
    "note_text",
    "Exchange",
    "Taken",
    "Upload",
    "archive",
    "archive_exchange",
    "confirm",
    "path_of",
    "discard",
    "exchange",
    "is_reader_installed",
    "keep_on",
    "recognise",
    "restore",
    "restore_exchange",
    "take_over",
    "tell_how_we_met",
    "upload",
]
