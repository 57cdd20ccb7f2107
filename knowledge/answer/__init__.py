"""Answers (答复): from what was found to what is said, with its source or not at all."""
