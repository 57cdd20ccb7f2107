"""The audit trail (审计) of changes and of personal-data reads."""
