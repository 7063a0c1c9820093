"""A document that wants too much, or wants out."""

import io
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from crm.pdf import confine, fonts
from crm.pdf import render as rendering
from crm.pdf.order import RenderLimits
from crm.pdf.render import RenderFailed, render
from tests.patience import PATIENCE, eventually
from tests.pdf import paper
from tests.pdf.paper import page

ROOT = Path(__file__).parents[2]
SECRET = "the content of a file of the server"


def rows(number: int) -> str:
    return "<table>" + f"<tr>{'<td>延吉</td>' * 6}</tr>" * number + "</table>"


def refused(body: str, limits: RenderLimits = rendering.DEFAULT_LIMITS) -> str:
    with pytest.raises(RenderFailed) as failure:
        render(page(body), assets={}, css=[], limits=limits)
    return str(failure.value.reason)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_text(SECRET)
    return file


@pytest.fixture
def canary() -> Iterator[tuple[str, list[bytes]]]:
    """A listener on this machine, as an address, and what it heard."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    visitor, _ = server.accept()
                except TimeoutError:
                    continue
                with visitor:
                    heard.append(visitor.recv(100) or b"connected")

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/canary", heard
        over.set()
        thread.join()


def wishes(address: str) -> str:
    """Every way HTML, CSS and SVG know to load `address`."""
    return (
        f'<link rel="stylesheet" href="{address}"><link rel="attachment" href="{address}">'
        f'<a rel="attachment" href="{address}">a</a><img src="{address}"><object data="{address}"></object>'
        f'<embed src="{address}"><p style="background: url({address})">b</p>'
        f"<style>@import url({address}); li {{ list-style-image: url({address}) }}</style><ul><li>c</ul>"
        f'<svg width="9" height="9"><image href="{address}" width="9" height="9"/><use href="{address}#a"/></svg>'
    )


def test_addresses_of_the_network_are_never_asked(canary: tuple[str, list[bytes]]) -> None:
    address, _ = canary
    pdf = render(page(wishes(address)), assets={}, css=[f"@import url({address});"])
    assert _heard_before_us(*canary) == []
    assert "a" in paper.text(pdf)


def test_files_of_the_server_neither_show_nor_travel_along(secret: Path) -> None:
    body = wishes(secret.as_uri()) + wishes(str(secret)) + f"<iframe src='{secret.as_uri()}'></iframe>"
    pdf = render(page(body), assets={}, css=[f"@import url({secret.as_uri()});"])
    document = PdfReader(io.BytesIO(pdf))
    assert dict(document.attachments) == {}
    assert "/EmbeddedFiles" not in document.root_object.get("/Names", {})
    assert SECRET not in paper.text(pdf)
    assert not any(SECRET.encode() in stream for stream in paper.streams(pdf))


def test_the_search_for_the_secret_finds_it_where_it_does_travel_along() -> None:
    pdf = render(page('<link rel="attachment" href="app:s.txt">'), assets={"s.txt": SECRET.encode()}, css=[])
    assert any(SECRET.encode() in stream for stream in paper.streams(pdf))


def test_a_font_brought_along_is_refused(canary: tuple[str, list[bytes]]) -> None:
    style = f"<style>@font-face {{ font-family: x; src: url({canary[0]}) }} p {{ font-family: x }}</style><p>a"
    assert refused(style) == "The document asks for something outside itself."
    assert _heard_before_us(*canary) == []


def test_setting_a_hostile_document_touches_no_file_and_no_socket(
    secret: Path, canary: tuple[str, list[bytes]]
) -> None:
    body = f"<p>延吉 Łódź</p>{wishes(secret.as_uri())}{wishes(canary[0])}{wishes('data:image/png;base64,AAAA')}"
    answer = subprocess.run(
        [sys.executable, "-m", "tests.pdf.watched", str(fonts.installed())],
        cwd=ROOT,
        input=body,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    seen = json.loads(answer.stdout)
    assert seen["size"] > 1000
    assert (seen["outside"], seen["reached"]) == ([], [])


def test_the_seal_refuses_files_programs_and_sockets_even_to_python_code(secret: Path) -> None:
    code = f"""
