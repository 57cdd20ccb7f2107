"""Sign-on over HTTP (登录接口) and the dependencies for every other router."""

from hotline.kit.auth.guard import CurrentActor, OptionalActor, require

__all__ = ["CurrentActor", "OptionalActor", "require"]
