"""WeasyPrint printing household cards, each a heading and a table. Argument: JSON file of cards (title, rows)."""

import html
import json
import sys
from pathlib import Path

from serve import serve

STYLE = """@page { size: A4; margin: 20mm }
body { font: 12pt "FandolSong", "Noto Serif CJK SC" } table { width: 100%; border-collapse: collapse }
td { border: 0.5pt solid #000; padding: 2pt 4pt }"""


def load():
    import weasyprint

    cards = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    parts = []
    for title, rows in cards:
        lines = "".join(f"<tr>{''.join(f'<td>{html.escape(c)}</td>' for c in row)}</tr>" for row in rows)
        parts.append(f"<h2>{html.escape(title)}</h2><table>{lines}</table>")
    page = f"<html><head><style>{STYLE}</style></head><body>{''.join(parts)}</body></html>"

    def act():
        return {"bytes": len(weasyprint.HTML(string=page).write_pdf())}

    return act


serve(load)
