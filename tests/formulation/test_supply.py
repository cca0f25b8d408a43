"""Price tiers with ceilings of a year and of regions together, on a case whose bill can be said beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest
from losing import notices
from test_features import answer, write
from worlds import supply, world_case

from optimizer.algebra import Model
from optimizer.errors import CaseError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case
from optimizer.solution import Solution

HEAD = "carrier,region,kind,tier,value,unit,limit,limit_unit,limit_profile,limit_area\n"
TIERS = {
    "regions": "region\nA\nB\nC\n",
    "carriers": "carrier,unit\ngas,MWh\n",
    "technologies": "technology,kind,reference\n",
    "ports": "technology,carrier,direction,value,unit\n",
    "parameters": "technology,parameter,value,unit\n",
    "emissions": "flow,gas,value,unit\n",
    "demand": "carrier,region,value,unit\ngas,A,20,MW\ngas,B,20,MW\ngas,C,5,MW\n",
}
"""175.2 GWh a year in A and in B, 43.8 in C; the first tier costs 10, all else 20."""
REST = "gas,,purchase,2,20,EUR_2020/MWh,,,,\n"


def buy(folder: Path, *rows: str) -> Solution:
    return answer(folder, **TIERS, prices=HEAD + "".join(f"{row}\n" for row in rows) + REST)


def cheap(s: Solution) -> list[float]:
    """GWh a year of the first tier by region."""
    yearly = (s.variables["purchase"] * s.inputs["hours_per_year"]).sum(("day", "step")).squeeze() / 1e3
    return yearly.sel(tier="1").values.tolist()


def bill(s: Solution) -> float:
    return float(s.costs.to_dataframe().query("line == 'purchase'")["annual_cost"].sum())


FIRST = "gas,{region},purchase,1,10,EUR_2020/MWh,{limit},,{area}"


@pytest.mark.parametrize(
    ("region", "limit", "area", "first"),
    [
        ("", "100,GWh/year", "each", 100 + 100 + 43.8),
        ("", "100,GWh/year", "together", 100),
        ("", "25,MW", "together", 25 * 8.76),
        ("", "19,MW", "each", (19 + 19 + 5) * 8.76),
        ("A", "100,GWh/year", "", 100),
        ("B; C", "60,GWh/year", "together", 60),
        ("B;C", "60,GWh/year", "each", 60 + 43.8),
        ("B;C", "8,MW", "together", 8 * 8.76),
    ],
)
def test_the_first_tier_goes_as_far_as_its_ceiling(
    region: str, limit: str, area: str, first: float, tmp_path: Path
) -> None:
    s = buy(tmp_path, FIRST.format(region=region, limit=limit, area=area))
    assert sum(v for v in cheap(s) if v == v) == pytest.approx(first)
    assert bill(s) == pytest.approx(10 * first + 20 * (45 * 8.76 - first))


def test_a_region_of_its_own_does_not_share(tmp_path: Path) -> None:
    """The row of A speaks for A alone; B and C share the ceiling of the row that names no region."""
    s = buy(
        tmp_path,
        FIRST.format(region="", limit="100,GWh/year", area="together"),
        FIRST.format(region="A", limit="7,MW", area=""),
    )
    assert cheap(s)[0] == pytest.approx(7 * 8.76)
    assert sum(cheap(s)[1:]) == pytest.approx(100)


def test_sales_share_a_ceiling(tmp_path: Path) -> None:
    s = buy(tmp_path, "gas,A;B,sale,1,30,EUR_2020/MWh,9,MW,,together", "gas,C,sale,1,25,EUR_2020/MWh,30,GWh/year,,")
    yearly = (s.variables["sale"] * s.inputs["hours_per_year"]).sum(("day", "step")) / 1e3
    sold = yearly.sel(tier="1").squeeze()
    assert float(sold.sel(region=["A", "B"]).sum()) == pytest.approx(9 * 8.76)
    assert float(sold.sel(region="C")) == pytest.approx(30)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (("gas,A;B,purchase,1,10,EUR_2020/MWh,5,MW,,together", "gas,A,purchase,1,9,EUR_2020/MWh,,,,"), "in another list of regions too"),
        (("gas,A;D,purchase,1,10,EUR_2020/MWh,,,,",), "unknown region"),
        (("gas,,purchase,1,10,EUR_2020/MWh,,,,together",), "no limit to share"),
        (("gas,,purchase,1,10,EUR_2020/MWh,5,MWh,,",), "limit_unit.*wrong unit"),
    ],
)  # fmt: skip
def test_wrong_ceilings_are_refused(rows: tuple[str, ...], message: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=message):
        load_case(write(tmp_path, **TIERS, prices=HEAD + "".join(f"{r}\n" for r in rows) + REST))


def test_ceilings_of_different_kinds_are_refused(tmp_path: Path) -> None:
    head = "carrier,kind,year,value,unit,limit,limit_unit,limit_profile\n"
    rows = "gas,purchase,2030,10,EUR_2020/MWh,5,MW,\ngas,purchase,2040,10,EUR_2020/MWh,5,GWh/year,p\n"
    profiles = "day,step,p\nd,0,1\n"
    with pytest.raises(CaseError, match=r"(?s)a limit of a year has no profile.*of different kinds"):
        load_case(write(tmp_path, **TIERS, prices=head + rows, profiles=profiles))


FORCED = {
    "purchase_below_shared_limit": ("3", 9.0),
    "purchase_below_yearly_limit": ("1", 6.0),
    "sale_below_shared_limit": ("1", 2.0),
    "sale_below_yearly_limit": ("2", 2.0),
}
"""A tier and the flow that breaks its ceiling."""


@pytest.mark.parametrize("family", FORCED)
def test_a_witness_notices_a_lost_ceiling(family: str, tmp_path: Path) -> None:
    tier, least = FORCED[family]

    def forced(inputs: Inputs) -> Model:
        model = build_model(inputs)
        for flow in (model.purchase, model.sale):
            for member in flow.values():
                member.setub(200.0)
        for key, member in (model.purchase if "purchase" in family else model.sale).items():
            member.setlb(least if key[2] == tier else 0.0)
        return model

    inputs = prepare(world_case(tmp_path / "world", **supply.TABLES), vocabulary())
    notices("ceilings of supply recounted", family, inputs, forced)
