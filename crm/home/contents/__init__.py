"""What stands on the home page: `day` (what is asked once for all of it), `panels` (each panel, declared)."""

from crm.home.contents.day import ReaderDay
from crm.home.contents.panels import PANELS
