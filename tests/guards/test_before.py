"""Each guard on a case that is silly in one way, and on its nearest neighbour that is not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from test_features import BASE, write

from optimizer.cli import main
from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.guards import Guard, before
from optimizer.guards.cycles import Arc, best_cycle
from optimizer.inputs import prepare
from optimizer.pipeline import load_case, run

SUBSIDY = "id,kind,quantity,technology,value,unit\n"
PLAIN = "technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\nboiler,coal,in,1.25,MWh/MWh\n"
SALE = "heat,sale,50,EUR_2020/MWh\n"
DUMPED = BASE["carriers.csv"].replace("heat,MWh,no", "heat,MWh,yes")


def guards(folder: Path, **changes: str) -> tuple[Guard, ...]:
    return before(prepare(load_case(write(folder, **changes)), vocabulary()))


def only(found: tuple[Guard, ...]) -> Guard:
    assert len(found) == 1, [str(g) for g in found]
    return found[0]


def prices(*rows: str, columns: str = "carrier,kind,value,unit") -> str:
    return "\n".join([columns, "coal,purchase,10,EUR_2020/MWh", "biomass,purchase,20,EUR_2020/MWh", *rows, ""])


def test_a_sound_case_is_left_alone(tmp_path: Path) -> None:
    assert guards(tmp_path) == ()


@pytest.mark.parametrize(
    ("purchase", "limit", "policy", "certain"),
    [
        ("30", ",", "", True),
        ("30", "5,MW", "", False),
        ("30", "5,GWh/year", "", False),
        ("30", ",", "c,cap,output,9,GWh/year,purchase,heat,\n", False),
        ("51", ",", "", None),
        ("30", ",", "p,price,emission,100,EUR_2020/tCO2,,,CO2\n", None),
    ],
)
def test_bought_below_what_it_is_sold_for(
    purchase: str, limit: str, policy: str, certain: bool | None, tmp_path: Path
) -> None:
    """Sold at 50: bought at 30 it pays, also within limits; not at 51, nor where 0.3 tCO2/MWh cost 30 more."""
    rows = (f"heat,purchase,{purchase},EUR_2020/MWh,{limit}", "heat,sale,50,EUR_2020/MWh,,")
    table = prices(*rows, columns="carrier,kind,value,unit,limit,limit_unit")
    factors = BASE["emissions.csv"] + "purchase,,heat,CO2,0.3,tCO2/MWh\n"
    policies = "id,kind,quantity,value,unit,technology,carrier,gas\n" + policy
    boiler = BASE["parameters.csv"].replace("100,EUR_2020/kW", "90,kEUR_2020/kW")
    found = guards(tmp_path, prices=table, emissions=factors, policies=policies, parameters=boiler)
    if certain is None:
        assert found == ()
        return
    guard = only(found)
    assert guard.certain is certain
    assert guard.place == "prices.csv, row 4; prices.csv, row 5"
    assert "earned by buying and selling" in guard.sentence
    assert "up to 20 EUR_2020/MWh" in guard.sentence


def test_what_has_no_end_is_refused_before_the_solve(tmp_path: Path) -> None:
    case = load_case(write(tmp_path, prices=prices("heat,purchase,30,EUR_2020/MWh", SALE.strip()), emissions="flow\n"))
    with pytest.raises(CaseError, match=r"row 4; prices.csv, row 5: cost falls without limit: heat is bought below"):
        run(case)


def test_what_is_bought_to_be_dumped(tmp_path: Path) -> None:
    """At -3 buying has no end; at 0 it says nothing; with a price of dumping of 4, or as a steady -3 within a limit, it is sound."""
    carriers = BASE["carriers.csv"].replace("coal,MWh,no", "coal,MWh,yes")
    coal, columns = "coal,purchase,10,EUR_2020/MWh", "carrier,kind,value,unit,limit,limit_unit"
    table = prices("coal,surplus,0,EUR_2020/MWh")
    paid = only(guards(tmp_path / "a", prices=table.replace(coal, "coal,purchase,-3,EUR_2020/MWh"), carriers=carriers))
    assert (paid.certain, paid.place) == (True, "prices.csv, row 2")
    assert "brings 3 EUR_2020/MWh in A (2030)" in paid.sentence
    free = only(guards(tmp_path / "b", prices=table.replace(coal, "coal,purchase,0,EUR_2020/MWh"), carriers=carriers))
    assert not free.certain
    assert "costs nothing" in free.sentence
    dear = table.replace(coal, "coal,purchase,-3,EUR_2020/MWh").replace("surplus,0", "surplus,4")
    assert guards(tmp_path / "c", prices=dear, carriers=carriers) == ()
    held = prices(columns=columns).replace(coal, "coal,purchase,-3,EUR_2020/MWh,70,MW")
    assert guards(tmp_path / "d", prices=held, carriers=carriers) == ()


@pytest.mark.parametrize(("rate", "silly"), [("12", False), ("14.5", True)])
def test_running_for_the_subsidy(rate: str, silly: bool, tmp_path: Path) -> None:
    """1.25 MWh of coal at 10 and 1 of its own: a MWh of heat costs 13.5."""
    changes = {
        "ports": PLAIN,
        "carriers": DUMPED,
        "parameters": BASE["parameters.csv"] + "boiler,variable_cost,1,EUR_2020/MWh\n",
        "policies": SUBSIDY + f"s,subsidy,activity,boiler,{rate},EUR_2020/MWh\n",
        "emissions": "flow\n",
    }
    found = guards(tmp_path / "dumped", **changes)
    if silly:
        guard = only(found)
        assert "is paid 14.5 EUR_2020/MWh of use, its use costs 13.5 EUR_2020/MWh" in guard.sentence
        assert guard.place == "policies.csv, row 2"
    else:
        assert found == ()
    assert guards(tmp_path / "kept", **{**changes, "carriers": BASE["carriers.csv"]}) == ()


@pytest.mark.parametrize(("sale", "silly"), [("22", False), ("25", True)])
def test_what_is_bought_turned_and_sold_for_more_than_everything(sale: str, silly: bool, tmp_path: Path) -> None:
    """A kW at 100 over 10 years without interest is 10 a year, 1.14 an MWh over 8,760 h; with 12.5 of coal and 9 of its own, 22.64."""
    changes = {
        "ports": PLAIN,
        "parameters": BASE["parameters.csv"] + "boiler,variable_cost,9,EUR_2020/MWh\n",
        "prices": prices(f"heat,sale,{sale},EUR_2020/MWh"),
        "emissions": "flow\n",
    }
    found = guards(tmp_path / "free", **changes)
    assert len(found) == silly
    if silly:
        assert not found[0].certain
        assert "earns 30.66 EUR_2020/kW of capacity" in found[0].sentence  # 3.5 EUR * 8,760 h
        assert "costs 10 EUR_2020/kW:" in found[0].sentence
    potentials = "technology,region,limit,value,unit\nboiler,A,capacity_max,50,MW\n"
    assert guards(tmp_path / "limited", potentials=potentials, **changes) == ()


@pytest.mark.parametrize(
    ("build", "standing", "certain"), [("99", "0", None), ("101", "0", True), ("0", "9", None), ("0", "11", True)]
)
def test_building_for_the_subsidy(build: str, standing: str, certain: bool | None, tmp_path: Path) -> None:
    """A kW costs 100, of which one year of ten is paid: 10; subsidies on building are spread alike."""
    policies = (
        SUBSIDY + f"b,subsidy,build,boiler,{build},EUR_2020/kW\nk,subsidy,capacity,boiler,{standing},EUR_2020/kW/year\n"
    )
    found = guards(tmp_path / "free", policies=policies)
    if certain is None:
        assert found == ()
        return
    guard = only(found)
    assert guard.certain is certain
    assert "and costs 10 EUR_2020/kW:" in guard.sentence
    assert guard.place == ("policies.csv, row 2" if build != "0" else "policies.csv, row 3")
    potentials = "technology,region,limit,value,unit\nboiler,A,capacity_max,50,MW\n"
    assert not only(guards(tmp_path / "limited", policies=policies, potentials=potentials)).certain


PUMP = (
    "technology,kind,reference,draws_on\nboiler,converter,heat,\nup,converter,coal,surroundings\ndown,converter,coal,\n"
)
LIVES = BASE["parameters.csv"] + "up,life,10,year\ndown,life,10,year\n"


@pytest.mark.parametrize(
    ("ports", "gain"),
    [
        ("up,coal,in,1,1\nup,biomass,out,1.3,1\ndown,biomass,in,1,1\ndown,coal,out,1,1\n", "1.3"),
        ("up,coal,in,1,1\nup,biomass,out,1.3,1\ndown,biomass,in,1.3,1\ndown,coal,out,1,1\n", ""),
        # a heat pump takes power for what it adds; where the heat comes back too, by the boiler, 0.8 * 1.3 / 0.2 = 5.2
        ("up,coal,in,1,1\nup,heat,in,0.3,1\nup,biomass,out,1.3,1\ndown,biomass,in,1,1\ndown,coal,out,1,1\n", ""),
        ("up,coal,in,1,1\nup,heat,in,0.2,1\nup,biomass,out,1.3,1\ndown,biomass,in,1,1\ndown,coal,out,1,1\ndown,heat,out,0.2,1\n", "5.2"),
    ],
)  # fmt: skip
def test_something_out_of_nothing(ports: str, gain: str, tmp_path: Path) -> None:
    ports = PLAIN + ports.replace(",1\n", ",MWh/MWh\n")
    found = guards(tmp_path, technologies=PUMP, parameters=LIVES, ports=ports, emissions="flow\n")
    if not gain:
        assert found == ()
        return
    guard = only(found)
    assert not guard.certain
    assert f"gives back {gain} for each unit" in guard.sentence
    assert "(up)" in guard.sentence
    assert "(down)" in guard.sentence
    assert {"ports.csv, row 4", "ports.csv, row 6" if gain == "1.3" else "ports.csv, row 7"} <= set(
        guard.place.split("; ")
    )


def test_cycles_run_through_lines() -> None:
    """Only the way over both lines gains: 0.9 * 0.9 * 1.5 = 1.215."""
    a, b = ("el", "A"), ("el", "B")
    h, g = ("h2", "A"), ("h2", "B")
    arcs = [
        Arc("l", a, b, 0.9),
        Arc("l", b, a, 0.9),
        Arc("p", h, g, 0.9),
        Arc("e", a, h, 0.7),
        Arc("f", g, b, 1.5 / 0.7),
    ]
    cycle = best_cycle(arcs)
    assert sorted(x.technology for x in cycle) == ["e", "f", "l", "p"]
    assert all(one.end == other.start for one, other in zip(cycle, [*cycle[1:], cycle[0]], strict=True))
    assert best_cycle(arcs[:-1]) == []
    assert best_cycle([]) == []


def test_removal_without_end(tmp_path: Path) -> None:
    """A converter that removes out of nothing; with an input, or a ceiling of what stands, it is sound."""
    changes = {
        "technologies": "technology,kind,reference\nboiler,converter,heat\nfilter,converter,coal\n",
        "carriers": BASE["carriers.csv"].replace("coal,MWh,no", "coal,MWh,yes"),
        "parameters": BASE["parameters.csv"] + "filter,life,10,year\n",
        "emissions": BASE["emissions.csv"] + "activity,filter,,CO2,-0.2,tCO2/MWh\n",
    }
    out = BASE["ports.csv"] + "filter,coal,out,1,MWh/MWh,,,\n"
    guard = only(guards(tmp_path / "a", ports=out, **changes))
    assert guard.sentence.startswith("filter removes CO2 in A (2030) without any input")
    assert guard.place == "emissions.csv, row 6"
    assert guards(tmp_path / "b", ports=out + "filter,biomass,in,2,MWh/MWh,,,\n", **changes) == ()
    potentials = "technology,region,limit,value,unit\nfilter,A,capacity_max,50,MW\n"
    assert guards(tmp_path / "c", ports=out, potentials=potentials, **changes) == ()
    bought = {**changes, "emissions": BASE["emissions.csv"].replace("coal,CO2,0,", "coal,CO2,-0.1,")}
    assert only(guards(tmp_path / "d", ports=out, **bought)).sentence.startswith(
        "each purchase of coal removes CO2 and may"
    )


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[str, str]:
    """What a command that ends well says."""
    monkeypatch.setattr(sys, "argv", ["h2opt", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    found = capsys.readouterr()
    assert not ended.value.code, found.err
    return found.out, found.err


def test_warnings_are_printed_once_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    columns = "carrier,kind,value,unit,limit,limit_unit"
    rows = ("heat,purchase,30,EUR_2020/MWh,5,MW", "heat,sale,50,EUR_2020/MWh,,")
    dear = BASE["parameters.csv"].replace("100,EUR_2020/kW", "90,kEUR_2020/kW")
    write(tmp_path / "f", prices=prices(*rows, columns=columns), emissions="flow\n", ports=PLAIN, parameters=dear)
    sentence = "heat is bought below the price it is sold at in A (2030)"
    for command in ("check", "run"):
        out, err = said(capsys, monkeypatch, command, "f")
        assert (out.count(sentence), err.count(f"Warning: {sentence}")) == (0, 1)
    assert sentence in (tmp_path / "results/f/base/run.json").read_text()
    assert said(capsys, monkeypatch, "run", "f", "--quiet") == ("", "")
