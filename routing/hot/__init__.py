"""Hot topics (热点诉求): what is more than usual, where, and the brief that tells it."""
