"""Uploads (附件) by allow-list, stored outside the web root."""
