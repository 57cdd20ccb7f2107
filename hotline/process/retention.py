"""Retention (保存期限): what may not be kept for ever is dropped by the worker, with a certificate."""

from datetime import timedelta

from channels import retention
from crm import privacy
from crm.queries import list_held_hashes
from hotline.kit import clock
from hotline.kit.db import Database

PAYLOADS = "channel.raw_payloads"


async def drop_payloads(database: Database, *, keep_days: int, batch: int = retention.BATCH) -> int:
    """Drop the raw webhook bodies older than ``keep_days``, batch by batch; returns how many.

    Persons under a legal hold are left out; a certificate says what, how many and by which rule
    (domain rules §13.2). Safe to repeat and to run in several workers.
    """
    before = clock.now() - timedelta(days=keep_days)
    dropped = 0
    while True:
        async with database.write() as session:
            held = await list_held_hashes(session)
            count = await retention.drop_raw(session, before=before, spared=held, batch=batch)
            if count:
                rule = f"服务商回调原文保存{keep_days}天（网络日志，domain rules §13.2）"
                await privacy.certify(session, what=PAYLOADS, rule=rule, counts={"bodies": count})
        dropped += count
        if count < batch:
            return dropped
