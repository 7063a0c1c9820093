"""The whole installation in one file: made while people work, checked, listed, and brought back on any machine."""
