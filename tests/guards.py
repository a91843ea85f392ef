"""Checks of the repository as a whole, which `./dev check` runs one by one: `python tests/guards.py locks`."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON_LOCK, PAGE_LOCK = "requirements.lock", "ui/package-lock.json"
DESCRIPTION, TYPES = "ui/src/api/openapi.json", "ui/src/api/schema.d.ts"
# Folders that hold no work of ours, for a copy that came without git.
FOREIGN = {".git", ".venv", "node_modules", "webui", "__pycache__", ".tieout", ".hypothesis"}
# Written so that the patterns do not find themselves.
MACHINE_PATH = re.compile(r"(?<![\w.@~})\]-])/(?:work|root|home)/\w")
REGISTRY = re.compile(
    r"registry\.(?:npmjs|yarnpkg)\.|(?<![\w-])pypi\.(?:org|python)|pythonhosted\.|(?:extra-)?index-url\s*=|_auth[T]oken"
)


def files(root: Path = ROOT) -> Iterator[Path]:
    """Every file that is, or would be, under version control."""
    if shutil.which("git") and (root / ".git").exists():
        names = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
        yield from (root / name for name in sorted(names) if name and (root / name).is_file())
        return
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and not any(part in FOREIGN or part.endswith("_cache") for part in parts):
            yield path


def text_of(path: Path) -> str:
    """The text of a file; empty for pictures and other bytes."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def locks(root: Path = ROOT) -> list[str]:
    """Lock files that name a host would tie everybody to the registry of whoever wrote them."""
    problems = [
        f"{path.relative_to(root)}: uv.lock records hosts; it stays untracked" for path in files(root) if path.name == "uv.lock"
    ]
    problems += _lines(root, PYTHON_LOCK, pattern=re.compile(r"https?:|^--(?:index|find)"), what="a URL")
    problems += _lines(
        root,
        PAGE_LOCK,
        pattern=re.compile(r'"resolved"'),
        what="an address; ui/.npmrc must say omit-lockfile-registry-resolved=true",
    )
    if (root / PYTHON_LOCK).exists():
        bare = [
            block for block in (root / PYTHON_LOCK).read_text().split("\n") if re.match(r"\w", block) and not block.endswith("\\")
        ]
        problems += [f"{PYTHON_LOCK}: {line} has no hash" for line in bare]
    return problems


def places(root: Path = ROOT) -> list[str]:
    """Paths of one machine and hosts of registries, which mean nothing to anybody else."""
    problems = []
    for name in (str(path.relative_to(root)) for path in files(root)):
        problems += _lines(root, name, pattern=MACHINE_PATH, what="a path of one machine")
        problems += _lines(root, name, pattern=REGISTRY, what="a host of a registry, or a key to one")
    return problems


def spelling(root: Path = ROOT) -> list[str]:
    """What codespell finds in the files of ours; its words and exceptions are in pyproject.toml."""
    names = [str(path.relative_to(root)) for path in files(root) if text_of(path)]
    done = subprocess.run([sys.executable, "-m", "codespell_lib", *names], cwd=root, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def api(root: Path = ROOT) -> list[str]:
    """The committed description and types of the API, against what the code describes now."""
    with tempfile.TemporaryDirectory() as folder:
        description, types = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        write_api(description, types)
        pairs = [(description, root / DESCRIPTION), (types, root / TYPES)]
        return [f"{kept.relative_to(root)} is not what the code describes now" for new, kept in pairs if not _same(new, kept)]


def write_api(description: Path, types: Path) -> None:
    """Writes the API's description and the page's types of it."""
    subprocess.run([sys.executable, "-m", "tieout.web.openapi", str(description)], cwd=ROOT, check=True)
    command = [str(ROOT / "ui/node_modules/.bin/openapi-typescript"), str(description), "-o", str(types)]
    subprocess.run(command, cwd=ROOT / "ui", check=True, stdout=subprocess.DEVNULL)


def benchmarks(root: Path = ROOT) -> list[str]:
    """Name and purpose of each program in bench/."""
    return [f"{path.stem}: {text_of(path).splitlines()[0].strip(chr(34))}" for path in sorted((root / "bench").glob("*.py"))]


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()


def _lines(root: Path, name: str, *, pattern: re.Pattern[str], what: str) -> list[str]:
    if not (root / name).exists():
        return []
    found = [number for number, line in enumerate(text_of(root / name).splitlines(), 1) if pattern.search(line)]
    # A generated file may hold thousands: the first five are enough to find the cause.
    return [f"{name}:{number}: {what}" for number in found[:5]]


CHECKS: dict[str, Callable[[], Iterable[str]]] = {"locks": locks, "places": places, "spelling": spelling, "api": api}


def main(arguments: list[str]) -> int:
    if arguments == ["write-api"]:
        write_api(ROOT / DESCRIPTION, ROOT / TYPES)
        return 0
    if arguments == ["benchmarks"]:
        print("\n".join(benchmarks()) or "There are no benchmarks.")
        return 0
    problems = [problem for name in arguments for problem in CHECKS[name]()]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
