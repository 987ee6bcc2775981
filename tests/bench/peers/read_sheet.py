"""Opening a workbook and nothing else. Arguments: file, way."""

import sys

from serve import serve


def _fastexcel(path):
    import fastexcel

    def act():
        sheet = fastexcel.read_excel(path).load_sheet(0, dtypes="string")
        return {"rows": sheet.to_polars().height}

    return act


def _pandas(path, engine):
    import pandas

    return lambda: {"rows": len(pandas.read_excel(path, dtype=str, engine=engine))}


def _openpyxl(path):
    import openpyxl

    def act():
        sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
        return {"rows": sum(1 for _ in sheet.iter_rows(values_only=True)) - 1}

    return act


def load():
    path, way = sys.argv[1:3]
    return {
        "fastexcel": lambda: _fastexcel(path),
        "pandas_calamine": lambda: _pandas(path, "calamine"),
        "pandas_openpyxl": lambda: _pandas(path, "openpyxl"),
        "openpyxl_read_only": lambda: _openpyxl(path),
    }[way]()


serve(load)
