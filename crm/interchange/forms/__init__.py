"""The forms of imports: a file with its columns, and tables of records of one kind each."""

from crm.interchange.forms.tables import RecordTable, TableForm, codes, meanings, typed
from crm.interchange.forms.uploads import ColumnsForm, ReadingForm, UploadForm
