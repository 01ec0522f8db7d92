"""SQLite as it is, where Django 5.2 assumes an older one."""

import sqlite3
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def connect() -> None:
    """Connect the receiver. Safe to call twice."""
    connection_created.connect(_allow_all_parameters, dispatch_uid="sqlite")


def _allow_all_parameters(connection: BaseDatabaseWrapper, **_more: Any) -> None:
    """Let a statement have as many parameters as this SQLite takes, as Django 6 does; 5.2 goes by 999, that of 2020.

    So many rows at once, such as those of a version that is published, need some 20 statements less.
    """
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = limit  # of this connection only
