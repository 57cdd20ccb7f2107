"""E-supervision (电子监察): every clock watched, every rung recorded, nothing removable unseen."""
