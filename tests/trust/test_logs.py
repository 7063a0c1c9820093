"""L1 and E5: whatever goes well or wrong, no log tells what somebody typed; as JSON it is one object a line."""

import json
import re
import socket
import subprocess
import sys
import urllib.parse
from pathlib import Path
from typing import Any

import pytest

from crm.core.database import db, writing
from crm.jobs import services as jobs
from tests.cast import hidden
from tests.conftest import let_go
from tests.databases import SqliteFiles
from tests.patience import eventually
from tests.served import Browser, Server, prepare
from tests.trust.failing import KIND
from tools.steps import ROOT

pytestmark = pytest.mark.once

NAME, TOKEN, EMAIL = "金絲雀花子", "canary-token-7f3a9c", "canary.person@example.jp"
BODY, PASSWORD, HEADER = "canary body", "canary words that open", "canary header"
CANARIES = ("canary", "金絲雀", *(urllib.parse.quote(text) for text in (NAME, BODY)), urllib.parse.quote_plus(BODY))


def asked(browser: Browser) -> dict[str, int]:
    """{what was asked: status}, with canaries in addresses, bodies and headers."""
    name = urllib.parse.quote(NAME)
    known = {"csrf_token": hidden(browser.get("/tasks/new"), "csrf_token")}
    task = known | {"form_id": "one", "due_on": "2026-12-20", "owner_id": "1"}
    return {
        "a list": browser.ask(f"/tasks/?q={name}")[0],
        "a saved form": browser.post("/tasks/new", task | {"text": f"{NAME} {BODY}"}),
        "a refused form": browser.post("/tasks/new", task | {"text": BODY, "due_on": NAME, "form_id": "two"}),
        "no token": browser.post("/tasks/new", {"text": BODY}),
        "nothing there": browser.ask(f"/outcomes/answer/{TOKEN}?who={name}")[0],
        "a wrong password": browser.post("/users/sign-in", known | {"email": EMAIL, "password": PASSWORD + "!"}),
        "our fault": browser.ask(f"/failing/code?typed={name}", headers={"Referer": f"http://127.0.0.1/?q={name}"})[0],
        "our fault, sent": browser.post("/failing/code", known | {"typed": BODY}),
        "the database's word": browser.ask(f"/failing/database?typed={EMAIL}")[0],
    }


def raw(port: int, request: str) -> str:
    """The first line of the answer to what is no request."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(request.encode())
        return line.makefile("rb").readline().decode().strip()


def lines_with(text: str, server: Server) -> list[str]:
    return [line for line in server.log.read_text().splitlines() if text in line]


@pytest.mark.parametrize("kind", ["text", "json"])
def test_no_log_tells_what_somebody_typed(tmp_path: Path, databases: SqliteFiles, kind: str) -> None:
    server = Server(tmp_path, "tests.trust.failing:app", CRM_LOG=kind)
    server.app = prepare(tmp_path / "instance", databases)
    command = ["users", "create", "--email", EMAIL, "--name", NAME, "--password", PASSWORD, "--role", "coordinator"]
    assert server.app.test_cli_runner().invoke(args=command).exit_code == 0
    with server.app.app_context(), writing():
        jobs.enqueue(KIND, {"typed": NAME}, by=None)
        db.session.commit()
    let_go(server.app)
    server.start()
    try:
        browser = Browser(server.address)
        browser.sign_in(EMAIL, PASSWORD)
        found = asked(browser)
        page = browser.ask(f"/failing/code?typed={urllib.parse.quote(NAME)}")[1]
        number = re.search(r"data-refusal>.*?([0-9a-f]{12})", page, re.DOTALL)
        no_requests = (f"GET /?{TOKEN} {NAME}\r\n\r\n", f"GET / HTTP/1.1\r\n{HEADER}\r\n\r\n")
        lines = [raw(server.port, text) for text in no_requests]
        assert number is not None
        assert eventually(lambda: len(lines_with(number[1], server)) == 2), "gunicorn logs after it has answered"
    finally:
        server.kill()
    assert found == {
        "a list": 200, "a saved form": 303, "a refused form": 422, "no token": 400, "nothing there": 404,
        "a wrong password": 422, "our fault": 500, "our fault, sent": 500, "the database's word": 500,
    }  # fmt: skip
    assert all("400" in line for line in lines)
    worker = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "tests.trust.failing", "jobs", "work", "--once"],
        cwd=ROOT, env=server.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    log = server.log.read_text() + worker.stderr
    assert [canary for canary in CANARIES if canary in log] == []
    assert log.count("ValueError") >= 4, "what failed is told, and where"
    assert re.search(r'failing\.py\\?", line \d+, in failing', log)
    assert "sqlalchemy.exc.IntegrityError" in log
    assert "Invalid request from ip=127.0.0.1" in log
    assert "/outcomes/answer/<token>" in log
    if kind == "json":
        look_at([json.loads(line) for line in log.splitlines()], number[1])
    else:
        assert re.search(rf"GET /failing/code 500 \d+ bytes \d+ ms {number[1]}", log)
        assert f"request {number[1]} failed" in log


def look_at(objects: list[dict[str, Any]], number: str) -> None:
    """One object a line; those of a request carry the number that its error page showed."""
    assert all({"at", "level", "logger", "process"} <= each.keys() for each in objects)
    assert {each["logger"] for each in objects} == {"gunicorn.access", "gunicorn.error", "crm", "crm.jobs.worker"}
    access, fault = (each for each in objects if each.get("request") == number)
    if access["logger"] == "crm":
        access, fault = fault, access
    assert (access["method"], access["path"], access["status"]) == ("GET", "/failing/code", "500")
    assert (fault["level"], fault["message"]) == ("error", f"request {number} failed")
    assert fault["error"].endswith("ValueError")
    assert "KeyError" in fault["error"]
