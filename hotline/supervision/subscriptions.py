"""What e-supervision hears (监察订阅): actions on tickets and its own timers."""

from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.supervision import cards, docket, offences
from hotline.supervision.events import CardAnswerDue
from hotline.tickets.events import TicketActed


def register(table: Subscriptions) -> None:
    """Subscribe the handlers that serve cards and keep documents in step with their tickets."""
    table.on(TicketActed, "supervision.offences", offences.on_acted)
    table.on(TicketActed, "supervision.documents", docket.on_acted)
    table.on(CardAnswerDue, "supervision.card_answer_due", cards.on_answer_due)
