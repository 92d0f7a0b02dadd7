"""Which route an address belongs to, by its template: that tells what is asked for, and nothing of what is in it."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.routing import BaseRoute, Route


class Templates:
    """The templates of some routes, such as `/v1/documents/{document_id}`."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        known = [route for route in routes if isinstance(route, Route)]
        self._whole = {route.path for route in known if "{" not in route.path}
        self._others = [route for route in known if route.path not in self._whole]

    def of(self, path: str) -> str | None:
        """Return the template of a path below no prefix; None where no route is."""
        if path in self._whole:
            return path
        return next((route.path for route in self._others if route.path_regex.match(path)), None)
