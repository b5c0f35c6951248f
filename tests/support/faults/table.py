"""Every fault and its outcome. The tests are parametrized by this table, and docs/faults.md is written from it."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.support.faults.faults_of_delivery import DELIVERY, REDIRECTS, REFUSALS, SERVERS
from tests.support.faults.faults_of_responses import BODIES, CONTENTS, DOCUMENTS
from tests.support.faults.faults_of_v2beta import V1_REFUSALS, V2BETA_CONTENTS, V2BETA_REFUSALS
from tests.support.faults.faults_of_work import STARTS, WAITS
from tests.support.faults.model import Fault

GROUPS: Mapping[str, tuple[Fault, ...]] = MappingProxyType(
    {
        "the call is delivered or not": DELIVERY,
        "the response's body is broken": BODIES,
        "the response is something else": CONTENTS,
        "the response's JSON is wrong": DOCUMENTS,
        "the server refuses": REFUSALS,
        "the server fails": SERVERS,
        "the server redirects": REDIRECTS,
        "v1 refuses": V1_REFUSALS,
        "v2beta refuses": V2BETA_REFUSALS,
        "v2beta's response is something else": V2BETA_CONTENTS,
        "long work is started": STARTS,
        "a result is waited for": WAITS,
    }
)
FAULTS = {fault.name: fault for group in GROUPS.values() for fault in group}
