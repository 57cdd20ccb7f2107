"""The lexicon room (词库维护): synonyms, stop words, wordings, cues and places as staff edit them."""
