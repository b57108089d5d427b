"""Reads the folders of tables with pandas and DuckDB and prints what both found, as JSON.

Arguments: the folder of the Parquet files, that of the CSV files, that of the CSV for spreadsheets.
"""

import csv
import json
import sys
from pathlib import Path

import duckdb
import pandas as pd

parquet, plain, spreadsheet = map(Path, sys.argv[1:])


def quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def csv_of(path: Path) -> str:
    """How DuckDB is told the dialect: nothing is to be guessed."""
    return (
        f"read_csv({quoted(path)}, header = true, delim = ',', quote = '\"', escape = '\"',"
        " new_line = '\\n', all_varchar = true, max_line_size = 20000000)"
    )


rows: dict[str, dict[str, int]] = {}
for file in sorted(parquet.glob("*.parquet")):
    found = rows.setdefault(file.stem, {})
    found["pandas parquet"] = len(pd.read_parquet(file))
    found["duckdb parquet"] = duckdb.sql(f"SELECT count(*) FROM {quoted(file)}").fetchall()[0][0]
for file in sorted(plain.glob("*.csv")):
    found = rows.setdefault(file.stem, {})
    found["pandas csv"] = len(pd.read_csv(file, keep_default_na=False, dtype=str, lineterminator="\n"))
    found["duckdb csv"] = duckdb.sql(f"SELECT count(*) FROM {csv_of(file)}").fetchall()[0][0]
    with (spreadsheet / file.name).open(encoding="utf-8", newline="") as cells:
        csv.field_size_limit(1 << 24)
        found["spreadsheet"] = sum(1 for _ in csv.reader(cells)) - 1

frame = pd.read_parquet(parquet / "entities.parquet")
comma = pd.read_csv(plain / "entities.csv", keep_default_na=False, dtype=str, lineterminator="\n")
joined = """
    SELECT count(*), count(DISTINCT c.id) FROM {claims} c, unnest({evidence}) AS e(line)
    JOIN {lines} l ON l.id = e.line WHERE l.source IS NOT NULL"""
print(
    json.dumps(
        {
            "rows": rows,
            # Years are whole numbers and truth values are three, whatever is unknown.
            "kinds": {
                f"{name}.{column}": str(pd.read_parquet(parquet / f"{name}.parquet")[column].dtype)
                for name, column in (("citations", "year"), ("claims", "has_human_evidence"))
            },
            "labels": {
                "pandas parquet": sorted(frame["label"].dropna()),
                "duckdb parquet": sorted(
                    label
                    for (label,) in duckdb.sql(
                        f"SELECT label FROM {quoted(parquet / 'entities.parquet')} WHERE label IS NOT NULL"
                    ).fetchall()
                ),
                "pandas csv": sorted(comma["label"]),
                "duckdb csv": sorted(
                    label or ""
                    for (label,) in duckdb.sql(
                        f"SELECT label FROM {csv_of(plain / 'entities.csv')}"
                    ).fetchall()
                ),
            },
            "lists": [
                [list(values) for values in frame.loc[frame["label"] == "Hub", "alt_labels"]],
                [json.loads(values) for values in comma.loc[comma["label"] == "Hub", "alt_labels"]],
                duckdb.sql(
                    f"SELECT alt_labels FROM {quoted(parquet / 'entities.parquet')} WHERE label = 'Hub'"
                ).fetchall(),
                duckdb.sql(
                    "SELECT from_json(alt_labels, '[\"VARCHAR\"]')"
                    f" FROM {csv_of(plain / 'entities.csv')} WHERE label = 'Hub'"
                ).fetchall(),
            ],
            # Claims with a source, over lists of Parquet and over JSON arrays of CSV.
            "sourced": [
                duckdb.sql(
                    joined.format(
                        claims=quoted(parquet / "claims.parquet"),
                        evidence="c.evidence",
                        lines=quoted(parquet / "evidence.parquet"),
                    )
                ).fetchall()[0],
                duckdb.sql(
                    joined.format(
                        claims=csv_of(plain / "claims.csv"),
                        evidence="from_json(c.evidence, '[\"VARCHAR\"]')",
                        lines=csv_of(plain / "evidence.csv"),
                    )
                ).fetchall()[0],
            ],
        }
    )
)
