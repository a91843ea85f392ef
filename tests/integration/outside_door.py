"""What the door of outside webhooks answers, asked in the test's own thread, so that it sees what the test has kept."""

import asyncio
import json

from tieout.engine.hooks import Call
from tieout.web.hooks import Said, answered, read_call


def told(path: str, sent: object, *, kind: str = "application/json", method: str = "POST", **headers: str) -> Said:
    """Bytes and texts are sent as they are, all else as JSON; headers by their names with `_` for `-`."""
    body = sent if isinstance(sent, bytes) else (sent if isinstance(sent, str) else json.dumps(sent)).encode()
    named = {"content-type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {"method": method, "path": path, "headers": [(name.encode(), value.encode()) for name, value in named.items()]}

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body}

    read = asyncio.run(read_call(scope, receive))
    key, call = read
    return answered([(key, call)])[0] if isinstance(call, Call) and isinstance(key, str) else read  # type: ignore[return-value]
