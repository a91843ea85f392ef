"""The description of the API as a file, from which the page's types are made: `python -m tieout.web.openapi [PATH]`."""

import json
import os
import sys
from functools import cache
from pathlib import Path

import django

TARGET = Path("ui/src/api/openapi.json")


@cache
def description() -> str:
    """As JSON text: keys sorted, no host, the same on every machine."""
    from tieout.web.api.api import api

    return json.dumps(api.get_openapi_schema(path_prefix="/api/"), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tieout.django_settings")
    django.setup()
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_text(description(), encoding="utf-8")


if __name__ == "__main__":
    main()
