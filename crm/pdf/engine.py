"""What runs in the child process: HTML, styles and assets in, PDF bytes out.

Importing this module imports WeasyPrint (0.5 to 1 s), so only the child and the server it is forked from do.
"""

import gc
import logging
import os
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from xml.etree.ElementTree import Element

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from crm.pdf import confine, fonts, holding
from crm.pdf.fetcher import AppFetcher, AssetMissing
from crm.pdf.order import RenderOrder

Report = Callable[[int], None]

#: One-byte heads of the messages to the parent. Plain bytes, no pickle: the parent does not trust the child.
PROGRESS, DONE, FAILED = b"P", b"D", b"F"

_PAGE = "Step 5 - Creating layout - Page"
#: Percent reached at the start of each step that WeasyPrint logs; the pages fill the gap before step 6.
_STEPS = {"Step 1": 5, "Step 2": 10, "Step 3": 15, "Step 4": 20, "Step 6": 90, "Step 7": 95}
_LAYOUT = (25, 88)


#: Tagged for screen readers: headings, lists and tables as such, the title in the window's frame. A fifth more time.
_VARIANT = "pdf/ua-1"
#: Where documents seem to lie: without a place, WeasyPrint stumbles over a relative address in a style attribute.
_PLACE = "app:document"
#: Under every document's own styles. Pango does not tell HarfBuzz that Han characters are Korean, so `lang="ko"`
#: alone would print their Japanese shapes; the override says it, and ends with the element.
_BASE = f"""
html {{ font-family: "{fonts.FAMILY}" }}
[lang] {{ font-language-override: normal }}
[lang|="ko"] {{ font-language-override: "KOR" }}
"""


#: Of the height of a page: what reaches less far down is a tail.
TAIL = 1 / 3


class TooManyPages(Exception):
    """The document goes past the cap."""


class _Steps(logging.Handler):
    """Turns WeasyPrint's progress log into percents, and stops the layout at the page cap."""

    def __init__(self, report: Report, cap: int) -> None:
        super().__init__(logging.INFO)
        self._report = report
        self._cap = cap
        self._reached = 0

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        percent = _STEPS.get(message[:6], 0)
        if message.startswith(_PAGE):
            page = int(message.removeprefix(_PAGE).split()[0])
            if page > self._cap:
                raise TooManyPages
            percent = min(_LAYOUT[0] + page, _LAYOUT[1])
        if percent > self._reached:  # repagination starts again at page 1; progress never goes back
            self._reached = percent
            self._report(percent)


def work(order: RenderOrder, out: Connection) -> None:
    """Set `order` inside the limits and send the answer through `out`; the body of the child process."""
    _silence()
    _tune_garbage_collection()
    os.environ["FONTCONFIG_FILE"] = str(order.fonts)
    confine.limit(seconds=order.limits.seconds, memory=order.limits.memory)
    confine.seal([*fonts.folders(), order.fonts.parent])
    try:
        pdf = compose(order, report=lambda percent: out.send_bytes(PROGRESS + bytes([percent])))
    except AssetMissing:
        answer = FAILED + b"asset"
    except TooManyPages:
        answer = FAILED + b"pages"
    except RecursionError:
        answer = FAILED + b"depth"
    except MemoryError:
        answer = FAILED + b"memory"
    except PermissionError:
        answer = FAILED + b"reach"
    except Exception as error:
        answer = FAILED + b"died " + _where(error).encode("ascii", "replace")
    else:
        answer = DONE + pdf
    out.send_bytes(answer)


def compose(order: RenderOrder, *, report: Report) -> bytes:
    """The PDF of `order`; title, author, date and language come from its HTML head.

    Raises AssetMissing, TooManyPages, RecursionError or MemoryError.
    """
    steps = _Steps(report, order.limits.pages)
    logger = logging.getLogger("weasyprint.progress")
    logger.setLevel(logging.INFO)
    logger.addHandler(steps)
    try:
        document = _laid_out(order, order.css)
        if order.tighter and _has_a_tail(document):
            shorter = _laid_out(order, (*order.css, order.tighter))
            document = shorter if len(shorter.pages) < len(document.pages) else document
        pdf: bytes = document.write_pdf(pdf_variant=_VARIANT)
        return pdf
    finally:
        logger.removeHandler(steps)


def _laid_out(order: RenderOrder, css: Sequence[str]) -> weasyprint.Document:
    """The pages of a document under some style sheets."""
    fetcher, configuration = AppFetcher(order.assets), FontConfiguration()
    sheets = [
        weasyprint.CSS(string=text, base_url=_PLACE, url_fetcher=fetcher, font_config=configuration)
        for text in (_BASE, *css)
    ]
    page = weasyprint.HTML(string=order.html, base_url=_PLACE, url_fetcher=fetcher)
    _say_heads_of_rows(page.etree_element)
    holding.hold_forms(page.etree_element)
    return page.render(stylesheets=sheets, font_config=configuration, pdf_variant=_VARIANT)


def _say_heads_of_rows(document: Element) -> None:
    """A head beside cells is that of their row; unless told so, WeasyPrint has it for that of its column."""
    for row in document.iter("tr"):
        if row.find("td") is not None:
            for head in row.iterfind("th"):
                head.set("scope", "row")


def _has_a_tail(document: weasyprint.Document) -> bool:
    """Whether the last of several pages is filled to less than `TAIL`: how far down its text and pictures reach."""
    last = document.pages[-1]._page_box  # WeasyPrint tells nobody else where something stands
    body = last.children[0]
    ends = (box.position_y + box.height for box in body.descendants() if not getattr(box, "children", None))
    top = last.position_y + last.margin_top
    return len(document.pages) > 1 and max(ends, default=top) - top < TAIL * last.height


def _where(error: Exception) -> str:
    """The class of `error` and the line it came from, without its message: that may quote the document."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {os.path.basename(last.filename)}:{last.lineno}"


def _silence() -> None:
    """Send what Python and the C libraries print to nowhere: it may quote the document."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _tune_garbage_collection() -> None:
    """Boxes live until the end, so looking for garbage among them is lost work: 20 to 27 % of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
