"""Search (检索): documents, the engine port, ranking and the search itself."""
