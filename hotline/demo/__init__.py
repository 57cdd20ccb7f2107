"""The demonstration city (演示城市): Foshan's real frame with our own invented staff and content."""
