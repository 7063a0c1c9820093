"""Places in kana and hangul, as the Han characters that stand for them in names: えんぺん and 옌볜 find 延边大洋."""

import re
from collections.abc import Iterator
from functools import cache

from crm.core.folding import search_key
from crm.places.queries.places import own_data

#: What kind of place it is: names of firms leave it out.
_KINDS = re.compile("(?<=..)(?:朝鲜族自治州|自治州|省|市|县)$")
_SAID = re.compile("(?<=..)(?:しょう|し|けん)$")
_IN_KOREAN = re.compile("(?<=..)(?:조선족자치주|자치주|성|시|현)$")


# Kept: read from its file, once a process.
@cache
def _in_han() -> dict[str, tuple[str, ...]]:
    """{えんぺん: (延边,), 옌볜: (延边,), …} of China's and Japan's places among our own data."""
    found: dict[str, tuple[str, ...]] = {}
    for line in own_data("places"):
        if line["country"] not in ("CN", "JP"):
            continue
        for han in map(search_key, line["ja"].split("・")):
            short = _KINDS.sub("", han)
            for spoken in _spoken(line, shortened=short != han):
                found[spoken] = tuple(dict.fromkeys((*found.get(spoken, ()), short)))
    return found


def _spoken(line: dict[str, str], *, shortened: bool) -> Iterator[str]:
    for name, kind in ((line["ja_reading"], _SAID), (line["ko"], _IN_KOREAN), (line["ko_local"], _IN_KOREAN)):
        first = next(iter(name.strip("()").split()), "")
        if key := search_key(kind.sub("", first) if shortened else first):
            yield key


def in_han(key: str) -> tuple[str, ...]:
    """The folded Han names of a place whose name in kana or hangul was typed; () for anything else."""
    return () if key.isascii() else _in_han().get(key, ())
