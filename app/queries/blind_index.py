"""Finding secret values without reading them: keyed hashes of whole numbers and of their last four places."""

from base64 import b64encode

from app.extensions import vault

LAST4 = "id_last4"


def last4_blind(area_code: str, number18: str) -> str:
    """What `person.id_last4_blind` holds: village code and last four places together, as 24 characters.

    The village is part of it, so that equal last places in two villages cannot be seen to be equal.
    """
    digest: bytes = vault().blind(LAST4, f"{area_code}|{number18[-4:].upper()}")
    return b64encode(digest).decode()


def id_blind(number18: str) -> bytes:
    """The blind index of an ID or of the ID inside a certificate number."""
    found: bytes = vault().blind("id_no", number18[:18].upper())
    return found


def phone_blind(phone: str) -> bytes:
    """The blind index of a phone number."""
    found: bytes = vault().blind("phone", phone)
    return found
