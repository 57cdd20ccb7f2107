"""Accounts and sign-on (账号·登录·权限)."""
