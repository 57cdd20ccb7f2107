"""Outbox (发件箱): every effect is a row written in the caller's transaction."""
