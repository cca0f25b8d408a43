"""The algebra: lazy components behave like ordinary ones, and mistakes are errors, never numbers."""

from __future__ import annotations

import pickle

import numpy as np
import pyomo.environ as pyo
import pytest
from witness import agree

from optimizer.algebra import Coefficient, Dimension, Index, Mapping, Model, compile_model, evaluate
from optimizer.algebra.coefficient import OfClock
from optimizer.clock import build_clocks
from optimizer.errors import FormulationError
from optimizer.index import Values
from optimizer.units import unit as parse

T = Dimension("technology", ("wind", "sun"), ("activity_unit", "capacity_unit"))
R = Dimension("region", ("N", "S"))
CLOCKS = build_clocks(
    ["a", "b"],
    np.array([0, 0, 1, 1, 1]),
    [0, 1, 0, 1, 2],
    np.array([2.0, 3, 5, 7, 11]),
    np.array([13.0, 17]),
    chronological=False,
)
LIVE = Index.of([T, R], [("wind", "N"), ("sun", "N"), ("sun", "S")], CLOCKS.hour)
STAND = LIVE.without_time()
REGION_DAY = Index.of([R], [("N",), ("S",)], [CLOCKS.day, CLOCKS.year])


def coefficient(name: str, index: Index, values: object, unit: str) -> Coefficient:
    return Coefficient.of(Values.of(name, index, values, unit))


def small() -> Model:
    m = Model()
    m.variable("activity", LIVE, "activity_unit/hour", upper=97.0)
    m.variable("capacity", STAND, "capacity_unit", upper=Values.of("most", STAND, [5.0, 7.0, 11.0], "capacity_unit"))
    x, k = m.activity.all, m.capacity.all
    available = coefficient(
        "availability", LIVE, np.arange(15.0).reshape(3, 5) / 10 + 0.1, "activity_unit/hour/capacity_unit"
    )
    m.rows("below", over=LIVE, relation=x <= available * k.at(LIVE))
    ratio = coefficient("ratio", Index.of([T], [("wind",), ("sun",)]), [2.0, 3.0], "carrier_unit/activity_unit")
    demand = coefficient("demand", REGION_DAY.without_time(), [5.0, 7.0], "carrier_unit/hour")
    m.rows("enough", over=REGION_DAY, relation=(ratio * x).sum("technology", onto=REGION_DAY) >= demand)
    m.rows(
        "smooth",
        over=LIVE,
        relation=x - x.at(Mapping(LIVE, before=True)) <= Coefficient.constant(4, "activity_unit/hour"),
    )
    m.cost_term("capital", coefficient("cost", STAND, [1.0, 2.0, 3.0], "money/capacity_unit") * k)
    return m


def test_compiled_matrix_is_pyomos() -> None:
    agree(small())


def test_numbers_of_a_summed_row() -> None:
    m = small()
    body = {v.name: c for c, v in zip(*_terms(m.enough["N", "a", "all"]), strict=True)}
    # N is on the day clock: wind 2 and sun 3 in the two steps of day a
    assert body == {
        "activity[wind,N,a,0]": 2.0,
        "activity[wind,N,a,1]": 2.0,
        "activity[sun,N,a,0]": 3.0,
        "activity[sun,N,a,1]": 3.0,
    }


def _terms(constraint: object) -> tuple[list[float], list[object]]:
    from pyomo.repn import generate_standard_repn

    repn = generate_standard_repn(constraint.body)  # type: ignore[attr-defined]
    return [float(c) for c in repn.linear_coefs], list(repn.linear_vars)


def test_untouched_components_look_whole() -> None:
    m = small()
    assert len(m.activity) == 15 == len(list(m.activity)) == len(list(m.activity.keys()))
    m = small()
    assert len(list(m.activity.values())) == 15
    m = small()
    assert ("sun", "S", "b", 2) in m.activity
    assert ("wind", "S", "b", 2) not in m.activity
    assert len(list(m.below.items())) == 15
    with pytest.raises(KeyError):
        m.activity["wind", "S", "a", 0]


