"""Knowledge (知识库): the city's answers with their sources."""
