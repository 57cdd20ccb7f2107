"""Telephone calls (电话) as a channel."""
