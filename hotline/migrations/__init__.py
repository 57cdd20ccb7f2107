"""Schema migrations (数据库迁移), run by `hotline migrate`."""
