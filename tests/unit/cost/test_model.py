"""The cost model: what it must do whatever was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.cost.measured import Measured, Per, SheetKind, load_measured
from local.cost.model import Waits, Workload, estimate, naive_pair_cost, question_usd
from local.cost.prices import Item, Prices, load_prices
from local.cost.tiers import DEPLOYED
from local.cost.usage import FIELDS, NOTHING, Usage, mean, total

MEASURED: Measured = load_measured()
PRICES: Prices = load_prices()

sheets = st.integers(1, 20_000)
shares = st.floats(0, 1)
usages = st.builds(Usage, **{name: st.floats(0, 1e6) for name in FIELDS})


def _usd(workload: Workload) -> float:
    return estimate(workload, MEASURED, PRICES).usd(PRICES)


@given(sheets, st.integers(1, 5000), shares)
def test_more_sheets_never_cost_less(count: int, more: int, scans: float) -> None:
    few, many = (Workload(sheets=n, scan_share=scans) for n in (count, count + more))
    assert _usd(many) > _usd(few)


@given(sheets, st.integers(2, 50), shares, st.sampled_from(["", *PRICES.models]))
def test_so_many_times_the_sets_cost_so_many_times(
    count: int, times: int, scans: float, model: str
) -> None:
    one = Workload(sheets=count, scan_share=scans, llm_model=model)
    many = replace(one, sheets=count * times, sets=times)
    assert _usd(many) == pytest.approx(times * _usd(one), rel=1e-9)


@given(sheets, shares, shares)
def test_scans_cost_more_than_plots(count: int, some: float, others: float) -> None:
    low, high = sorted((some, others))
    fewer, more = (Workload(sheets=count, sets=0, scan_share=s) for s in (low, high))
    assert _usd(fewer) <= _usd(more) * (1 + 1e-9)


@given(sheets, shares, st.floats(0.5, 2), st.floats(0.5, 2))
def test_fewer_pages_to_read_never_cost_more(
    count: int, scans: float, some: float, others: float
) -> None:
    low, high = sorted((some, others))
    fewer, more = (Workload(sheets=count, scan_share=scans, pages_per_sheet=p) for p in (low, high))
    assert _usd(fewer) <= _usd(more) * (1 + 1e-9)


@given(st.builds(Workload, sheets=sheets, scan_share=shares, months=st.floats(0, 60)))
def test_the_bill_is_the_sum_of_its_stages(workload: Workload) -> None:
    found = estimate(workload, MEASURED, PRICES)
    parts = sum(stage.usd(PRICES) for stage in found.stages)
    assert found.usd(PRICES) == pytest.approx(parts, rel=1e-9)


@given(st.builds(Workload, sheets=sheets, scan_share=shares))
def test_nothing_is_less_than_free(workload: Workload) -> None:
    found = estimate(workload, MEASURED, PRICES)
    assert 0 <= found.usd(PRICES, less_free=True) <= found.usd(PRICES)


@given(st.lists(usages, max_size=6))
def test_use_adds_up(parts: list[Usage]) -> None:
    together = total(parts)
    for name in FIELDS:
        assert getattr(together, name) == pytest.approx(sum(getattr(p, name) for p in parts))
    average = mean(parts).times(len(parts))
    assert average.cpu_s == pytest.approx(together.cpu_s)


def test_nothing_measured_is_no_average() -> None:
    assert mean([]) == NOTHING


@pytest.fixture
def one_page() -> Measured:
    """A single stage: a page of 2 CPU s that reads 3 documents and keeps a GiB."""
    stage = next(s for s in MEASURED.stages if s.entry == "ocr-page")
    used = Usage(cpu_s=2.0, document_reads=3.0, written_bytes=2.0**30, messages=1.0)
    stage = replace(
        stage, kind=SheetKind.VECTOR, per=Per.PAGE, sets=0, per_set=NOTHING, per_unit=used,
        first_cpu_s=1.0,
    )  # fmt: skip
    start = replace(MEASURED.starts["ocr"], cpu_s=4.0)
    return replace(MEASURED, stages=(stage,), starts={"ocr": start}, viewed={})


def test_a_case_that_can_be_worked_out_by_hand(one_page: Measured) -> None:
    no_waits = Waits(document_call_s=0, blob_call_s=0, bytes_per_s=1e30)
    workload = Workload(sheets=500, pages_per_sheet=2, viewers=0, looks_per_sheet=0, months=3)
    amounts = estimate(workload, one_page, PRICES, no_waits).amounts
    instances = DEPLOYED["ocr-page"].max_instances
    # 1,000 pages of 2 s and half a tenth, and every instance that can start: 4 + 1 s.
    assert amounts[Item.VCPU_S] == pytest.approx(1000 * 2.05 + instances * 5)
    assert amounts[Item.REQUEST] == 1000
    assert amounts[Item.DOCUMENT_READ] == 3000
    assert amounts[Item.STORAGE_GIB_MONTH] == pytest.approx(3000)
    assert amounts[Item.MESSAGE] == 2000  # published and delivered


def test_waiting_is_shared_by_concurrent_requests_and_work_is_not(one_page: Measured) -> None:
    stage = replace(one_page.stages[0], entry="summary-overlay")
    starts = {"summary": replace(one_page.starts["ocr"], cpu_s=0.0)}
    measured = replace(one_page, stages=(replace(stage, first_cpu_s=0.0),), starts=starts)
    workload = Workload(sheets=50, viewers=0, looks_per_sheet=0)
    seconds = estimate(workload, measured, PRICES, Waits(bytes_per_s=1e30)).amounts[Item.VCPU_S]
    assert seconds == pytest.approx(100 * 2.0)


def test_a_question_is_priced_by_its_tokens() -> None:
    model = replace(
        PRICES.models["gpt-4o"], input_usd_per_million=2, output_usd_per_million=8,
        tokens_per_image=100,
    )  # fmt: skip
    asked = replace(MEASURED.model_sheet, text_tokens=1000, images=10, output_tokens=500)
    assert question_usd(asked, model) == pytest.approx((2000 * 2 + 500 * 8) / 1e6)


def test_a_model_costs_only_where_it_is_asked() -> None:
    rules = estimate(Workload(sheets=100), MEASURED, PRICES)
    assert rules.model_usd == 0
    model = estimate(Workload(sheets=100, llm_model="gpt-4o"), MEASURED, PRICES)
    assert model.model_usd > 0


def test_the_obvious_pipeline_pays_for_cores_that_idle() -> None:
    tier, usd = naive_pair_cost(MEASURED.naive["300 dpi"], PRICES)
    assert tier.memory_mib >= 18 * 1024
    assert tier.vcpu == 6
    assert usd > MEASURED.naive["300 dpi"].cpu_s * PRICES.prices[Item.VCPU_S].usd
