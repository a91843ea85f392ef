"""The guards of the repository can fail."""

from pathlib import Path

import guards

ELSEWHERE = "/" + "work/project/notes.md"
HOST = "registry.npmjs" + ".org"


def repository(folder: Path, **texts: str) -> Path:
    """A folder with these files; a name is written with __ for / and _dot_ for a dot."""
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_lock_with_hashes_and_without_hosts_passes(tmp_path: Path) -> None:
    lock = "httpx==0.28.1 \\\n    --hash=sha256:ab\nidna==3.1 ; python_version > '3' \\\n    --hash=sha256:cd\n"
    assert guards.locks(repository(tmp_path, requirements_dot_lock=lock)) == []


def test_a_url_in_the_lock_is_found(tmp_path: Path) -> None:
    lock = "httpx @ https://files.example/httpx.whl \\\n    --hash=sha256:ab\n"
    assert guards.locks(repository(tmp_path, requirements_dot_lock=lock)) == ["requirements.lock:1: a URL"]


def test_a_version_without_a_hash_is_found(tmp_path: Path) -> None:
    assert guards.locks(repository(tmp_path, requirements_dot_lock="httpx==0.28.1\n")) == [
        "requirements.lock: httpx==0.28.1 has no hash"
    ]


def test_a_resolved_address_in_the_page_lock_is_found(tmp_path: Path) -> None:
    root = repository(tmp_path, **{"ui__package-lock_dot_json": '{\n"resolved": "somewhere"\n}'})
    assert [problem.split(":")[:2] for problem in guards.locks(root)] == [["ui/package-lock.json", "2"]]


def test_uv_lock_is_found(tmp_path: Path) -> None:
    assert len(guards.locks(repository(tmp_path, uv_dot_lock="version = 1"))) == 1


def test_a_path_of_one_machine_is_found(tmp_path: Path) -> None:
    root = repository(tmp_path, docs__a_dot_md=f"see\n{ELSEWHERE}\n", docs__b_dot_md="features/home/page and {id}/home/page")
    assert guards.places(root) == ["docs/a.md:2: a path of one machine"]


def test_a_registry_host_is_found(tmp_path: Path) -> None:
    assert guards.places(repository(tmp_path, setup_dot_md=f"from {HOST}")) == ["setup.md:1: a host of a registry, or a key to one"]


def test_folders_that_are_not_ours_are_left_out(tmp_path: Path) -> None:
    root = repository(tmp_path, ui__node_modules__x_dot_js=ELSEWHERE, _dot_venv__y_dot_py=ELSEWHERE)
    assert guards.places(root) == []
