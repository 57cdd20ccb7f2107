"""What a text names (要素提取): places, people, numbers, amounts and times."""
