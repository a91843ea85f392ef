"""The store as Django knows it."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "tieout.store"
    label = "store"
