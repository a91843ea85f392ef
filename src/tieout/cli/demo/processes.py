"""The processes of a demo: the sandbox and the server, started here, watched, and ended by their own handles."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import click

READY_SECONDS = 60.0


def free_ports(count: int) -> list[int]:
    """So many different ones: all are held until the last is found, since a port that is given back may be given out again."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def free_port() -> int:
    (port,) = free_ports(1)
    return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


class Process:
    """One child; its output goes to a file, of which the end is shown when it dies."""

    def __init__(self, name: str, arguments: list[str], *, environment: Mapping[str, str], log: Path) -> None:
        self.name, self._log = name, log
        self._arguments, self._environment = arguments, dict(environment)
        self.running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Process":
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as out:
            command = [sys.executable, "-m", "tieout", *self._arguments]
            self.running = subprocess.Popen(command, env=self._environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL)  # noqa: S603
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.running is None or self.running.poll() is not None:
            return
        self.running.terminate()
        try:
            self.running.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait(timeout=15)

    def until_answers(self, url: str) -> None:
        """Waits for the first answer; raises ClickException with the end of its log when it dies first."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self.check()
            try:
                with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback address
                    return
            except urllib.error.HTTPError:
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise click.ClickException(f"{self.name} did not answer within {READY_SECONDS:.0f} s.\n{self._end_of_log()}")

    def check(self) -> None:
        if self.running is not None and self.running.poll() is not None:
            raise click.ClickException(f"{self.name} ended with status {self.running.returncode}.\n{self._end_of_log()}")

    def _end_of_log(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        return "\n".join(lines[-30:])


def environment(*, home: Path, port: int, sandbox_url: str, limits_factor: int) -> dict[str, str]:
    """What the server is told: its home, its address, and the sandbox as every provider. The keys open nothing but the sandbox."""
    return {
        **os.environ,
        "TIEOUT_HOME": str(home),
        "TIEOUT_BASE_URL": f"http://localhost:{port}",
        "TIEOUT_LIMITS_FACTOR": str(limits_factor),
        "TIEOUT_XERO_CLIENT_ID": "tieout-demo",
        "TIEOUT_XERO_CLIENT_SECRET": "sandbox-only",
        "TIEOUT_XERO_AUTHORIZE_URL": f"{sandbox_url}/xero/identity/connect/authorize",
        "TIEOUT_XERO_TOKEN_URL": f"{sandbox_url}/xero/connect/token",
        "TIEOUT_XERO_REVOKE_URL": f"{sandbox_url}/xero/connect/revocation",
        "TIEOUT_XERO_CONNECTIONS_URL": f"{sandbox_url}/xero/connections",
        "TIEOUT_XERO_API_URL": f"{sandbox_url}/xero/api.xro/2.0",
        "TIEOUT_XERO_APP_URL": f"{sandbox_url}/xero",
        "TIEOUT_QUICKBOOKS_CLIENT_ID": "tieout-demo",
        "TIEOUT_QUICKBOOKS_CLIENT_SECRET": "sandbox-only",
        "TIEOUT_QUICKBOOKS_DISCOVERY_URL": f"{sandbox_url}/quickbooks/.well-known/openid_sandbox_configuration",
        "TIEOUT_QUICKBOOKS_API_URL": f"{sandbox_url}/quickbooks",
        "TIEOUT_QUICKBOOKS_APP_URL": f"{sandbox_url}/quickbooks/app",
        "TIEOUT_SAGE_CLIENT_ID": "tieout-demo",
        "TIEOUT_SAGE_CLIENT_SECRET": "sandbox-only",
        "TIEOUT_SAGE_AUTHORIZE_URL": f"{sandbox_url}/sage/oauth2/auth/central?filter=apiv3.1",
        "TIEOUT_SAGE_TOKEN_URL": f"{sandbox_url}/sage/token",
        "TIEOUT_SAGE_REVOKE_URL": f"{sandbox_url}/sage/revoke",
        "TIEOUT_SAGE_API_URL": f"{sandbox_url}/sage/v3.1",
    }
