"""The window (界面): staff console and citizen portal; sources in ``web/``, the built pages in ``static/``."""
