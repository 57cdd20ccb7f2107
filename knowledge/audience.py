"""Audience (知识公开范围): who may read a piece of knowledge; INTERNAL never reaches a citizen."""

from hotline.kit.labels import LabelledEnum


class Audience(LabelledEnum):
    """Who may read (domain rules §12.9)."""

    PUBLIC = "PUBLIC", "公开"
    INTERNAL = "INTERNAL", "内部"
