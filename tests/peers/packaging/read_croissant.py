"""Reads every record of every record set through mlcroissant: python read_croissant.py croissant.json."""

from __future__ import annotations

import json
import sys

import mlcroissant

dataset = mlcroissant.Dataset(sys.argv[1])
print(
    json.dumps(
        {found.name: sum(1 for _ in dataset.records(found.name)) for found in dataset.metadata.record_sets}
    )
)
