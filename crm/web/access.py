"""Who may reach an endpoint: every view declares it, and an endpoint that declares nothing stops the start."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from crm.core.permissions import Actor, Permission, Role, allows

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
#: Between the permissions of a view that asks for several.
AND = " and "
_ATTRIBUTE = "musubi_policy"


def requires(*permissions: Permission) -> Callable[[View], View]:
    """The view is for signed-in users whose role holds each of `permissions`."""

    def declare(view: View) -> View:
        setattr(view, _ATTRIBUTE, AND.join(permissions))
        return view

    return declare


def public(view: View) -> View:
    """The view is for everyone, signed in or not."""
    setattr(view, _ATTRIBUTE, PUBLIC)
    return view


def me() -> Actor:
    """The signed-in user. Only for views that declare a permission."""
    return cast(Actor, current_user._get_current_object())  # the proxy would look for it at every attribute


def signed_in() -> Any:
    """Who is signed in, else None. Past the proxy, which looks for the user anew at every attribute."""
    user = current_user._get_current_object()
    return user if user is not None and user.is_authenticated else None


def can(permission: str) -> bool:
    """Whether the signed-in user holds `permission`, by its value (for templates)."""
    user = signed_in()
    return user is not None and _holds(user.role, permission)


def holds(role: str, policy: str) -> bool:
    """Whether a role holds each of the permissions that a view declares."""
    return all(_holds(role, permission) for permission in policy.split(AND))


# Kept: the table of roles is code; a page asks it a hundred times.
@cache
def _holds(role: str, permission: str) -> bool:
    return allows(Role(role), Permission(permission))


def policy_of(endpoint: str | None) -> str | None:
    """What the view of an endpoint declares: its permissions or "public"."""
    return getattr(current_app.view_functions.get(endpoint or ""), _ATTRIBUTE, None)


def policies(app: Flask) -> dict[str, str]:
    """{endpoint: permissions or "public"}; RuntimeError names the endpoints that declare nothing."""
    found = {name: getattr(view, _ATTRIBUTE, None) for name, view in app.view_functions.items()}
    found["static"] = PUBLIC
    bare = sorted(name for name, policy in found.items() if policy is None)
    if bare:
        raise RuntimeError(f"These endpoints declare no permission: {', '.join(bare)}")
    return {name: str(policy) for name, policy in found.items()}


def install(app: Flask) -> None:
    """Enforce the declared policies before every view."""
    declared = policies(app)

    @app.before_request
    def enforce() -> ResponseReturnValue | None:
        policy = declared.get(request.endpoint or "")
        if policy is None or policy == PUBLIC:
            return None
        user = signed_in()
        if user is None:
            if request.method == "GET":
                return redirect(url_for("users.sign_in", next=request.full_path.rstrip("?")))
            abort(401)
        if not holds(user.role, policy):
            abort(403)
        return None
