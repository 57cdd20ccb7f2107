"""The dispatch catalogue (派单目录): which unit is answerable for what, where and when, and on which basis."""
