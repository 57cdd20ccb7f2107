"""Citizen relations (市民关系): who is asking, and what we may know."""
