"""What somebody sees who watches over the work: figures, exports, the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass

from reportbot.service.audit.reading import AuditReading, Chain
from reportbot.service.desk.exporting import Exporting
from reportbot.service.desk.supervising import Supervising
from reportbot.service.ports import Clock, Store
from reportbot.service.towns import Town


@dataclass(frozen=True, slots=True)
class Oversight:
    figures: Supervising
    exports: Exporting
    audit: AuditReading


def oversight_of(store: Store, towns: Mapping[str, Town], clock: Clock, chain: Chain) -> Oversight:
    """`chain` makes the digests of the audit log."""
    return Oversight(Supervising(store, towns, clock), Exporting(store, clock), AuditReading(store, chain, clock))
