"""Text messages (短信) as a channel."""
