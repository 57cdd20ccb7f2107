"""`hotline knowledge` (知识引擎): items, notices and numbers in and out, the index, and how good it is."""

import typer

from hotline.cli import (
    knowledge_calibrate,
    knowledge_entries,
    knowledge_evaluate,
    knowledge_index,
    knowledge_items,
    knowledge_learn,
)

app = typer.Typer(
    help="服务事项与知识引擎 · service items and the knowledge engine.", no_args_is_help=True
)
knowledge_items.register(app)
knowledge_entries.register(app)
knowledge_index.register(app)
knowledge_evaluate.register(app)
knowledge_calibrate.register(app)
knowledge_learn.register(app)
