"""How a command of the product is typed on this machine: advice names it as whoever reads it can type it."""

_office = ""


def configure(office: str) -> None:
    """Set which of the offices of a machine this is; "" where it is run by hand. The app factory calls it once."""
    global _office
    _office = office


def command(words: str) -> str:
    """`doctor` as one types it: flask --app app doctor, or ./run offices flask sanjo doctor."""
    return f"./run offices flask {_office} {words}" if _office else f"flask --app app {words}"


def start_worker() -> str:
    """What starts the worker."""
    return f"systemctl start musubi-worker@{_office}" if _office else command("jobs work")