def test_touching_after_declaration_counts() -> None:
    m = small()
    m.capacity.fix(2.0)
    m.activity.setub(3.0)
    m.activity["sun", "S", "b", 2].setlb(1.0)
    c = compile_model(m)
    assert list(c.lower[-3:]) == [2.0, 2.0, 2.0] == list(c.upper[-3:])
    assert set(c.upper[:15]) == {3.0}
    assert c.lower[14] == 1.0


def test_deactivated_deleted_and_rewritten_rows() -> None:
    m = small()
    m.below["wind", "N", "a", 0].deactivate()
    m.smooth["wind", "N", "a", 0].set_value(m.activity["wind", "N", "a", 0] + 2 * m.capacity["sun", "S"] <= 5)
    agree(m)
    del m.below["sun", "S", "a", 1]
    agree(m)
    m.smooth.deactivate()
    agree(m)


def test_plain_pyomo_joins_in() -> None:
    m = small()
    m.p = pyo.Param(initialize=3.0, mutable=True)
    m.y = pyo.Var(["u", "v"], domain=pyo.Binary)
    m.extra = pyo.Constraint(expr=m.activity["wind", "N", "a", 0] + m.p * m.y["u"] <= 7 + m.y["v"])
    agree(m)
    m.p = 5.0
    c = compile_model(m)
    family = c.row_family("extra")
    assert 5.0 in c.matrix[[family.start], :].data
    assert c.integer.sum() == 2
    assert c.upper[-1] == 1.0


def test_products_read_each_number_by_label_and_time() -> None:
    """Of two tables, one with days for N, the other with days for wind: 2 and 3 in N, 5 in S; 7 and 11 of wind, 13 of sun."""
    live = Index.of([T, R], [("sun", "N"), ("wind", "S"), ("sun", "S")], CLOCKS.hour)
    kinds = Index.of([T], [("wind",), ("sun",)], [CLOCKS.day, CLOCKS.year])
    by_region = Coefficient.of(Values("region", REGION_DAY, (np.array([[2.0, 3.0]]), np.array([[5.0]])), ""))
    by_kind = Coefficient.of(Values("kind", kinds, (np.array([[7.0, 11.0]]), np.array([[13.0]])), ""))
    sun_n, wind_s, sun_s = [26, 26, 39, 39, 39], [35, 35, 55, 55, 55], [65] * 5  # two steps of day a, three of day b
    product = np.array(sun_n + wind_s + sun_s, float)
    quotient = np.array([2 / 13, 2 / 13, 3 / 13, 3 / 13, 3 / 13, 5 / 7, 5 / 7, 5 / 11, 5 / 11, 5 / 11, *[5 / 13] * 5])
    for made, wanted in (
        (by_region * by_kind, product),
        (by_kind * by_region / 4, product / 4),
        (-(2 * by_region * by_kind), -2 * product),
        (by_region / by_kind, quotient),
    ):
        m = Model()
        m.variable("x", live, "")
        m.rows("row", over=live, relation=made * m.x.all >= 0)
        m.rows("known", over=live, relation=m.x.all >= made)
        c = compile_model(m)
        assert c.matrix[c.row_family("row").range].toarray() == pytest.approx(np.diag(wanted))
        assert c.row_lower[c.row_family("known").range] == pytest.approx(wanted)
    with pytest.raises(FormulationError, match="no index of its own"):
        (by_region * by_kind).index  # noqa: B018
    with pytest.raises(FormulationError, match="no index of its own"):
        Coefficient.constant(1.0, "").index  # noqa: B018
    assert by_region.index is REGION_DAY


def test_values_of_an_expression() -> None:
    """Columns 0 to 4 are wind in N, 5 to 9 sun in N, 10 to 14 sun in S; two steps on day a, three on day b; wind counts 2, sun 3."""
    m = small()
    ratio = coefficient("ratio", Index.of([T], [("wind",), ("sun",)]), [2.0, 3.0], "carrier_unit/activity_unit")
    demand = coefficient("demand", REGION_DAY.without_time(), [5.0, 7.0], "carrier_unit/hour")
    made = (ratio * m.activity.all).sum("technology", onto=REGION_DAY) - demand
    values = np.arange(18.0)
    in_n = [2 * (0 + 1) + 3 * (5 + 6) - 5, 2 * (2 + 3 + 4) + 3 * (7 + 8 + 9) - 5]
    assert evaluate(made, compile_model(m), values).tolist() == [*in_n, 3 * (10 + 11 + 12 + 13 + 14) - 7]
    assert evaluate(m.capacity.all, compile_model(m), values).tolist() == [15.0, 16.0, 17.0]


