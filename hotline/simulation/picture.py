"""A photo as evidence (佐证照片): a small picture of one colour, made here."""

import io

from PIL import Image

SIZE = (16, 12)


def photo(shade: int) -> bytes:
    """Return a PNG; ``shade`` (0–255) makes two pictures differ."""
    out = io.BytesIO()
    Image.new("RGB", SIZE, (shade % 256, 96, 160)).save(out, "PNG")
    return out.getvalue()
