"""Musubi: the CRM of exchange missions between regional economies."""

from crm.factory import create_app

__all__ = ["create_app"]
