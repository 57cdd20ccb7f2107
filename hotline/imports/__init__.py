"""Imports (导入) of what other systems hold: tickets, catalogues, organisations."""
