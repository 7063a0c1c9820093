"""Sets one hostile document in this process, without the product's seal, and tells every file and socket touched.

`python -m tests.pdf.watched FONTS_CONF`: the document's body comes on stdin, the answer is JSON on stdout.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.pdf.paper import STYLE, page


def main(fonts_conf: str, body: str) -> None:
    os.environ["FONTCONFIG_FILE"] = fonts_conf
    from crm.pdf import engine
    from crm.pdf.order import RenderLimits, RenderOrder

    opened: list[str] = []
    reached: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not isinstance(arguments[0], int):
            opened.append(os.path.realpath(os.fsdecode(arguments[0])))
        elif event.startswith(("socket.", "subprocess.", "urllib.Request", "os.exec", "os.fork")):
            reached.append(event)

    order = RenderOrder(page(body), (STYLE,), {}, Path(fonts_conf), RenderLimits())
    sys.addaudithook(watch)
    pdf = engine.compose(order, report=lambda percent: None)
    python = tuple(map(os.path.realpath, (sys.prefix, sys.base_prefix)))
    outside = [path for path in opened if not path.startswith(python)]
    print(json.dumps({"outside": outside, "reached": reached, "size": len(pdf)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.read())
