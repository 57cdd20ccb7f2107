"""`hotline` (命令行入口): every operator command, each defined in the file of its noun."""

import typer

from hotline.cli import (
    accounts,
    backup,
    catalogue,
    dead_letters,
    demo,
    doctor,
    export,
    hot,
    importing,
    knowledge,
    learning,
    openapi,
    places,
    reference,
    rules,
    schema,
    serve,
    simulation,
    supervision,
    taxonomy,
    tickets,
    units,
    vault,
)
from hotline.cli.wording import ChineseGroup

app = typer.Typer(
    name="hotline",
    cls=ChineseGroup,
    help="12345 政务服务便民热线 · the city hotline.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
for noun in (
    serve,
    demo,
    schema,
    doctor,
    backup,
    openapi,
    reference,
):
    noun.register(app)
app.add_typer(accounts.app, name="user")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(taxonomy.app, name="taxonomy")
app.add_typer(rules.app, name="rules")
app.add_typer(places.app, name="places")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(importing.app, name="import")
app.add_typer(export.app, name="export")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(simulation.app, name="simulate")
app.add_typer(supervision.app, name="supervision")
app.add_typer(tickets.app, name="tickets")
app.add_typer(units.app, name="units")
app.add_typer(vault.app, name="vault")
learning.register(app)
hot.register(app)
