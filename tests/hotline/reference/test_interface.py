"""The interface page lists every operation below its tag."""

from hotline.reference import interface


def test_operations_stand_below_their_tag() -> None:
    document = {
        "paths": {
            "/b": {"post": {"tags": ["工单 tickets"], "summary": "开单"}},
            "/a": {
                "get": {"tags": ["工单 tickets"], "description": "List tickets.\n\nMore."},
                "parameters": [],
            },
            "/health": {"get": {"summary": "Health"}},
        }
    }
    text = interface.render_api(document)
    assert "## 工单 tickets" in text
    assert "| POST | `/b` | 开单 |" in text
    assert "| GET | `/a` | List tickets. |" in text
    assert "## other\n\n| 方法 method" in text


def test_the_matrix_marks_what_contracted_staff_never_may() -> None:
    text = interface.render_permissions()
    assert "| `ticket.handle`＊ |" in text
    assert "| `ticket.read` |" in text
