"""Refusals of the channels (渠道错误)."""

from hotline.kit.errors import Forbidden, Invalid, NotFound, TooLarge


class UnsupportedByChannel(Invalid):
    """The channel cannot express what the message asks for; nothing was dropped silently."""

    code = "unsupported_by_channel"
    title_zh = "该渠道不支持所需功能"
    title_en = "The channel does not support this"


class SignatureInvalid(Forbidden):
    """The webhook is not proven to come from the provider; nothing was stored."""

    code = "signature_invalid"
    title_zh = "签名校验未通过"
    title_en = "The signature is not valid"


class WebhookTooLarge(TooLarge):
    """The webhook body is larger than any genuine one; nothing was stored."""

    code = "webhook_too_large"
    title_zh = "回调内容过大"
    title_en = "The webhook body is too large"


class WebhookMalformed(Invalid):
    """The webhook is signed but lacks or garbles a field that it must carry."""

    code = "webhook_malformed"
    title_zh = "回调内容不完整或格式有误"
    title_en = "The webhook is incomplete or malformed"


class AddressInvalid(Invalid):
    """The number or e-mail address cannot be written to."""

    code = "address_invalid"
    title_zh = "号码或邮箱地址无效"
    title_en = "The number or e-mail address is not valid"


class MessageInvalid(Invalid):
    """The text is empty, too long or carries forbidden characters."""

    code = "message_invalid"
    title_zh = "消息内容无效"
    title_en = "The message is not valid"


class HeaderInjectionRefused(MessageInvalid):
    """A mail header holds a line break: somebody tries to add headers of his own."""

    code = "header_injection_refused"
    title_zh = "邮件标题或地址含有换行符"
    title_en = "A mail header holds a line break"


class ConversationUnknown(NotFound):
    """There is no such conversation."""

    code = "conversation_unknown"
    title_zh = "会话不存在"
    title_en = "No such conversation"


class CallbackUnknown(NotFound):
    """There is no such open call-back request."""

    code = "callback_unknown"
    title_zh = "回拨请求不存在或已处理"
    title_en = "No such open call-back request"
