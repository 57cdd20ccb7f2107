"""Routing (分类·派单): what is it, where, how urgent, whose."""
