"""Letters on paper: `parts` says what stands where, `paper` makes a PDF of it and `word` a Word file."""

from crm.letters.contents.paper import file_name, html, pdf
from crm.letters.contents.parts import parts, roll
from crm.letters.contents.word import docx
