"""One trace from the upload to the summary of the set, over every hop of the running stack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from common.domain.jobs import SessionStatus
from local.stack.topology import ENTRY_POINTS
from tests.emulated.chain import submit_session, submit_version, wait_for
from tests.emulated.cloud import WAIT_S, Cloud, set_of, wait
from tests.emulators import OF_CLOUD

pytestmark = OF_CLOUD
TRACE = "logging.googleapis.com/trace"


def _outcomes(cloud: Cloud) -> Iterator[dict[str, Any]]:
    for entry in ENTRY_POINTS:
        for line in cloud.log_of(entry.name).splitlines():
            if '"event": "stage_outcome"' in line:
                yield json.loads(line)


def test_what_one_upload_leads_to_is_one_trace_over_all_functions(cloud: Cloud) -> None:
    old = cloud.file("traced-old", set_of("A-1"))
    version = submit_version(cloud.ports, old.stem, old)
    wait(
        lambda: any(
            o.get("version_id") == version and o["stage"] == "version" for o in _outcomes(cloud)
        )
    )
    new = cloud.file("traced-new", set_of("A-1", note="NEW"))
    session_id = submit_session(
        cloud.ports, version, submit_version(cloud.ports, new.stem, new), "traced"
    )
    session = wait_for(cloud.ports, session_id, WAIT_S)
    assert session.status is SessionStatus.COMPLETED
    wait(
        lambda: any(
            o["stage"] == "set_summary" and o["session_id"] == session_id for o in _outcomes(cloud)
        )
    )
    (trace,) = {o[TRACE] for o in _outcomes(cloud) if o.get("version_id") == new.stem}
    assert trace.startswith(f"projects/{cloud.stack.settings.project_id}/traces/")
    done = [
        o["stage"] for o in _outcomes(cloud) if o[TRACE] == trace and o["outcome"] == "completed"
    ]
    assert sorted(done) == [
        *("page", "pair", "session_ready", "set_summary", "summary", "upload", "version")
    ]
