"""Reading fairs: the booths of one."""

from crm.fairs.queries.booths import NAMED, booth, booths_of, called, fair, has_booths, visible_booths
