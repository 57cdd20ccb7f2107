"""Settings of sign-on (登录设置)."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class OidcSettings(BaseModel):
    """The city's identity provider; without an issuer nobody can sign on this way."""

    model_config = ConfigDict(extra="forbid")

    issuer: str = Field("", description="身份提供方的 issuer 地址，空为不启用")
    client_id: str = Field("", description="在身份提供方登记的客户端编号")
    client_secret: SecretStr = Field(SecretStr(""), description="客户端密钥")
    label: str = Field("统一身份认证", max_length=20, description="登录页按钮上的名称")
    scopes: str = Field("openid profile", description="请求的范围，以空格分隔")
    login_claim: str = Field(
        "preferred_username", description="哪一项声明等于本系统的登录名（由身份提供方保证唯一）"
    )
    trust_second_factor: bool = Field(
        False, description="身份提供方每次都核验第二因素时设为 true，本系统不再要求动态口令"
    )


class AuthSettings(BaseModel):
    """Limits of sessions, passwords and attempts; times in the unit their name says."""

    model_config = ConfigDict(extra="forbid")

    cookie_name: str = Field("hotline_session", description="会话 Cookie 的名称")
    idle_minutes: int = Field(30, ge=1, description="无操作自动退出（分钟）")
    absolute_hours: int = Field(12, ge=1, description="一次登录的最长时间（小时）")
    touch_seconds: int = Field(60, ge=1, description="最后活动时间的记录间隔（秒）")
    max_sessions: int = Field(5, ge=1, description="每个账号同时登录的上限，超出时最早的退出")
    lock_after: int = Field(5, ge=1, description="连续失败多少次后锁定账号")
    lock_minutes: int = Field(15, ge=1, description="锁定时长（分钟）")
    attempts_per_address: int = Field(
        100, ge=1, description="每个来源地址每分钟未成功的登录尝试上限（一个办公楼常共用一个地址）"
    )
    attempts_per_login: int = Field(10, ge=1, description="每个登录名每分钟未成功的登录尝试上限")
    password_min_length: int = Field(10, ge=8, description="口令最短长度")
    password_max_age_days: int = Field(0, ge=0, description="口令有效期（天），0 为不限")
    second_factor_roles: frozenset[str] = Field(frozenset(), description="必须启用动态口令的角色")
    issuer: str = Field("12345热线", max_length=60, description="动态口令应用中显示的名称")
    oidc: OidcSettings = Field(default_factory=OidcSettings)
