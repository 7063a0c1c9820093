"""What the sample's second story launches: the knitwear of Mitsuke in Yanji."""

from crm.initiatives import queries as initiatives
from crm.launches import services as launches
from crm.launches.services import LaunchInput
from crm.sample import rules
from crm.sample.services.register import Register

SHOWN = "launch"


def load_launch(register: Register) -> None:
    """The products of the line, the price aimed at, and the day on which the showroom opened with them."""
    by = register.users["kobayashi"]
    tier, lowest, highest = rules.LAUNCH_PRICES
    content = LaunchInput(
        [register.products[key].id for key in rules.LAUNCHED], tier, lowest, highest, "CNY", rules.LAUNCHED_ON
    )
    launches.write(initiatives.one(register.initiatives[SHOWN].id, user=by), content, by=by)
