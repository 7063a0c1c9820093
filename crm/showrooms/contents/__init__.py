"""What papers of a showroom say."""

from crm.showrooms.contents.labels import LABELS_PAGE, labels
from crm.showrooms.contents.statements import STATEMENT_PAGE, statement
