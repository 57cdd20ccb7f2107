"""Ranking models (检索排序模型): which weights rank, which wait, and what each was judged by."""
