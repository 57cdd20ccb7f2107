"""The HTTP edge (接口边界): sessions, problems, limits and headers."""
