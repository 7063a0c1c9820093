"""Reading what may be merged, what hangs on it, and what was merged."""
