"""The product for a server and for the `flask` command."""

import gc

gc.disable()  # all that is loaded now stays: to look for garbage among it again and again is a fifth of a start

from crm.factory import create_app  # noqa: E402  # after the line above, which is for this one

app = create_app()
gc.freeze()
gc.enable()
