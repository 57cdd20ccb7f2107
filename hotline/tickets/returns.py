"""What a return must prove (退单举证), reason by reason, and which words are no reason (domain rules §7.5)."""

import re
from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import select

from hotline.tickets.deed import Deed, refused
from hotline.tickets.errors import PayloadInvalid
from hotline.tickets.papers import ContactLog
from hotline.tickets.payloads_dispatch import Object
from hotline.tickets.receivers import partner_unit
from hotline.tickets.vocabulary import ReturnReason

# A text is cited by its title, or by its article, or as one of the duty lists the rules name.
_CITED = re.compile(
    r"《[^》]{2,}》|第\s*[〇零一二三四五六七八九十百千\d]+\s*[条款项章节]|三定|权责清单|职责清单|权力清单|履职清单"
)
# Busy, difficult, the citizen unreasonable, "see reply": not accepted. What is left of a text without
# these phrases and without filling words must still say something.
_STOCK = re.compile(
    r"(工作|业务|事务|任务|近期|最近)?(繁忙|较忙|很忙|太忙|忙不过来|繁重|较重|太多|较多)|"
    r"(人手|人员|力量|经费|精力|时间)(不足|不够|紧张|有限|紧缺)|没(有)?(时间|人手|人|精力)|"
    r"(难以|很难|无法|不能|没法|难于)(办理|处理|解决|完成|落实|推进)?|难度(大|较大|很大|太大)|"
    r"(有|存在|确有|比较|十分|非常|较为)?困难|难办|难处理|不好办|不好处理|复杂|"
    r"(诉求人|投诉人|市民|群众|来电人|反映人|当事人)?(无理取闹|无理|不讲理|不讲道理|蛮不讲理|不配合|态度恶劣|"
    r"态度差|胡搅蛮缠|纠缠|缠访|不合理|情绪激动|重复反映|反复投诉)|"
    r"(详)?(见|看|参见|请看|请见)(之前|此前|前次|上次|原)?(的)?(回复|答复|附件|材料|说明|上文|备注|依据)|"
    r"(理由|情况|内容|意见)?(同上|如上|同前|略)|"
    r"(申请|请予|请|要求|建议|予以)?(退单|退回|退件|改派)|无|没有|不详|不清楚|不知道"
)
_FILLING = re.compile(
    r"[\W_\d]|本单位|我单位|我们|单位|我局|本局|目前|近期|最近|现在|实在|确实|比较|十分|非常|工作|业务|事项|此事|该事|"
    r"这个|该|此|的|了|很|太|较|因|由于|因为|所以|故|且|又|也|都|请|予以|和|与|及|是|有|我|局|诉求人|市民|诉求|工单|处理|办理"
)
_LEAST = 4  # characters that must be left

Proof = Callable[[Deed, Object], Awaitable[None]]


def says_nothing(text: str) -> bool:
    """Tell whether a text is only stock phrases and filling words, which no return may rest on."""
    return len(_FILLING.sub("", _STOCK.sub("", text))) < _LEAST


def cites(text: str) -> bool:
    """Tell whether a text names a law, an article or a duty list."""
    return _CITED.search(text) is not None


async def require_proof(deed: Deed, given: Object) -> None:
    """Check what the reason code demands; raises ``PayloadInvalid`` (422) naming the field."""
    if says_nothing(given.explanation):
        raise refused(
            "explanation",
            "工作忙、有困难、诉求人不讲理、见回复等不能作为退单理由，请写明事实",
            "busy, difficult, an unreasonable citizen or 'see reply' is no reason: state the facts",
        )
    if says_nothing(given.legal_basis):
        raise refused("legal_basis", "请写明依据", "write down the basis")
    await _PROOFS[given.return_reason](deed, given)


def _cited(field: str, text: str | None) -> None:
    if text is None or not cites(text):
        raise refused(
            field,
            "请写明文件名称和条款，如“《××条例》第八条”",
            "cite the text and its article",
        )


def _named(field: str, value: str | None, zh: str, en: str) -> None:
    if value is None:
        raise refused(field, zh, en)


def _other_unit(given: Object) -> None:
    _named("suggested_unit_id", given.suggested_unit_id, "请写明建议承办单位", "suggest a unit")


async def _not_our_duty(_deed: Deed, given: Object) -> None:
    """Cites the text that gives the duty to another."""
    _other_unit(given)
    _cited("legal_basis", given.legal_basis)


async def _wrong_place(_deed: Deed, given: Object) -> None:
    """Map point or boundary proof."""
    _other_unit(given)
    if given.map_point is None and not given.file_ids:
        raise refused(
            "map_point",
            "请填写地图点位，或上传辖区界线证明",
            "a map point or proof of the boundary",
        )


async def _overlap(deed: Deed, given: Object) -> None:
    """Two texts; proposes lead and partner. The unit that objects may itself be the partner."""
    _other_unit(given)
    _cited("legal_basis", given.legal_basis)
    _cited("second_basis", given.second_basis)
    if given.second_basis == given.legal_basis:
        raise refused("second_basis", "须为另一份文件", "the second text is another one")
    _named(
        "suggested_partner_id", given.suggested_partner_id, "请写明建议协办单位", "and a partner"
    )
    if given.suggested_partner_id == given.suggested_unit_id:
        raise refused("suggested_partner_id", "主办和协办须为不同单位", "lead and partner differ")
    await partner_unit(deed, str(given.suggested_partner_id))


async def _duplicate(_deed: Deed, given: Object) -> None:
    """Names the other ticket; whether the clerk may see it is checked when it is linked."""
    _named("duplicate_ticket_id", given.duplicate_ticket_id, "请写明重复的工单", "name the ticket")


async def _out_of_remit(deed: Deed, given: Object) -> None:
    """Names a ground of domain rules §6.3 that policy allows."""
    if given.ground_code is None or given.ground_code not in deed.policy.grounds:
        raise refused("ground_code", "请选择不予受理事由", "name a ground for declining")


async def _info_missing(deed: Deed, given: Object) -> None:
    """Names the field and shows a contact attempt: one in the log by this unit."""
    _named("missing_field", given.missing_field, "请写明缺少的要素", "name what is missing")
    query = select(ContactLog.id).where(
        ContactLog.ticket_id == deed.ticket.id,
        ContactLog.assignment_id == deed.require_lead().id,
    )
    if await deed.session.scalar(query.limit(1)) is None:
        raise _not_tried()


def _not_tried() -> PayloadInvalid:
    return refused(
        "return_reason",
        "请先签收并记录与诉求人的联系，再以信息不足退单",
        "sign and log a contact attempt first",
    )


_PROOFS: Mapping[ReturnReason, Proof] = {
    ReturnReason.NOT_OUR_DUTY: _not_our_duty,
    ReturnReason.WRONG_PLACE: _wrong_place,
    ReturnReason.OVERLAP: _overlap,
    ReturnReason.DUPLICATE: _duplicate,
    ReturnReason.OUT_OF_REMIT: _out_of_remit,
    ReturnReason.INFO_MISSING: _info_missing,
}
