"""Addresses that came from outside."""

from urllib.parse import urlsplit


def own_address(address: str | None) -> str | None:
    """Only a path of this site: a link from outside cannot send anybody elsewhere."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return None
    if not address.isprintable():  # a line break would end the header, browsers drop tabs
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if not parts.netloc and not parts.scheme else None
