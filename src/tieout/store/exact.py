"""JSON columns whose numbers stay exact: read as Decimal, and a Decimal is written as text."""

import json
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class ExactDecoder(json.JSONDecoder):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": Decimal})


class ExactJSONField(models.JSONField):
    """A number with a point comes back as Decimal; dates and Decimals go in as text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "encoder": DjangoJSONEncoder, "decoder": ExactDecoder})
