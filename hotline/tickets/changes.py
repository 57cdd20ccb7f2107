"""All actions and what they do (操作效果总表): one function an action, beside the row that allows it."""

from collections.abc import Mapping

from hotline.tickets import (
    changes_anytime,
    changes_closing,
    changes_dispatch,
    changes_handling,
    changes_intake,
    changes_joining,
    changes_time,
    stages,
)
from hotline.tickets.actions import Action
from hotline.tickets.effects import Effect

EFFECTS: Mapping[Action, Effect] = {
    **changes_intake.EFFECTS,
    **changes_joining.EFFECTS,
    **changes_dispatch.EFFECTS,
    **changes_handling.EFFECTS,
    **changes_time.EFFECTS,
    **changes_closing.EFFECTS,
    **changes_anytime.EFFECTS,
    **stages.EFFECTS,
}
