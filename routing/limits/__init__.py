"""Time limits of requests (办理时限): by subject, kind and urgency, in files, and after a change of the tree."""
