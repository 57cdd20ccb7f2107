"""Drift watch (分类质量监测): suggestions against what people confirmed."""
