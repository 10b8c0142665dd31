"""Browsers as Firestore sees them: requests with a sign-in, or none, that the rules judge."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests

LIMIT_S = 30


@dataclass(frozen=True)
class Browser:
    """One browser; `uid` is who has signed in, where no `token` says it.

    The emulator believes a token without a signature, and nothing else of it is checked.
    """

    host: str
    project: str
    uid: str | None
    token: str = ""
    connection: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str) -> bool:
        return self._may("GET", path)

    def list(self, collection: str, equals: Mapping[str, str], order_by: str = "") -> bool:
        """Tell whether a query is allowed, `False` also for one that finds what it must not."""
        parent, _, name = collection.rpartition("/")
        return self._runs(parent, {"collectionId": name}, equals, order_by)

    def list_group(self, name: str, equals: Mapping[str, str]) -> bool:
        return self._runs("", {"collectionId": name, "allDescendants": True}, equals, "")

    def create(self, collection: str) -> bool:
        return self._may("POST", f"{collection}?documentId=planted", json={"fields": {}})

    def update(self, path: str) -> bool:
        fields = {"fields": {"status": {"stringValue": "planted"}}}
        return self._may("PATCH", f"{path}?updateMask.fieldPaths=status", json=fields)

    def delete(self, path: str) -> bool:
        return self._may("DELETE", path)

    def _runs(
        self, parent: str, source: dict[str, Any], equals: Mapping[str, str], order_by: str
    ) -> bool:
        filters = [
            {
                "fieldFilter": {
                    "field": {"fieldPath": name},
                    "op": "EQUAL",
                    "value": {"stringValue": value},
                }
            }
            for name, value in equals.items()
        ]
        query: dict[str, Any] = {"from": [source]}
        if filters:
            query["where"] = {"compositeFilter": {"op": "AND", "filters": filters}}
        if order_by:
            query["orderBy"] = [{"field": {"fieldPath": order_by}}]
        return self._may("POST", f"{parent}:runQuery", json={"structuredQuery": query})

    def _may(self, method: str, path: str, json: Mapping[str, Any] | None = None) -> bool:
        place = f"http://{self.host}/v1/projects/{self.project}/databases/(default)/documents"
        separator = "" if path.startswith(":") else "/"
        answer = self.connection.request(
            method, f"{place}{separator}{path}", json=json, headers=self._headers(), timeout=LIMIT_S
        )
        # Who is told that there is nothing was let in.
        assert answer.ok or answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
        return answer.status_code != HTTPStatus.FORBIDDEN

    def _headers(self) -> dict[str, str]:
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        if self.uid is None:
            return {}
        claims = {"sub": self.uid, "user_id": self.uid, "iss": "test", "aud": self.project}
        parts = ({"alg": "none", "typ": "JWT"}, claims)
        token = ".".join(_encoded(part) for part in parts)
        return {"Authorization": f"Bearer {token}."}


def put_rules(host: str, project: str, rules: str) -> None:
    """Hold one project of the emulator to rules of its own."""
    answer = requests.put(
        f"http://{host}/emulator/v1/projects/{project}:securityRules",
        json={"rules": {"files": [{"name": "firestore.rules", "content": rules}]}},
        timeout=LIMIT_S,
    )
    assert answer.ok, answer.text


def _encoded(part: Mapping[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
