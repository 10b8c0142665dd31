"""The price list, and a user's own prices over it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from common.domain.errors import ErrorCode, PermanentError
from local.cost.prices import Item, load_prices


def test_every_item_has_a_price_with_its_source_and_the_list_its_day() -> None:
    listed = load_prices()
    assert set(listed.prices) == set(Item)
    assert all(price.usd > 0 and price.source for price in listed.prices.values())
    assert date.fromisoformat(listed.as_of)


def test_a_users_prices_replace_their_likes_and_leave_the_rest(tmp_path: Path) -> None:
    mine = {"region": "europe-west1", "prices": {"egress_gib": {"usd": 0.01}}}
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(mine))
    listed, before = load_prices(path), load_prices()
    assert listed.region == "europe-west1"
    assert listed.prices[Item.EGRESS_GIB].usd == 0.01
    assert listed.prices[Item.VCPU_S] == before.prices[Item.VCPU_S]
    assert listed.models == before.models


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("not json", "price list"),
        ('{"prices": {"vcpu_s": {"usd": "a lot"}}}', "prices.vcpu_s.usd"),
        ('{"prices": {"vcpus": {"usd": 1}}}', "prices.vcpus"),
        ("[]", "price list"),
    ],
)
def test_a_file_that_is_no_price_list_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "prices.json"
    path.write_text(text)
    with pytest.raises(PermanentError, match="price list") as raised:
        load_prices(path)
    assert raised.value.code is ErrorCode.FILE_UNREADABLE
    assert told in str(raised.value)


def test_what_is_free_is_paid_by_nobody() -> None:
    listed = load_prices()
    free = listed.free_each_month[Item.REQUEST]
    assert listed.usd(Item.REQUEST, free, less_free=True) == 0
    assert listed.usd(Item.REQUEST, free + 1000, less_free=True) == pytest.approx(0.0004)