import os, socket, subprocess
from pathlib import Path
from crm.pdf import confine
confine.seal([Path({str(secret.parent / "allowed")!r})])
def tried(what):
    try: what()
    except PermissionError: return True
    return False
print([tried(what) for what in (
    lambda: open({str(secret)!r}),
    lambda: open({str(secret.parent / "new")!r}, "w"),
    lambda: os.open({str(secret.parent / "allowed" / "x")!r}, os.O_CREAT | os.O_WRONLY),
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: subprocess.Popen(["true"]),
    lambda: os.system("true"),
    lambda: os.remove({str(secret)!r}),
)])
print(open({str(Path(os.__file__))!r}).read(1) != "")
"""
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert answer.stdout.splitlines() == [str([True] * 7), "True"]
    assert secret.read_text() == SECRET


def test_an_asset_that_nobody_handed_over_stops_the_print() -> None:
    assert refused('<img src="app:seal.svg">') == "A picture or style sheet of the document's template is missing."


def test_five_hundred_nested_boxes_are_refused() -> None:
    assert refused("<div>" * 500) == "The document is nested too deeply to be laid out."


def test_a_table_of_five_thousand_rows_runs_out_of_time() -> None:
    before = _children_of_the_server()
    reason = refused(rows(5000), RenderLimits(seconds=2))
    assert reason == "The document took longer than 2 seconds to lay out. Print a smaller part of it."
    assert eventually(lambda: _children_of_the_server() <= before)


def test_a_child_that_its_own_alarm_does_not_end_is_ended_by_the_parent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rendering, "GRACE", -58)  # as if the child had slept through 60 seconds
    assert "took longer than" in refused(rows(5000))


def test_a_document_that_needs_too_much_memory_is_refused() -> None:
    reason = refused(rows(3000), RenderLimits(memory=60 * confine.MIB))
    assert reason == "The document needs too much memory. Print a smaller part of it."


def test_a_document_of_too_many_pages_is_refused_before_all_are_set() -> None:
    seen: list[int] = []
    long = page('<p style="break-after: page">x</p>' * 500)
    with pytest.raises(RenderFailed) as failure:
        render(long, assets={}, css=[], progress=seen.append, limits=RenderLimits(pages=12))
    assert str(failure.value.reason) == "The document has more than 12 pages. Print a smaller part of it."
    # The layout begins at 25 percent and each page adds one: the twelfth was the last to be told of.
    assert seen[-1] == 25 + 12


def test_a_document_as_long_as_the_cap_is_printed() -> None:
    pdf = render(page('<p style="break-before: page">x</p>' * 12), assets={}, css=[], limits=RenderLimits(pages=12))
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 12


def test_progress_only_rises_even_when_pages_are_set_again() -> None:
    seen: list[int] = []
    total = '@page { @bottom-right { content: counter(page) " / " counter(pages) } }'
    body = '<p style="break-after: page">x</p>' * 30
    render(page(body), assets={}, css=[total], progress=seen.append)
    assert len(seen) > 10
    assert seen == sorted(set(seen))
    assert seen[-1] < 100


def test_a_caller_that_gives_up_leaves_no_process_behind() -> None:
    before = _children_of_the_server()

    class GivenUp(Exception):
        pass

    def give_up(percent: int) -> None:
        raise GivenUp

    with pytest.raises(GivenUp):
        render(page(rows(5000)), assets={}, css=[], progress=give_up)
    assert eventually(lambda: _children_of_the_server() <= before)


def test_a_child_that_cannot_start_hides_no_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_child: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(rendering._context.Process, "start", refuse)
    with pytest.raises(OSError, match="no more processes"):
        render(page("<p>延吉</p>"), assets={}, css=[])


def _heard_before_us(address: str, heard: list[bytes]) -> list[bytes]:
    """What the canary heard until now: it takes its visitors in turn, and we are the last."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port), timeout=PATIENCE) as ours:
        ours.sendall(b"ours")
    assert eventually(lambda: b"ours" in heard)
    return heard[: heard.index(b"ours")]


def _children_of_the_server() -> set[int]:
    """Every descendant of this process that runs now."""
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        parent = waiting.pop()
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            children = [int(id) for id in task.read_text().split()]
            found.update(children)
            waiting.extend(children)
    return found
