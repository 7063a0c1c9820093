"""What a booth's phone costs when it sends its leads, one by one: a token, then the lead, 200 times.

`.venv/bin/python -m benchmarks.booth` makes a fair in the sample and sends through the test client, without HTTP. It
prints processor time, statements and multiples of the least floor of 50 rows in the same run.
"""

import gc
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from benchmarks import floors
from benchmarks.pages import counted, sample_app
from crm.core import clock
from tests.booths import phones, stall

#: As many as the issue asks to arrive, none twice and in order.
LEADS: Final = 200


def main() -> None:
    """Print a line for what one lead costs, and one for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FLOOR_DATABASE"] = str(Path(folder, "floor.sqlite"))
        floors.make(os.environ["FLOOR_DATABASE"])
        low = floors.application().test_client()
        app = sample_app(Path(folder))
        with app.app_context():
            fair = stall.fair()
            id, code = fair.id, stall.code(fair)[1]
        client = app.test_client()
        phones.enter(client, code)
        gc.collect()
        gc.freeze()
        floor = min(spent(lambda: low.get("/rows")) for _ in range(25))
        taken = [spent(lambda number=number: sent(client, id, number)) for number in range(LEADS)]
        with counted(app) as queries:
            sent(client, id, LEADS)
        with counted(app) as for_token:
            token = min(spent(lambda: client.get(f"/booths/{id}/token")) for _ in range(10))
    middle, first, last = statistics.median(taken), statistics.median(taken[:20]), statistics.median(taken[-20:])
    print(f"one lead: {middle:.1f} ms, {middle / floor:.1f} floors of {floor:.2f} ms, {len(queries)} statements")
    print(f"of it the token: {token:.1f} ms, {token / floor:.1f} floors, {len(for_token) // 10} statements")
    print(f"of the first 20: {first:.1f} ms; of the last 20: {last:.1f} ms; all {LEADS}: {sum(taken) / 1000:.1f} s")


def sent(client: Any, id: int, number: int) -> None:
    """A lead with what is tapped and typed at a booth. RuntimeError where it was not taken."""
    told = {"raw_name": f"王伟{number}", "raw_organisation": f"大洋商贸{number % 60}", "rank": "ABC"[number % 3],
        "visitor_type": "importer", "note": "要样品", "promised": "sample", "may_store": "1"}  # fmt: skip
    answer = phones.send(client, f"k{number}", at=int(clock.now().timestamp() * 1000), id=id, **told)
    if answer.status_code not in (204, 303):
        raise RuntimeError(f"lead {number} answered {answer.status}")


def spent(act: Any) -> float:
    """Milliseconds of the processor."""
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
