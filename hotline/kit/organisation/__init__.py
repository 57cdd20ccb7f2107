"""Organisation (组织机构): units in tiers, their people and their history; nothing of any one trade."""
