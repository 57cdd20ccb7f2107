"""Refusals of sign-on (登录与权限的拒绝)."""

from hotline.kit.errors import Conflict, Forbidden, Invalid, TooMany, Unauthenticated


class LoginRefused(Unauthenticated):
    """Wrong login or password; which of the two is not told."""

    code = "login_refused"
    title_zh = "账号或口令不正确"
    title_en = "Wrong login or password"


class SecondFactorRequired(Unauthenticated):
    """The password is right, the six digits are still missing."""

    code = "second_factor_required"
    title_zh = "请输入动态口令"
    title_en = "Enter the one-time code"


class SecondFactorWrong(Unauthenticated):
    """The six digits are wrong, too old or were used before."""

    code = "second_factor_wrong"
    title_zh = "动态口令不正确或已使用"
    title_en = "The one-time code is wrong or was used before"


class AccountLocked(TooMany):
    """Too many failures in a row; wait or ask an administrator."""

    code = "account_locked"
    title_zh = "连续登录失败次数过多，账号已暂时锁定"
    title_en = "Too many failures; the account is locked for a while"


class RequestForged(Forbidden):
    """A change authenticated by cookie lacks the header that only our own pages send."""

    code = "request_forged"
    title_zh = "请求缺少来源标记，请从系统页面操作"
    title_en = "The header X-Requested-With: hotline is missing"


class PasswordChangeRequired(Forbidden):
    """The password was set by someone else or is too old; only changing it is possible."""

    code = "password_change_required"
    title_zh = "请先修改口令"
    title_en = "Change your password first"


class SecondFactorEnrolmentRequired(Forbidden):
    """The role demands a second factor which is not enrolled yet."""

    code = "second_factor_enrolment_required"
    title_zh = "您的角色必须先启用动态口令"
    title_en = "Your role must enrol a second factor first"


class PasswordWeak(Invalid):
    """The new password breaks a rule."""

    code = "password_weak"
    title_zh = "新口令不符合要求"
    title_en = "The new password is not acceptable"


class PasswordWrong(Invalid):
    """Someone signed in typed a wrong present password."""

    code = "password_wrong"
    title_zh = "原口令不正确"
    title_en = "The present password is wrong"


class CodeWrong(Invalid):
    """The six digits do not confirm the prepared second factor."""

    code = "code_wrong"
    title_zh = "动态口令不正确，请核对手机时间后重试"
    title_en = "The one-time code is wrong; check the clock of the phone"


class LoginTaken(Conflict):
    """Another account has this login."""

    code = "login_taken"
    title_zh = "登录名已被使用"
    title_en = "The login is taken"


class SecondFactorState(Conflict):
    """Enrolling, confirming or disabling does not fit the present state."""

    code = "second_factor_state"
    title_zh = "动态口令的当前状态不允许此操作"
    title_en = "The second factor is not in a state that allows this"


class AccountChanged(Conflict):
    """Someone else changed the account meanwhile."""

    code = "stale_version"
    title_zh = "账号已被他人修改，请刷新后再试"
    title_en = "The account was changed meanwhile; reload it"


class RoleUnknown(Invalid):
    """A role or scope that does not exist or cannot be given to an account."""

    code = "role_unknown"
    title_zh = "角色或权限不存在，或不能授予账号"
    title_en = "The role or scope is unknown or cannot be given"


class LastAdministrator(Conflict):
    """Without this account nobody who can sign on could manage accounts any more."""

    code = "last_administrator"
    title_zh = "不能停用最后一个能登录的管理员，也不能取消其管理员角色"
    title_en = "The last administrator who can sign on must stay one"
