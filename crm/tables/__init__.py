"""Rows into files for people: XLSX and CSV, written as they come, in constant memory."""

from crm.tables.cells import Cell, FileColumn, FileSheet, neutral, unwritable
from crm.tables.sheets import write_book, write_xlsx
from crm.tables.texts import ENCODINGS, write_csv
