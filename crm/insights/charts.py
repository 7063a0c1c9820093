"""The funnel's figures as a drawing, in words that the caller has translated."""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal

from markupsafe import Markup

from crm.charts.clock import HourColumn, hours
from crm.charts.columns import FigureCell
from crm.charts.forest import ForestRow, forest
from crm.charts.funnel import FunnelRow, funnel
from crm.insights.rules import FunnelStep, Interval
from crm.insights.rules.hypothesis import MoneyRate

#: The faces of each language on paper; on screen the page's own style sheet wins.
FONTS = {
    "ja": "Noto Sans CJK JP, sans-serif",
    "zh-Hans": "Noto Sans CJK SC, sans-serif",
    "ko": "Noto Sans CJK KR, sans-serif",
    "en": "Noto Sans CJK JP, sans-serif",
}


def funnel_chart(
    steps: Sequence[FunnelStep],
    *,
    labels: Sequence[str],
    title: str,
    headings: Sequence[str],
    href: Callable[[int], str],
    language: str,
) -> Markup:
    """A bar for each of the steps with count, share and interval; `href` leads from a stage number to its records.

    `labels` has one label a step, `headings` three: count, share, interval.
    """
    rows = [
        FunnelRow(
            label=label,
            share=step.share.point if step.share else None,
            low=step.share.low if step.share else None,
            high=step.share.high if step.share else None,
            cells=(
                FigureCell(f"{step.reached:,}", href(step.stage)),
                FigureCell(percent(step.share)),
                FigureCell(bounds(step.share)),
            ),
            few=step.share is not None and step.share.small,
        )
        for step, label in zip(steps, labels, strict=True)
    ]
    return funnel(rows, title=title, title_id="funnel-title", headings=headings, font_family=FONTS[language])


def rates_chart(
    cells: Sequence[tuple[str, MoneyRate | None, int, bool]],
    *,
    title: str,
    title_id: str,
    headings: Sequence[str],
    language: str,
    width: float,
    stacked: bool = False,
) -> Markup:
    """A row for each (label, agreements for a sum of money, agreements, whether of a small sample), the first being the
    one in question.

    `headings` has two labels: rate, interval. A cell without a cost has neither. `stacked`: for a narrow screen.
    """
    rows = [
        ForestRow(
            label=label,
            point=rate.point if rate else None,
            low=rate.low if rate else None,
            high=rate.high if rate else None,
            weight=count,
            cells=(
                FigureCell(f"{rate.point:.2f}" if rate else "—"),
                FigureCell(f"{rate.low:.2f} – {rate.high:.2f}" if rate else "—"),
            ),
            key=place == 0,
            few=few,
        )
        for place, (label, rate, count, few) in enumerate(cells)
    ]
    return forest(
        rows, title=title, title_id=title_id, headings=headings, font_family=FONTS[language], reference=None,
        width=width, stacked=stacked,
    )  # fmt: skip


def hours_chart(
    rows: Sequence[tuple[str, Sequence[int]]],
    *,
    parts: Sequence[str],
    title: str,
    href: Callable[[str], str] | None,
    language: str,
) -> Markup:
    """A column for each (hour, numbers by part) and for the hours without any between them; `href` leads from an hour
    to its records."""
    numbers = dict(rows)
    first, last = (int(pick(numbers)) for pick in (min, max))
    columns = [
        HourColumn(str(hour), found, href(f"{hour:02}") if href is not None and any(found) else None)
        for hour in range(first, last + 1)
        for found in [numbers.get(f"{hour:02}", [0] * len(parts))]
    ]
    return hours(columns, parts=parts, title=title, title_id="hours-title", font_family=FONTS[language])


def percent(share: Interval | None) -> str:
    """47.1%, or a dash where there is nothing to divide by."""
    return "—" if share is None else f"{share.point:.1%}"


def bounds(share: Interval | None) -> str:
    """26.2 – 69.0 %: the two ends of the interval."""
    return "—" if share is None else f"{share.low * 100:.1f} – {share.high * 100:.1f}%"


def ratio_text(value: float) -> str:
    """1.9 · 0.03 · ∞: how many times as many; what is small is not told as nothing."""
    if math.isinf(value):
        return "∞"
    return f"{Decimal(f'{value:.1g}'):f}" if 0 < value < 0.05 else f"{value:.1f}"
