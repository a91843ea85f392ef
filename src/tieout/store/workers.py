"""Which worker processes live: a beat a worker; one that stops beating is dead and its work is taken over."""

from datetime import timedelta

from django.db import models
from django.utils import timezone


class WorkerBeat(models.Model):
    name = models.CharField(max_length=100, primary_key=True)
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "worker_beat"


def beat(name: str) -> None:
    WorkerBeat.objects.update_or_create(name=name, defaults={"beat_at": timezone.now()})


def take_dead(*, seconds: float, me: str) -> list[str]:
    """Names of dead workers; each is given to one caller only, which deletes its row."""
    stale = WorkerBeat.objects.filter(beat_at__lt=timezone.now() - timedelta(seconds=seconds)).exclude(name=me)
    return [name for name in stale.values_list("name", flat=True) if WorkerBeat.objects.filter(name=name).delete()[0]]


def leave(name: str) -> None:
    WorkerBeat.objects.filter(name=name).delete()


def workers() -> list[WorkerBeat]:
    return list(WorkerBeat.objects.order_by("name"))
