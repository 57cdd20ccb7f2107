"""Incidents (批量件): many tickets under one cause, each with its own life; one answer, everybody told."""
