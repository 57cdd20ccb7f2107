"""Realtime (实时推送): numbered streams in the database, told to sockets by a hub."""
