"""Day tables that come with the product (随附放假安排)."""
