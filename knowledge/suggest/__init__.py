"""Suggestions (联想与推荐): related documents and what is wanted now, beside the completion of what is typed."""
