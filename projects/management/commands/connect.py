"""`connect DRIVER --label … --key-env NAME`: an operator connects an account at a provider without a browser."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

from projects.management.embedded import prepare
from projects.models import Connection, Workspace
from projects.providers import catalog
from projects.rules.prices import decimal
from projects.services import boardfiles, connections


class Command(BaseCommand):
    """Exit code 0 when it is connected and, unless `--no-test`, works; 1 otherwise. Secrets come from the environment."""

    help = "Connect a provider: " + ", ".join(catalog.REMOTES)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("driver", choices=[*catalog.REMOTES])
        parser.add_argument("--label", help="what people call it (default: the provider's name)")
        parser.add_argument("--workspace", help="its slug (default: the one that board files belong to)")
        parser.add_argument("--base-url", default="", help="another address than the provider's own")
        parser.add_argument("--upload-url", default="", help="another address for uploads (KIE)")
        parser.add_argument("--key-env", required=True, metavar="NAME", help="the variable that holds the key")
        parser.add_argument("--secret-env", metavar="NAME", help="the variable that holds the secret key (Kling)")
        parser.add_argument("--webhook-secret-env", metavar="NAME", help="the variable that verifies callbacks")
        parser.add_argument("--price", metavar="USD", help="price per billed second of every model, such as 0.112")
        parser.add_argument("--no-test", action="store_true", help="do not ask the provider whether the key works")

    def handle(self, *args: Any, **wish: Any) -> None:
        """Connect, or give an existing connection of that label new secrets and addresses."""
        secrets = {
            name: _from_environment(wish[option])
            for name, option in (("key", "key_env"), ("secret", "secret_env"), ("webhook_secret", "webhook_secret_env"))
            if wish[option]
        }
        prepare()
        workspace = _workspace(wish["workspace"])
        label = wish["label"] or catalog.remote(wish["driver"]).label
        facts: dict[str, Any] = {name: wish[name].rstrip("/") for name in ("base_url", "upload_url")}
        if wish["price"]:
            if decimal(wish["price"]) is None:
                raise CommandError(f"“{wish['price']}” is not a price. Write it like 0.112.")
            facts["prices"] = {"currency": "USD", "per_second": {"*": wish["price"]}}
        made = _connect(workspace, wish["driver"], label, secrets, facts)
        if wish["no_test"]:
            self.stdout.write(f"{label}: connected, not tested.")
            return
        if not connections.test(made):
            raise CommandError(f"{label}: connected, but the test failed. {made.check_words}")
        self.stdout.write(f"{label}: connected. {made.check_words}")


def _connect(
    workspace: Workspace, driver: str, label: str, secrets: dict[str, str], facts: dict[str, Any]
) -> Connection:
    known = workspace.connections.filter(driver=driver, label=label, removed_at=None).first()
    if known is None:
        try:
            return connections.connect(
                by=None, workspace=workspace, driver=driver, label=label, secrets=secrets, **facts
            )
        except IntegrityError as taken:
            raise CommandError(f"{label}: it was connected by somebody else just now.") from taken
    with transaction.atomic():
        connections.change(by=None, connection=known, **facts)
        connections.replace_secrets(by=None, connection=known, secrets=secrets)
    return known


def _from_environment(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise CommandError(f"The variable {name} is empty or not set.")
    return value


def _workspace(slug: str | None) -> Workspace:
    if not slug:
        return boardfiles.desk()[1]
    found = Workspace.objects.filter(slug=slug).first() or Workspace.objects.filter(title=slug).first()
    if found is None:
        raise CommandError(f"There is no workspace “{slug}”.")
    return found
