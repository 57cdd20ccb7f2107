"""Alembic environment (迁移环境): uses the connection that `hotline migrate` hands over."""

from alembic import context
from sqlalchemy.engine import Connection

from hotline import tables
from hotline.kit.db import Base

tables.load()
connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    user_module_prefix="hotline.kit.db.",
)
with context.begin_transaction():
    context.run_migrations()
