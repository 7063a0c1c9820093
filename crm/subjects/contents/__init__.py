"""What the file about a person says, and the texts that are looked at after an erasure."""

from crm.subjects.contents.files import HELD, answer, archive, label, ledgers, left_out, to_pdf, to_vcard
from crm.subjects.contents.hits import shown
