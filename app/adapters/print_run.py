"""The papers of many households as one PDF: laid out in pieces side by side, told as they come, and joined.

A household's pages are counted from one, so that pieces can be laid out without knowing each other.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

from app.adapters.pdf_writer import read_faces, write_pdf
from app.domain.documents import Block, Document, Sheet

#: Households in a piece: few enough to see it move, enough that the letters each piece brings along stay a small part.
PIECE = 20
Told = Callable[[int, int], None]


def write_print_run(document: Document, told: Told, *, font_folder: str | None = None) -> bytes:
    """PDF bytes. `told(done, all)` in households after each piece, from this thread; what it raises ends the run."""
    pieces = list(_pieces(document))
    if len(pieces) < 2:
        return write_pdf(document, font_folder=font_folder)
    total, done, faces = sum(count for count, _part in pieces), 0, read_faces(font_folder)
    # the layout library works outside the interpreter's lock: threads are enough for all cores
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)), "bangfu-layout") as crew:
        asked = {
            crew.submit(write_pdf, part, font_folder=font_folder, faces=faces): count
            for count, part in pieces
        }
        try:
            for made in as_completed(asked):
                made.result()
                done += asked[made]
                told(done, total)
        except BaseException:
            crew.shutdown(cancel_futures=True)
            raise
    return _joined([made.result() for made in asked])


def pieces_of(households: int) -> int:
    """In how many pieces they are laid out."""
    return -(-households // PIECE)


def _pieces(document: Document) -> Iterator[tuple[int, Document]]:
    """How many households, and their part of the document; one without households is a single piece of none."""
    starts = [n for n, block in enumerate(document.blocks) if begins(block)]
    edges = [0, *starts[PIECE::PIECE], len(document.blocks)]
    for start, end in pairwise(edges):
        blocks = document.blocks[start:end]
        yield sum(begins(block) for block in blocks), replace(document, blocks=blocks)


def begins(block: Block) -> bool:
    """Whether a household's papers begin here."""
    return isinstance(block, Sheet) and block.begins


def _joined(bodies: list[bytes]) -> bytes:
    """One file; title, author and language are those of the first."""
    from pypdf import PdfWriter  # takes a quarter of a second to load: only for those who print many

    whole = PdfWriter(clone_from=BytesIO(bodies[0]))
    for body in bodies[1:]:
        whole.append(BytesIO(body), import_outline=False)
    target = BytesIO()
    whole.write(target)
    return target.getvalue()
