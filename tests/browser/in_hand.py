"""A phone whose browser is killed and started again, with all that it stored."""

from __future__ import annotations

from dataclasses import dataclass

from .chromium import Device
from .phone_page import PhonePage
from .watch import Watch


@dataclass(frozen=True, slots=True)
class InHand:
    device: Device
    watch: Watch
    base: str

    def start(self, *, network: bool = True) -> PhonePage:
        context = self.device.start(network=network)
        self.watch.listen(context)
        return PhonePage.open(context, self.base)

    def first_visit(self, code: str) -> PhonePage:
        """Join, and wait until no network is needed any more."""
        phone = self.start()
        phone.join(code)
        phone.ready_without_network()
        return phone

    def restart(self, *, network: bool = False) -> PhonePage:
        """SIGKILL, then a cold start: no process is left, and mostly no network."""
        self.device.kill()
        phone = self.start(network=network)
        phone.visit()
        return phone
