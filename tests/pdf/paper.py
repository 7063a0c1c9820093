"""Looking into a PDF: its text, its fonts, and which glyphs were drawn with each."""

import io
import re
import subprocess
from dataclasses import dataclass
from tempfile import NamedTemporaryFile

import pdfua
from pdfua import PdfDocument, Severity
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

PAGE = '<!doctype html><html lang="ja"><head><title>しおり</title><meta name="author" content="小林 里美"></head>'
STYLE = 'body { font-family: "Noto Sans CJK JP"; font-size: 10pt }'


def page(body: str) -> str:
    """A whole document around `body`."""
    return f"{PAGE}<body>{body}</body></html>"


@dataclass(frozen=True)
class Font:
    """A font as the document carries it."""

    name: str
    subset: bool
    embedded: bool


def sheets(pdf: bytes) -> list[str]:
    """The text of each page, as a reader would copy it. poppler reads it in a fifth of the time that pypdf takes."""
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return read.stdout.decode().split("\f")[:-1]


def text(pdf: bytes) -> str:
    """The text of all pages."""
    return "\n".join(sheets(pdf))


def fonts(pdf: bytes) -> dict[str, Font]:
    """The fonts of the document by the name the content streams use."""
    found = {}
    for sheet in PdfReader(io.BytesIO(pdf)).pages:
        for name, reference in _fonts_of(sheet).items():
            font = reference.get_object()
            base = str(font["/BaseFont"]).removeprefix("/")
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            found[str(name)] = Font(
                name=base.partition("+")[2] or base,
                subset=re.match(r"[A-Z]{6}\+", base) is not None,
                embedded=any(f"/FontFile{n}" in descriptor for n in ("", "2", "3")),
            )
    return found


def glyphs(pdf: bytes) -> list[tuple[str, int]]:
    """(font name, glyph id) of everything drawn, in order."""
    names = fonts(pdf)
    drawn = []
    for sheet in PdfReader(io.BytesIO(pdf)).pages:
        contents = sheet.get_contents()
        assert contents is not None
        current = ""
        for match in re.finditer(rb"(/\w+) [\d.]+ Tf|<([0-9a-fA-F]+)>", contents.get_data()):
            if match[1]:
                current = names[match[1].decode()].name
            else:
                ids = match[2].decode()
                drawn += [(current, int(ids[i : i + 4], 16)) for i in range(0, len(ids), 4)]
    return drawn


def streams(pdf: bytes) -> list[bytes]:
    """The contents of every stream of the file, unpacked: pages, fonts, pictures, attachments."""
    document = PdfReader(io.BytesIO(pdf))
    objects = [
        document.get_object(IndirectObject(n, 0, document)) for n in range(1, int(str(document.trailer["/Size"])))
    ]
    return [found.get_data() for found in objects if isinstance(found, StreamObject)]


def untold(pdf: bytes) -> list[str]:
    """What whoever has a paper read out would miss, as pdfua finds it: the rules of PDF/UA-1 that it knows.

    Two things it says of every paper that WeasyPrint tags, and they are no faults: that heads of tables have no /Scope
    (their cells name them, see `headless`), and that headings may be empty (it stumbles over an array among them).
    """
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        outcomes = pdfua.validate(file.name).outcomes
    found = [each for outcome in outcomes for each in outcome.findings]
    told = [each for each in found if (each.rule_id, each.severity) != ("UA-15-003", Severity.WARNING)]
    skipped = [outcome for outcome in outcomes if outcome.skipped and outcome.rule_id != "UA-14-001"]
    return [
        *(f"{each.rule_id} {each.location.describe()}: {each.message}" for each in told),
        *(f"{outcome.rule_id}: {outcome.skipped_reason}" for outcome in skipped),
    ]


def headless(pdf: bytes) -> int:
    """How many cells of the tables name no head."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        with PdfDocument.open(file.name) as document:
            return sum(not len(cell.obj["/A"].get("/Headers", [])) for cell in document.elements_with_role("/TD"))


def empty_boxes(pdf: bytes) -> int:
    """How many characters no font could draw: .notdef, or the id that Pango gives where it looks for none."""
    return sum(glyph in (0, 0xFFFF) for _, glyph in glyphs(pdf))


def _fonts_of(sheet: DictionaryObject) -> DictionaryObject:
    resources = sheet["/Resources"].get_object()
    assert isinstance(resources, DictionaryObject)
    used = resources.get("/Font", DictionaryObject()).get_object()
    assert isinstance(used, DictionaryObject)
    return used
