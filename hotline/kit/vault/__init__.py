"""The key vault (密钥库) of per-subject data keys."""
