"""The formulas of Insights: pure functions over plain values, without database, clock or language.

Split by nouns: `intervals` (how sure a share is), `rates` (agreements per cost), `verdicts` (what two rates say, by the
tests of `evidence`), `cells` and `hypothesis` (the 2 × 2 of tier and partner), `conversion` (what leads and talks
became), `durations` (how long things take), `outlook` (what open cases are worth), `ageing` (how long they have been
silent), `selection` (what all of it is narrowed to).
Each docstring names the section of docs/domain.md behind its formula.
"""

from crm.insights.rules.ageing import AgeBucket
from crm.insights.rules.conversion import (
    MATURITY_DAYS,
    FunnelStep,
    TalkAgreement,
    TalkPath,
    funnel,
    talk_to_agreement,
    win_rate,
)
from crm.insights.rules.durations import Duration, Survival, survival, time_in_stage
from crm.insights.rules.intervals import Interval, newcombe, wilson
from crm.insights.rules.outlook import (
    ClosedCase,
    Forecast,
    OpenCase,
    Pipeline,
    empirical_probabilities,
    forecast,
    pipeline,
    pipeline_by_stage,
    poisson_binomial,
)
from crm.insights.rules.rates import CostPer, RateRatio, cost_per, cost_per_agreement, garwood, mantel_haenszel
from crm.insights.rules.selection import Selection
from crm.insights.rules.verdicts import Verdict
