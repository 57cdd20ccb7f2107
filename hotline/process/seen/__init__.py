"""Seen before (查重): what looks like the same matter, and what is told again after closing."""
