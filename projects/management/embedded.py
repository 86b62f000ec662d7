"""Commands that need no server prepare the embedded database themselves."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def prepare() -> None:
    """The embedded database is made where it is missing; one that others keep is theirs to migrate."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if connection.vendor != "sqlite":
        raise CommandError("The database is not prepared for this release: run “python -m studio.prepare” first.")
    call_command("migrate", interactive=False, verbosity=0)
