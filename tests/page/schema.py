"""Writes the OpenAPI schema, of which the page's types are made, to the file named.

Models don't change it, so the small ones of the tests stand in.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fakes import CapitalsReader, HashingEmbedder

from api.app import create_app
from api.keys import Keys
from api.settings import Settings
from index.search import PassageIndex
from qa.decision import Decision
from qa.pipeline import Pipeline


def openapi_schema() -> str:
    with TemporaryDirectory() as folder:
        index = PassageIndex.open(Path(folder), HashingEmbedder())
        keys = Keys(Path(folder))
        try:
            pipeline = Pipeline(index, CapitalsReader(), Decision.from_margin(0.5))
            return json.dumps(create_app(pipeline, Settings(), keys).openapi(), indent=1)
        finally:
            keys.close()
            index.close()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(openapi_schema(), encoding="utf-8")
