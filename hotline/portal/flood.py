"""Too many web forms from one address (提交限流): a script is held up, a household is not.

The count is kept in each process, so that the intake path writes nothing more; several processes
together let through a few more.
"""

from fastapi import Request

from hotline.kit.errors import TooMany
from hotline.kit.ratelimit import address_of, is_own_machine, per_minute
from hotline.settings import Environment


class FormsTooMany(TooMany):
    """One address hands in forms faster than people write them."""

    code = "too_many_forms"
    title_zh = "提交过于频繁，请稍后再试"
    title_en = "Too many forms from one address; try again later"


async def hold_up(request: Request) -> None:
    """Count one form of the caller's address.

    Raises ``FormsTooMany`` (429) with ``retry_after`` seconds beyond ``public_requests_per_minute``.
    Outside production this machine itself is not counted: it is where the simulation comes from.
    """
    settings = request.app.state.hotline.settings
    rate, address = settings.public_requests_per_minute, address_of(request)
    if not rate or (settings.environment is not Environment.PRODUCTION and is_own_machine(address)):
        return
    try:
        request.app.state.limiter.hit(per_minute(rate), "requests", address)
    except TooMany as refusal:
        seconds = refusal.extra["retry_after"]
        raise FormsTooMany(
            f"同一网络地址一分钟内最多提交{rate}件诉求，请{seconds}秒后再试；内容不会丢失，急事请拨打12345",
            f"at most {rate} forms a minute from one address; try again in {seconds} s, or call 12345",
            retry_after=seconds,
        ) from None
