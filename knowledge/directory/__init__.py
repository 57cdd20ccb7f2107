"""The directory (单位名录): what a unit does, where its windows are, and the ledger of published numbers."""
