"""A reverse proxy in front: its word about the client is taken only where its address is a trusted one."""

from collections.abc import Collection, Iterable
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

Application = Any


def trusting(inner: Application, proxies: Collection[str]) -> Application:
    """The application behind proxies: requests of these addresses carry the client's address and scheme in headers.

    The last hop alone is believed. What anybody else sends under those headers changes nothing.
    """
    if not proxies:
        return inner
    believing = ProxyFix(inner, x_for=1, x_proto=1)

    def serve(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        chosen = believing if environ.get("REMOTE_ADDR") in proxies else inner
        return chosen(environ, start)

    return serve
