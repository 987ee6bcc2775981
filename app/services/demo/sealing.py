"""Vault rows for whole columns of secret values."""

from collections.abc import Sequence

from app.extensions import vault
from app.services.demo.numbering import Writer
from app.services.secrets import INDEXED, MASKS, index_text


def seal_column(writer: Writer, kind: str, texts: Sequence[str | None]) -> list[int | None]:
    """Encrypt each told text and give the vault number for each row, None where nothing was told."""
    box = vault()
    told = [text for text in texts if text]
    blinds = [box.blind(kind, index_text(kind, text)) if kind in INDEXED else None for text in told]
    mask = MASKS.get(kind)
    numbers = iter(
        writer.write(
            "secret",
            {
                "kind": [kind] * len(told),
                "key_no": [box.newest] * len(told),
                "sealed": [box.seal(kind, text, blind) for text, blind in zip(told, blinds, strict=True)],
                "blind": blinds,
                "masked": [mask(text) if mask else "" for text in told],
            },
        )
        if told
        else ()
    )
    return [next(numbers) if text else None for text in texts]
