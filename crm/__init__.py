"""Musubi: the CRM of exchange missions between regional economies.

This package imports nothing: child processes that read a file or set a page load only what they need.
"""
