"""The floor (地基): everything that has never heard of 12345."""
