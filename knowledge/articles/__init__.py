"""Articles (知识点): entries, immutable revisions, decisions on them and error reports."""
