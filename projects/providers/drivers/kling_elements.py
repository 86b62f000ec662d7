"""Elements that the official Kling API keeps for an account: made from pictures, named by their id in orders, deleted.

Source: Kling API reference, elements (advanced-custom-elements, delete-elements). None of these calls costs anything.
"""

from __future__ import annotations

from textwrap import shorten
from typing import Any
from urllib.parse import quote

from projects.providers.base import Account, Desk, Order, OrderElement, OrderStill, Phase, Report, Request
from projects.providers.drivers import kling_wires, reading
from projects.providers.drivers.reading import at, words
from projects.providers.drivers.remote import Image, Remote
from projects.providers.drivers.sentences import hidden
from projects.providers.troubles import Category, NoSuchJob, ProviderError, Refused, Unknown, Unsent

PATH = "/v1/general/advanced-custom-elements"
NAME, DESCRIPTION = 20, 100
"""Most characters of an element's name and description."""


def element_body(element: OrderElement, image: Image, external_id: str) -> dict[str, Any]:
    """The call that makes an element: its first picture is the front, the others refer to it."""
    front, *others = element.pictures
    return {
        "element_name": element.handle[:NAME],
        "element_description": shorten(element.description, DESCRIPTION, placeholder=" …").strip(),
        "reference_type": "image_refer",
        "element_image_list": {
            "frontal_image": image(front),
            "refer_images": [{"image_url": image(still)} for still in others],
        },
        "external_task_id": external_id,
    }


class Elements(Remote):
    """The part of Kling's API that keeps elements."""

    def submit(self, order: Order, *, external_id: str, callback_url: str, desk: Desk) -> Report:
        """Place the order, once each element that it names has its id."""
        if not all(each.remote.isdecimal() for each in kling_wires.listed_elements(order, self.wire(order))):
            raise Unsent(f"An element of this order is not at {self.label} yet.")
        return super().submit(order, external_id=external_id, callback_url=callback_url, desk=desk)

    def make_element(self, element: OrderElement, *, external_id: str, desk: Desk) -> Report:
        """Ask for an element once, whatever becomes of the call."""
        if len(element.pictures) < 2:
            raise Refused(f"@{element.handle} has too few pictures for {self.label}.", Category.INVALID)
        placed = self._shown(element.pictures, desk)
        body = element_body(element, lambda still: placed[still.digest], external_id)
        answer = self.ask(self._shelf("POST", PATH, desk.account, body), desk, desk.account)
        self._raise(answer, self._not_created, desk.account)
        task_id = self.created(answer.body)
        if not task_id:
            raise Unknown(f"{self.label} answered without naming the job.", raw=f"HTTP {answer.status}")
        return Report(Phase.SUBMITTED, task_id)

    def _shown(self, stills: tuple[OrderStill, ...], desk: Desk) -> dict[str, str]:
        try:
            return {still.digest: self.place(still, desk) for still in stills}
        except Exception as lost:
            raise Unsent(f"A picture of an element could not be read here ({type(lost).__name__}).") from lost

    def find_element(self, task_id: str, desk: Desk) -> Report:
        """The making of an element by its task's id or ours; raises `NoSuchJob` for one that was deleted."""
        request = self._shelf("GET", f"{PATH}/{quote(task_id, safe='')}", desk.account)
        answer = self.ask(request, desk, desk.account)
        self._raise(answer, self._not_told, desk.account)
        report = self.read_element(answer.body, desk.account)
        if task_id not in {report.task_id, report.echo}:
            raise ProviderError(f"{self.label} answered about another element than the one that was asked for.")
        return report

    def read_element(self, body: Any, account: Account) -> Report:
        """`data` of a query; `task_result.elements` holds the one element that was made."""
        data = at(body, "data")
        task_id, word = reading.task_id(at(data, "task_id")), words(at(data, "task_status"), 60)
        if not task_id or not word:
            raise self.unreadable()
        phase = kling_wires.WORDS.get(word.lower(), Phase.RUNNING)
        facts: dict[str, Any] = {
            "task_id": task_id,
            "word": word,
            "echo": words(at(data, "task_info", "external_task_id"), 200),
        }
        if phase == Phase.FAILED:
            return self.told(phase, said=hidden(words(at(data, "task_status_msg")), account), **facts)
        return Report(phase, result=self._made(data) if phase == Phase.SUCCEEDED else "", **facts)

    def _made(self, data: Any) -> str:
        listed = at(data, "task_result", "elements")
        made = listed[0] if isinstance(listed, list) and listed else None
        remote = reading.task_id(at(made, "element_id"))
        if words(at(made, "status"), 60).lower() == "deleted":
            raise NoSuchJob(f"{self.label} has deleted this element.", "deleted")
        if not remote.isdecimal():
            raise ProviderError(f"{self.label} says that an element is done, and names none.")
        return remote

    def drop_element(self, remote: str, desk: Desk) -> None:
        """Delete an element; only the code for what does not exist proves that it is gone already."""
        request = self._shelf("POST", "/v1/general/delete-elements", desk.account, {"element_id": remote})
        answer = self.ask(request, desk, desk.account)
        try:
            self._raise(answer, self._not_told, desk.account)
        except NoSuchJob as gone:
            if not gone.raw.startswith("1203"):
                raise

    def _shelf(self, method: Any, path: str, account: Account, body: Any = None) -> Request:
        return Request(method, account.base_url.rstrip("/") + path, body, self.headers(account))
