"""What a contact states (受理校验): subject, answers, place and telephone must be ones that exist, before anything is stored.

A wrong code would send the request astray without anybody noticing; what is unknown is left out instead.
"""

from crm.models import ContactKind
from hotline.kit.errors import Invalid
from hotline.kit.identifiers import is_mobile
from hotline.process.commands import IntakeCommand, Where
from hotline.tickets.vocabulary import Channel
from routing.state import RoutingState
from routing.taxonomy.tree import Taxonomy


def refuse_unknown(command: IntakeCommand, state: RoutingState) -> None:
    """Refuse a subject, a place or a telephone that cannot be right.

    Old orders are taken as they are, and a house without a subject tree or a gazetteer checks nothing.

    Raises:
        Invalid: (422) with the reason in both languages; nothing was stored.
    """
    if command.historical:
        return
    _subject(command, state.taxonomy)
    _answers(command, state.taxonomy)
    _place(command.where, state)
    _telephone(command)


def _subject(command: IntakeCommand, taxonomy: Taxonomy) -> None:
    known = taxonomy.categories
    if command.category_code is not None and known and command.category_code not in known:
        raise Invalid("事项分类不存在或已停用，请重新选择", "no such subject; please choose again")


def _answers(command: IntakeCommand, taxonomy: Taxonomy) -> None:
    """Answers belong to the subject's questions; who fills the web form answers those that are required."""
    code, given = command.category_code, command.answers
    if code is None or code not in taxonomy.categories:
        return
    asked = {question.key: question for question in taxonomy.questions(code)}
    for key, answer in given.items():
        question = asked.get(key)
        if question is None:
            raise Invalid(f"此类事项没有“{key}”这个提问", "the subject has no such question")
        if question.options and answer not in question.options:
            told = "、".join(question.options)
            raise Invalid(f"“{question.label}”请从下列选项中选择：{told}", "not one of the options")
    if command.channel is not Channel.WEB:
        return
    missing = [q.label for q in asked.values() if q.required and not given.get(q.key, "").strip()]
    if missing:
        raise Invalid(f"请回答：{'；'.join(missing)}", "please answer the required questions")


def _place(where: Where, state: RoutingState) -> None:
    if not state.units.district_governments:
        return
    for code in (where.district_code, where.town_code, where.village_code):
        if code is not None and not _is_ours(code, state):
            raise Invalid(
                "所选区、镇街不在本市范围，请重新选择；外地事项请拨打当地12345",
                "this district or town is not in the city; elsewhere please call 12345 there",
            )
    if where.district_code and where.town_code and where.town_code[:6] != where.district_code[:6]:
        raise Invalid("所选镇街不属于所选区，请重新选择", "the town is not in that district")
    if where.village_code and where.village_code[:9] != (where.town_code or "")[:9]:
        raise Invalid("所选村居不属于所选镇街，请重新选择", "the village is not in that town")


def _is_ours(code: str, state: RoutingState) -> bool:
    """A district with a government, or a town in the gazetteer or with a unit; a village by its town."""
    units = state.units
    if code[:6] not in units.district_governments:
        return False
    town = code[:9]
    if len(town) == 6 or state.gazetteer.by_code(town) is not None:
        return True
    return any(unit.town_code == town for unit in units.by_id.values())


def _telephone(command: IntakeCommand) -> None:
    """A service number (12345, 10086) is nobody's: whoever gives it would share one record with strangers.

    A caller is not refused by the number his call came from.
    """
    citizen = command.citizen
    if citizen is None or command.conversation_id is not None:
        return
    phones = [point.value for point in citizen.contacts if point.kind is ContactKind.PHONE]
    if not all(phone.startswith(("+", "0")) or is_mobile(phone) for phone in phones):
        raise Invalid(
            "这是服务号码，请填写本人的手机或固定电话", "a service number; please give your own"
        )
