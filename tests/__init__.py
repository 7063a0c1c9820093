"""The tests. Garbage is looked for once all is loaded (`conftest.pytest_collection_finish`): before, there is none."""

import gc

gc.disable()
