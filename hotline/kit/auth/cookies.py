"""The session cookie (会话 Cookie): HttpOnly, same site, secure where the site is."""

from fastapi import Response

from hotline.kit.auth.context import AuthContext


def set_session_cookie(response: Response, context: AuthContext, token: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        context.settings.cookie_name,
        token,
        max_age=context.settings.absolute_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=context.secure_cookie,
        path="/",
    )


def drop_session_cookie(response: Response, context: AuthContext) -> None:
    """Take the session away again."""
    response.delete_cookie(
        context.settings.cookie_name,
        path="/",
        httponly=True,
        samesite="strict",
        secure=context.secure_cookie,
    )
