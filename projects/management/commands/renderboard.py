"""`renderboard BOARD.json --to take.mp4`: a board file through the same preflight and services as the page, without one."""

from __future__ import annotations

import json
import os
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from projects.exchange import boardfile
from projects.management.embedded import prepare
from projects.management.progress import Bar
from projects.models import Board, Connection, Render, RenderState, Take, Workspace
from projects.rules import capabilities, options
from projects.rules.capabilities import Capabilities
from projects.rules.preflight import Problem, preflight
from projects.services import boardfiles, buying, connections, offers, purse, renders, takes
from projects.services.files import on_disk

DONE, WRONG, BLOCKED = 0, 1, 2


class Blocked(Exception):
    """Preflight, or a picture, stands in the way. `problems` are the JSON objects of the answer."""

    def __init__(self, problems: list[dict[str, str]]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Command(BaseCommand):
    """Exit code 0 done, 2 blocked, 1 anything else."""

    help = "Render a board file to a video. docs/board-file.md describes the file."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """argparse ends with 2, which here means blocked."""

        def refuse(message: str) -> NoReturn:
            parser.print_usage(sys.stderr)
            parser.exit(WRONG, f"{message}\n")

        parser = super().create_parser(prog_name, subcommand, **kwargs)
        vars(parser)["error"] = refuse
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("board", type=Path, help="the board file")
        parser.add_argument("--to", type=Path, help="the MP4 to write")
        parser.add_argument("--model", default="animatic", help="what renders it (default: animatic)")
        parser.add_argument("--connection", metavar="LABEL", help="the connection it is rendered through")
        parser.add_argument("--mode", default="", help="the quality, where the model has several")
        parser.add_argument(
            "--option",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help=f"what else is chosen of the render: {', '.join(options.NAMES)}",
        )
        parser.add_argument(
            "--check", action="store_true", help="stop after preflight; any model of the capability table"
        )
        parser.add_argument("--json", action="store_true", help="print exactly one JSON object")

    def handle(self, *args: Any, **wish: Any) -> None:
        """Run, say how it went, and end with its code."""
        try:
            answer = self.run(
                wish={"mode": wish["mode"], **_options(wish["option"])},
                **{name: wish[name] for name in ("board", "to", "model", "connection", "check", "json")},
            )
        except Blocked as blocked:
            self.say(wish["json"], {"state": "blocked", "model": wish["model"], "problems": blocked.problems})
            sys.exit(BLOCKED)
        except (boardfile.BoardFileRefused, CommandError, DatabaseError, LookupError, OSError) as trouble:
            reason = str(trouble.args[0] if isinstance(trouble, LookupError) else trouble)
            self.say(wish["json"], _failed(wish["model"], reason))
            sys.exit(WRONG)
        except KeyboardInterrupt:
            self.say(
                wish["json"], _failed(wish["model"], "Stopped. A server that runs on this database finishes the take.")
            )
            sys.exit(WRONG)
        self.say(wish["json"], answer)
        sys.exit(DONE if answer["state"] in {"succeeded", "ready"} else WRONG)

    def run(
        self,
        *,
        board: Path,
        to: Path | None,
        model: str,
        connection: str | None,
        wish: Mapping[str, Any],
        check: bool,
        json: bool,
    ) -> dict[str, Any]:
        """The answer as the JSON object it is printed as. Raises `Blocked` and whatever `handle` turns into sentences."""
        if not check and to is None:
            raise CommandError("Say where the video goes: --to take.mp4 (or --check to stop after preflight).")
        if to is not None and (to.is_dir() or not os.access(to.resolve().parent, os.W_OK)):
            raise CommandError(f"{to} cannot be written; name a file in a folder that can be.")
        prepare()
        by, workspace = boardfiles.desk()
        capability, through = choose(workspace, model, connection)
        capability = capability.chosen(wish)
        try:
            made = boardfiles.bring_in(by=by, workspace=workspace, file=boardfile.read(board))
        except boardfiles.PicturesRefused as refused:
            raise Blocked([_picture_problem(trouble) for trouble in refused.troubles]) from refused
        problems = preflight(made.plan(), capability)
        found = [_problem(problem) for problem in problems]
        if any(problem.level == "block" for problem in problems):
            raise Blocked(found)
        if check or to is None:
            return {"state": "ready", "model": model, "problems": found}
        if not json:
            self.look(found)
        if through is None:
            raise CommandError(
                f"{model} is not connected here; only --check works for it. “manage.py connect {capability.driver}” "
                "connects it; the animatic needs no account."
            )
        return self.render(by, made, capability, through, to, quiet=json)

    def render(
        self, by: Any, board: Board, model: Capabilities, connection: Connection, to: Path, *, quiet: bool
    ) -> dict[str, Any]:
        """Order a take and work it in this process until it ends; copy its file."""
        try:
            take = takes.request(
                by=by,
                board=board,
                connection=connection,
                model=model.slug,
                options=offers.options_of(model, {"mode": model.mode}),
                form_key=uuid4().hex,
            )
        except buying.Blocked as blocked:
            raise Blocked([_problem(problem) for problem in blocked.problems]) from blocked
        with Bar(board.title, quiet=quiet) as bar:
            take = renders.run(take, bar.show)
        rows = [] if connection.local else take.renders.prefetch_related("ledger")
        bought = {"renders": [_render(each) for each in rows]} if rows else {}
        if take.clip is None:
            return _failed(model.slug, _reason(take)) | {"take": take.number} | bought
        draft = to.with_name(f".{to.name}.{uuid4().hex[:8]}")
        with on_disk(str(take.clip.file.name)) as path:
            shutil.copyfile(path, draft)
        os.replace(draft, to)
        facts = {"seconds": take.clip.seconds, "frames": take.clip.frames, "sha256": take.clip.digest}
        return {
            "state": "succeeded",
            "take": take.number,
            "model": model.slug,
            "file": str(to),
            **facts,
            "problems": [],
            **bought,
        }

    def say(self, as_json: bool, answer: dict[str, Any]) -> None:
        """Print the one object, or sentences."""
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.look(answer["problems"])
        if answer["state"] == "succeeded":
            self.stdout.write(f"{answer['file']}: {answer['seconds']:g} s, {answer['frames']} frames")
        elif answer["state"] == "ready":
            self.stdout.write(f"Ready to render with {answer['model']}.")
        elif answer["state"] == "blocked":
            self.stderr.write(f"Not rendered: {len(answer['problems'])} to fix.")
        else:
            self.stderr.write(answer["reason"])

    def look(self, problems: list[dict[str, str]]) -> None:
        """A line each, for people."""
        for problem in problems:
            self.stderr.write(f"{problem['place']}: {problem['message']} ({problem['code']}) → {problem['fix']}")


def choose(workspace: Workspace, model: str, label: str | None) -> tuple[Capabilities, Connection | None]:
    """The model, and the connection that renders it: the one of that label, or the first of the model's driver."""
    rows = connections.live(workspace)
    if label is None:
        found = capabilities.find(model)
        return found, connections.choose(workspace, found)
    named = [row for row in rows if row.label == label]
    if not named:
        known = ", ".join(dict.fromkeys(f"“{row.label}”" for row in rows))
        raise CommandError(f"There is no connection “{label}” here. There are: {known}.")
    for row in named:
        with suppress(LookupError):
            return capabilities.find(model, row.driver), row
    raise CommandError(f"{capabilities.find(model).label} does not run through “{label}”.")


def _options(said: Sequence[str]) -> dict[str, Any]:
    """The choices behind `--option`. Raises `CommandError` for a name that none has; preflight judges the values."""
    pairs = [each.partition("=") for each in said]
    for name, equals, value in pairs:
        if name not in options.NAMES or not equals or not value:
            known = ", ".join(options.NAMES)
            raise CommandError(
                f"“--option {name}{equals}{value}” chooses nothing. Write NAME=VALUE; names are {known}."
            )
    return options.typed({name: value for name, _equals, value in pairs})


def _render(render: Render) -> dict[str, Any]:
    return {
        "state": render.state,
        "provider_task_id": render.provider_task_id,
        "external_id": render.external_id,
        "charged": purse.charged(render),
        "reason": render.reason,
    }


def _failed(model: str, reason: str) -> dict[str, Any]:
    return {"state": "failed", "model": model, "reason": reason, "problems": []}


def _problem(problem: Problem) -> dict[str, str]:
    return {"code": problem.code, "place": problem.place, "message": problem.message, "fix": problem.fix}


def _picture_problem(trouble: boardfiles.PictureTrouble) -> dict[str, str]:
    return {"code": trouble.code, "place": trouble.place, "message": trouble.sentence, "fix": trouble.fix}


def _reason(take: Take) -> str:
    failed = take.renders.exclude(state=RenderState.SUCCEEDED).first()
    return failed.reason if failed and failed.reason else "The render did not finish."
