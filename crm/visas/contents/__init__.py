"""The papers for visas: `sheets` says what stands where, `paper` makes a PDF of it and `word` a Word file."""

from crm.visas.contents.paper import file_name, pdf
from crm.visas.contents.sheets import Told, VisaSheet, sheet
from crm.visas.contents.word import docx
