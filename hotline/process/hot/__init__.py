"""Hot topics (热点): the watch, its briefs, and what people see of them."""