def test_what_is_whole_is_marked_by_truth_values() -> None:
    """Of plain variables and of ours, touched or not: the solver is told which columns are whole by a mask."""
    m = Model()
    m.variable("units", STAND, "dimensionless", integer=True)
    m.variable("size", STAND, "capacity_unit")
    m.y = pyo.Var(["u", "v"], domain=pyo.Integers)
    m.z = pyo.Var()
    for touched in (False, True):
        if touched:
            assert m.units["wind", "N"].is_integer()
            assert m.size["wind", "N"].is_continuous()
        whole = compile_model(m).integer
        assert whole.dtype == bool
        assert list(whole) == [True] * 3 + [False] * 3 + [True] * 2 + [False]


def test_blocks_join_in() -> None:
    m = small()
    m.part = pyo.Block()
    m.part.y = pyo.Var(bounds=(2, 3))
    m.part.row = pyo.Constraint(expr=m.part.y + m.capacity["sun", "S"] >= 4)
    agree(m)
    c = compile_model(m)
    assert (c.lower[-1], c.upper[-1]) == (2.0, 3.0)
    assert c.row_lower[c.row_family("part.row").range].tolist() == [4.0]


def test_an_objective_of_plain_pyomo_replaces_ours() -> None:
    """Said anew, or another one in place of the sum of costs; what is switched off does not count."""
    m = small()
    assert m.total_cost.sense == pyo.minimize
    m.total_cost.set_value(3 * m.capacity["wind", "N"] + 7)
    for _ in range(2):
        c = compile_model(m)
        assert (c.cost[15:].tolist(), c.offset) == ([3.0, 0.0, 0.0], 7.0)
        assert pyo.value(m.total_cost.expr, exception=False) is None  # nothing has a value yet, and nothing was added
        m.del_component("other")
        m.other = pyo.Objective(expr=5 * m.capacity["sun", "S"])
        m.other.deactivate()
    m.total_cost.deactivate()
    m.other.activate()
    c = compile_model(m)
    assert (c.cost[15:].tolist(), c.offset) == ([0.0, 0.0, 5.0], 0.0)


def test_clone_and_pickle_compile_the_same() -> None:
    m = small()
    reference = compile_model(m)
    for other in (m.clone(), pickle.loads(pickle.dumps(m))):
        c = compile_model(other)
        assert (abs(c.matrix - reference.matrix)).nnz == 0
        assert np.array_equal(c.cost, reference.cost)


def test_writes_an_lp_file(tmp_path: object) -> None:
    m = small()
    m.write(str(tmp_path / "case.lp"), io_options={"symbolic_solver_labels": True})  # type: ignore[operator]
    assert "below(wind_N_a_0)" in (tmp_path / "case.lp").read_text()  # type: ignore[operator]


def test_values_after_a_touch_reach_expressions() -> None:
    m = small()
    for v in m.capacity.values():
        v.set_value(2.0)
    assert pyo.value(m.total_cost) == pytest.approx(2 * (1 + 2 + 3))


def test_nonlinear_or_foreign_is_refused() -> None:
    m = small()
    m.bad = pyo.Constraint(expr=m.capacity["sun", "S"] ** 2 <= 4)
    with pytest.raises(FormulationError, match="not linear"):
        compile_model(m)
    m = small()
    m.set = pyo.SOSConstraint(var=m.capacity, sos=1)
    with pytest.raises(FormulationError, match="SOS"):
        compile_model(m)
    m = small()
    m.other = pyo.Objective(expr=m.capacity["sun", "S"])
    with pytest.raises(FormulationError, match="one active objective"):
        compile_model(m)


