"""Keyed marks made many at once are those made one by one: a register sealed years ago is still found."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from app.adapters.vault import BLIND_BYTES, Vault

KEY = bytes(range(32))


@given(
    st.lists(st.none() | st.text(st.characters(exclude_categories=("Cs",)), max_size=200), max_size=5),
    st.sampled_from(["id_no", "phone"]),
)
def test_many_marks_are_the_single_ones(texts, kind):
    box = Vault([(1, KEY)], KEY)
    assert box.blinds(kind, texts) == [None if t is None else box.blind(kind, t) for t in texts]


def test_a_mark_is_a_plain_hmac():
    wanted = hmac.digest(KEY, b"id_no|520199", hashlib.sha256)[:BLIND_BYTES]
    assert Vault([(1, KEY)], KEY).blinds("id_no", ["520199"]) == [wanted]
