"""What happens to cards: photographed, read, confirmed; exchanged; and how we met someone."""

from crm.cards.services.acquaintances import FirstMeeting, tell_how_we_met
from crm.cards.services.cards import JOB, NewContact, Upload, confirm, discard, keep_on, note_text, upload
from crm.cards.services.exchanges import Exchange, exchange, restore_exchange
from crm.cards.services.reader import is_reader_installed, recognise
from crm.cards.services.said import Taken, take_over
from crm.files.services import path_of
