"""`flask areas load` and `flask boundaries load`: divisions and outlines from official files."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from app.adapters.area_list import read_area_list
from app.domain.errors import BangfuError
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.services import areas, boundaries
from app.unit_of_work import unit_of_work

areas_group = AppGroup("areas", help="行政区划名单。")
boundaries_group = AppGroup("boundaries", help="行政区划边界。")
commands = (areas_group, boundaries_group)

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(formats=["%Y-%m-%d"])


def refuse(error: BangfuError) -> click.ClickException:
    """A named refusal as one line on the screen, with place and way out."""
    parts = [f"{error.code} {error.message}", error.place and f"在：{error.place}", error.way_out]
    return click.ClickException(" ".join(part for part in parts if part))


@areas_group.command("load")
@click.argument("file", type=FILE)
@click.option("--source", help="名单出处；不写就用文件名。")
@click.option("--from", "valid_from", type=DAY, help="从哪天起有效，YYYY-MM-DD。")
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def load_areas(file: Path, source: str | None, valid_from: datetime | None, as_json: bool) -> None:
    """装入区划名单（CSV，列 code12 或 code、name、full_name）。可以重复装。"""
    day = valid_from.date() if valid_from else None
    try:
        rows = read_area_list(file)
        with unit_of_work(db.session(), SYSTEM, "area.load", payload={"rows": len(rows)}) as work:
            done = areas.load_areas(work, rows, source=source or file.name, valid_from=day)
    except BangfuError as error:
        raise refuse(error) from error
    words = f"新增 {done.new} 个，改名 {done.renamed} 个，未变 {done.unchanged} 个。"
    click.echo(json.dumps(asdict(done)) if as_json else words)


@boundaries_group.command("load")
@click.argument("file", type=FILE)
@click.option("--crs", help="文件没写坐标系时指定，例如 EPSG:4490。")
@click.option("--repair", is_flag=True, help="不合规的图形由系统修补。")
@click.option("--source", help="图的出处；不写就用文件名。")
@click.option("--review-no", help="审图号；没有就按示意边界。")
@click.option("--from", "valid_from", type=DAY, help="从哪天起有效，YYYY-MM-DD。")
@click.option("--json", "as_json", is_flag=True, help="结果印成 JSON。")
def load_boundaries(
    file: Path,
    crs: str | None,
    repair: bool,
    source: str | None,
    review_no: str | None,
    valid_from: datetime | None,
    as_json: bool,
) -> None:
    """装入边界（GeoJSON、GeoPackage，或打成 zip 的 shapefile）。"""
    try:
        with unit_of_work(db.session(), SYSTEM, "boundary.load") as work:
            done = boundaries.load_boundaries(
                work,
                file,
                source=source or file.name,
                crs=crs,
                repair=repair,
                review_no=review_no,
                valid_from=valid_from.date() if valid_from else None,
            )
    except BangfuError as error:
        raise refuse(error) from error
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
        return
    way = {"code": "代码", "name": "名称"}[done.by]
    click.echo(f"装好 {done.matched} 个边界，按{way}（列 {done.column}）对上，原坐标系 {done.source_crs}。")
    for words in done.flaws:
        click.echo(f"注意：{words}")
    for words in done.unmatched:
        click.echo(f"对不上区划，没有装：{words}")
