"""Channels (渠道): how citizens and staff are reached."""
