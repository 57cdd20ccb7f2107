"""Dispatch (派单): who decides, why, and what the catalogue learns from it."""
