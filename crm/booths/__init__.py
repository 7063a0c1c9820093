"""Booth mode: leads captured at a fair on phones without an account, and the code that opens it."""
