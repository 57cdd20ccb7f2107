"""Understanding a question (问句理解): from a citizen's words to what is looked for."""
