"""Settings of keys (密钥设置): master keys, look-up hash key and signing key."""

import base64
import binascii
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from hotline.kit.crypto import KEY_BYTES, KeyRing, build_ring

# Published on purpose: the demonstration must run without set-up. Start-up refuses them elsewhere.
DEMO_MASTER_KEY = "aG90bGluZS1kZW1vbnN0cmF0aW9uLW1hc3Rlci1rZXk="
DEMO_SM4_KEY = "aG90bGluZS1kZW1vLXNtNA=="
DEMO_HASH_KEY = "aG90bGluZS1kZW1vbnN0cmF0aW9uLWhhc2gta2V5LS0="
DEMO_SIGNING_KEY = "aG90bGluZS1kZW1vbnN0cmF0aW9uLXNpZ25pbmcta2V5"
_PUBLISHED = frozenset({DEMO_MASTER_KEY, DEMO_SM4_KEY, DEMO_HASH_KEY, DEMO_SIGNING_KEY})


class VaultSettings(BaseModel):
    """Keys are base64; make one with ``openssl rand -base64 32`` (AES, hash, signing) or ``16`` (SM4)."""

    model_config = ConfigDict(extra="forbid")

    master_keys: dict[str, SecretStr] = Field(
        {"demo": SecretStr(DEMO_MASTER_KEY), "demo-sm4": SecretStr(DEMO_SM4_KEY)},
        description="主密钥环：密钥编号 → base64（32 字节为 AES-256，16 字节为 SM4）；旧密钥保留到轮换完成",
    )
    active_key: str = Field("demo", description="当前主密钥编号")
    cipher: Literal["aes", "sm4"] = Field(
        "aes", description="字段加密算法：AES-256-GCM 或国密 SM4-GCM，必须与当前主密钥长度一致"
    )
    hash_key: SecretStr = Field(
        SecretStr(DEMO_HASH_KEY),
        description="检索散列密钥（base64，至少 32 字节），更换后运行 hotline vault rehash",
    )
    old_hash_keys: list[SecretStr] = Field(
        [],
        description="换下的检索散列密钥：只用来重建散列和核对此前发出的查询码，不再写入",
    )
    hash_algorithm: Literal["sha256", "sm3"] = Field(
        "sha256", description="检索散列算法：HMAC-SHA256 或 HMAC-SM3"
    )
    signing_key: SecretStr = Field(
        SecretStr(DEMO_SIGNING_KEY),
        description="签名密钥（base64，至少 32 字节）：短时链接与模型文件",
    )

    @model_validator(mode="after")
    def _usable(self) -> Self:
        for key_id, key in self.master_keys.items():
            if len(_decoded(f"master_keys.{key_id}", key)) not in KEY_BYTES.values():
                msg = f"master_keys.{key_id}: 32 bytes (AES) or 16 bytes (SM4) expected"
                raise ValueError(msg)
            if not key_id or ":" in key_id or len(key_id) > 40:
                msg = f"master_keys.{key_id}: an id has 1 to 40 characters and no colon"
                raise ValueError(msg)
        active = self.master_keys.get(self.active_key)
        if active is None or len(_decoded("active_key", active)) != KEY_BYTES[self.cipher]:
            msg = f"active_key: a master key of {KEY_BYTES[self.cipher]} bytes ({self.cipher}) expected"
            raise ValueError(msg)
        for name, key in self.long_keys():
            if len(_decoded(name, key)) < 32:
                msg = f"{name}: at least 32 bytes expected"
                raise ValueError(msg)
        return self

    def long_keys(self) -> list[tuple[str, SecretStr]]:
        """Return the hash and signing keys with their names."""
        old = [(f"old_hash_keys.{n}", key) for n, key in enumerate(self.old_hash_keys)]
        return [("hash_key", self.hash_key), ("signing_key", self.signing_key), *old]

    def ring(self) -> KeyRing:
        """Build the key ring."""
        return build_ring(
            {key_id: _decoded(key_id, key) for key_id, key in self.master_keys.items()},
            active_id=self.active_key,
            hash_key=_decoded("hash_key", self.hash_key),
            hash_alg=self.hash_algorithm,
            old_hash_keys=tuple(_decoded("old_hash_keys", key) for key in self.old_hash_keys),
        )

    def signing_bytes(self) -> bytes:
        """Return the signing key."""
        return _decoded("signing_key", self.signing_key)


def default_secrets_in_use(settings: VaultSettings) -> list[str]:
    """Name the settings that still hold a published demonstration key.

    A published key that stays on the ring only to unwrap old rows counts too: its holder reads them.
    """
    found = [
        f"vault.master_keys.{key_id}"
        for key_id, key in settings.master_keys.items()
        if key.get_secret_value() in _PUBLISHED
    ]
    found += [
        f"vault.{name}"
        for name, key in settings.long_keys()
        if key.get_secret_value() in _PUBLISHED
    ]
    return found


def _decoded(name: str, key: SecretStr) -> bytes:
    try:
        return base64.b64decode(key.get_secret_value(), validate=True)
    except (binascii.Error, ValueError) as error:
        msg = f"{name}: not base64"
        raise ValueError(msg) from error