class TestMistakesAreErrors:
    def test_leftover_and_missing_dimensions(self) -> None:
        m = small()
        with pytest.raises(FormulationError, match="stated over"):
            m.rows("x", over=STAND, relation=m.activity.all <= 0)
        with pytest.raises(FormulationError, match="left over"):
            m.activity.all.sum("technology", onto=Index.of([R], [("N",), ("S",)]))

    def test_labels_match_exactly(self) -> None:
        m = small()
        part = LIVE.where("region", ["N"])
        with pytest.raises(FormulationError, match="match exactly"):
            m.activity.all + m.activity.all.at(part)
        with pytest.raises(FormulationError, match="nothing in"):
            m.capacity.all.at(Index.of([T, R], [("wind", "S")]))
        with pytest.raises(FormulationError, match="no value for"):
            coefficient("part", Index.of([R], [("N",)]), [1.0], "") * m.activity.all

    def test_coefficients_live_where_the_expression_does(self) -> None:
        m = small()
        with pytest.raises(FormulationError, match=r"has dimension \['region'\] that the expression .* lacks"):
            coefficient("part", Index.of([R], [("N",)]), [1.0], "") * m.activity.all.sum(
                "region", onto=Index.of([T], [("wind",), ("sun",)], CLOCKS.hour)
            )
        other = Dimension("region", ("N", "S"))
        with pytest.raises(FormulationError, match="over another dimension 'region'"):
            coefficient("part", Index.of([other], [("N",), ("S",)]), [1.0, 2.0], "") * m.activity.all
        with pytest.raises(FormulationError, match="has day and step, the expression has not"):
            coefficient("part", LIVE, np.ones((3, 5)), "") * m.capacity.all
        with pytest.raises(FormulationError, match="'duration' needs an expression with day and step"):
            Coefficient(((OfClock("duration"), 1),), 1.0, parse("hour")) * m.capacity.all

    def test_units_must_agree(self) -> None:
        m = small()
        with pytest.raises(FormulationError, match="cannot add"):
            m.activity.all - m.capacity.all.at(LIVE)
        with pytest.raises(FormulationError, match="has no unit"):
            m.activity.all <= 5
        with pytest.raises(FormulationError, match="not in money"):
            m.cost_term("x", m.capacity.all)

    def test_summing_what_is_not_there_or_not_alike(self) -> None:
        m = small()
        with pytest.raises(FormulationError, match="cannot sum over 'carrier'"):
            m.activity.all.sum("carrier", onto=LIVE)
        with pytest.raises(FormulationError, match="different units"):
            m.activity.all.sum("technology", onto=Index.of([R], [("N",), ("S",)], CLOCKS.hour))

    def test_summing_onto_too_little_names_what_has_no_row(self) -> None:
        """N has a row and comes first, S has none."""
        per = coefficient("one", Index.of([T], [("wind",), ("sun",)]), [1.0, 1.0], "carrier_unit/activity_unit")
        north = Index.of([R], [("N",)], CLOCKS.hour)
        with pytest.raises(FormulationError, match=r"summing over \('technology',\): \('S',\) has no row in"):
            (per * small().activity.all).sum("technology", onto=north)

    def test_no_truth_value(self) -> None:
        m = small()
        with pytest.raises(FormulationError, match="truth value"):
            bool(m.activity.all <= 0)
        with pytest.raises(FormulationError, match="truth value"):
            0 <= m.activity.all <= 0

    def test_a_sum_keeps_the_constant(self) -> None:
        m = small()
        per = coefficient("one", Index.of([T], [("wind",), ("sun",)]), [1.0, 1.0], "carrier_unit/activity_unit")
        offset = coefficient("two", LIVE.without_time(), [2.0, 3.0, 5.0], "carrier_unit/hour")
        regions = Index.of([R], [("N",), ("S",)], CLOCKS.hour)
        m.rows("shifted", over=regions, relation=(per * m.activity.all + offset).sum("technology", onto=regions) >= 0)
        c = compile_model(m)
        low = c.row_lower[c.row_family("shifted").range]
        assert list(low) == [-5.0] * 5 + [-5.0] * 5

    def test_bounds_live_on_their_variable(self) -> None:
        with pytest.raises(FormulationError, match="another index"):
            Model().variable("x", LIVE, "", upper=Values.of("u", STAND, 1.0, ""))


def test_entries_that_meet_are_added() -> None:
    m = Model()
    m.variable("x", STAND, "capacity_unit")
    m.rows("twice", over=STAND, relation=m.x.all + 2.0 * m.x.all >= 0)
    c = compile_model(m)
    assert c.matrix.nnz == 3
    assert set(c.matrix.data) == {3.0}
