"""The sequential sample: its stated risks hold exactly on every size of list, and the draw follows from the seed."""

import pytest

from station.domain.sampling import Decision, SamplingPlan, draw_order

PLANS = [SamplingPlan(), SamplingPlan(0.005, 0.05, 0.05, 0.10), SamplingPlan(0.02, 0.08, 0.10, 0.05)]
LOTS = [1, 2, 5, 10, 20, 37, 60, 100, 200, 517]


def outcome(plan: SamplingPlan, lot: int, wrong_in_lot: int) -> dict[Decision, float]:
    """The exact chances of both decisions, by walking every state that looking at one entry after another can reach."""
    ends = {Decision.ACCEPT: 0.0, Decision.REJECT: 0.0}
    reached = {0: 1.0}
    for looked in range(lot + 1):
        after: dict[int, float] = {}
        for wrong, chance in reached.items():
            decision = plan.decide(lot, looked, wrong)
            if decision is not Decision.GO_ON:
                ends[decision] += chance
                continue
            hit = (wrong_in_lot - wrong) / (lot - looked)
            for step, share in ((1, hit), (0, 1 - hit)):
                if share > 0:
                    after[wrong + step] = after.get(wrong + step, 0.0) + chance * share
        reached = after
    return ends


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("lot", LOTS)
def test_neither_risk_is_ever_exceeded(plan, lot):
    good = outcome(plan, lot, plan.good(lot))
    assert sum(good.values()) == pytest.approx(1.0)
    assert good[Decision.REJECT] <= plan.producer_risk + 1e-9
    if not plan.is_short(lot):
        assert outcome(plan, lot, plan.bad(lot))[Decision.ACCEPT] <= plan.consumer_risk + 1e-9


@pytest.mark.parametrize("lot", LOTS)
def test_a_list_without_a_mistake_is_always_accepted_and_a_hopeless_one_never(lot):
    plan = SamplingPlan()
    assert outcome(plan, lot, 0)[Decision.ACCEPT] == pytest.approx(1.0)
    if not plan.is_short(lot):
        assert outcome(plan, lot, lot)[Decision.ACCEPT] == 0.0


def test_a_list_too_short_to_tell_is_looked_at_whole():
    plan = SamplingPlan()
    assert plan.is_short(10) and not plan.is_short(11)
    assert [plan.decide(4, looked, 0) for looked in range(5)] == [*[Decision.GO_ON] * 4, Decision.ACCEPT]
    assert plan.decide(4, 4, 3) is Decision.ACCEPT


def test_more_mistakes_never_help(lot=120):
    plan = SamplingPlan()
    accepted = [outcome(plan, lot, wrong)[Decision.ACCEPT] for wrong in range(0, lot, 4)]
    assert accepted == sorted(accepted, reverse=True)


def test_the_draw_follows_from_the_seed_alone():
    entries = [f"e{number}" for number in range(50)]
    assert draw_order(entries, "a1") == draw_order(reversed(entries), "a1")
    assert draw_order(entries, "a1") != draw_order(entries, "a2") and sorted(draw_order(entries, "a1")) == sorted(entries)


@pytest.mark.parametrize("faulty", [(0.1, 0.1, 0.05, 0.1), (0.2, 0.1, 0.05, 0.1), (0.01, 0.1, 0.0, 0.1), (0.01, 0.1, 0.05, 0.5)])
def test_a_plan_that_cannot_be_is_refused(faulty):
    with pytest.raises(ValueError, match=r"quality|risks"):
        SamplingPlan(*faulty)


@pytest.mark.parametrize("counts", [(5, 6, 0), (5, 3, 4), (5, 3, -1)])
def test_counts_that_cannot_be_are_refused(counts):
    with pytest.raises(ValueError, match="of"):
        SamplingPlan().decide(*counts)
