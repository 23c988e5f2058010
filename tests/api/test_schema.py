"""What the OpenAPI schema promises holds for whatever is sent: schemathesis over every route."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import pytest
import schemathesis
from fakes import CapitalsReader, HashingEmbedder
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from api.app import create_app
from api.keys import Keys
from api.settings import Settings
from index.article import Article
from index.search import PassageIndex
from qa.decision import Decision
from qa.pipeline import Pipeline

LOCAL = {"Host": "127.0.0.1"}

# Lengths, days and ids are checked further than the schema says; and by the contract null, false
# and empty values of optional fields count as left out, whatever their type.
NOT_IN_A_SCHEMA = [positive_data_acceptance, negative_data_rejection]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    folder = tmp_path_factory.mktemp("schema")
    index = PassageIndex.open(folder, HashingEmbedder())
    text = "On Dec 6 Hnatov, Umerov and Witkoff attended the call."
    list(index.add([Article.create(article_id="a", text=text, published="2025-12-06")]))
    keys = Keys(folder)
    pipeline = Pipeline(index, CapitalsReader(), Decision.from_margin(0.5))
    yield create_app(pipeline, Settings(), keys)
    keys.close()
    index.close()


@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
def test_every_response_is_as_the_schema_says(
    app: FastAPI, mode: schemathesis.GenerationMode
) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers=LOCAL)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == 17
    statuses: Counter[int] = Counter()
    for operation in operations:
        cases = operation.as_strategy(generation_mode=mode)

        @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=cases)
        def check(case: schemathesis.Case) -> None:
            response = case.call_and_validate(headers=LOCAL, excluded_checks=NOT_IN_A_SCHEMA)
            statuses[response.status_code] += 1

        with suppress(Unsatisfiable):  # a request without parameters cannot be wrong
            check()
    assert statuses.total() > 300
    assert not [status for status in statuses if status >= 500]
    assert statuses[422 if mode is schemathesis.GenerationMode.NEGATIVE else 200] > 20
