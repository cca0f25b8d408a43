"""What is looked at before any solve: ways in and out of every carrier, and numbers that are hardly meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import write_tiny

from optimizer.case.plausible_inputs import rows
from optimizer.pipeline import load_case
from optimizer.units import known

YAML = "name: sound\nmoney: kCNY_2020\nperiods: [{label: 2030, first_year: 2030, years: 10}, {label: 2040, first_year: 2040, years: 10}]\nclock: {given_days: {}}\n"
SOUND: dict[str, str | None] = {
    "regions": "region\nA\nB\n",
    "carriers": "carrier,unit,surplus\nel,MWh,yes\ngas,MWh,no\nh2,MWh,no\n",
    "technologies": "technology,kind,reference,regions,build\nwind,converter,el,,yes\nturbine,converter,el,A,yes\n"
    "electrolyser,converter,el,A,yes\npipe,line,h2,,yes\n",
    "ports": "technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\nturbine,el,out,1,MWh/MWh\nturbine,gas,in,2,MWh/MWh\n"
    "electrolyser,el,in,1,MWh/MWh\nelectrolyser,h2,out,0.7,MWh/MWh\n",
    "parameters": "technology,parameter,value,unit,profile\nwind,capital_cost,7000,CNY_2020/kW,\nwind,life,20,year,\nwind,availability,1,1,wind\n"
    "turbine,capital_cost,4000,CNY_2020/kW,\nturbine,life,25,year,\nelectrolyser,capital_cost,3000,CNY_2020/kW,\nelectrolyser,life,20,year,\n"
    "pipe,capital_cost,3,CNY_2020/kW/km,\npipe,life,40,year,\n",
    "routes": "route,technology,from,to,value,unit\nA-B,pipe,A,B,100,km\n",
    "demand": "carrier,region,value,unit,profile\nel,A,6,MW,\nh2,B,3,MW,\n",
    "prices": "carrier,region,kind,value,unit\ngas,A,purchase,200,CNY_2020/MWh\n",
    "existing_capacity": "technology,region,build_year,year,value,unit\nwind,A,2020,,3,MW\n",
    "days": "day,weight\nd,365\n",
    "steps": "day,step,duration\nd,0,10\nd,1,14\n",
    "profiles": "day,step,wind\nd,0,0.5\nd,1,0.2\n",
    "emissions": None, "policies": None, "potentials": None, "calendar": None,
}  # fmt: skip


def notes(folder: Path, **changes: tuple[str, str]) -> tuple[str, ...]:
    """Notes on the sound case with a text replaced in some tables."""
    tables = dict(SOUND)
    for name, (old, new) in changes.items():
        text = tables[name]
        assert text is not None
        assert old in text
        tables[name] = text.replace(old, new)
    return load_case(write_tiny(folder / "case", yaml=YAML, **tables)).notes


def test_a_sound_case_has_no_notes(tmp_path: Path) -> None:
    assert notes(tmp_path) == ()


SLIPS = {
    "an orphan": ({"carriers": ("h2,MWh,no\n", "h2,MWh,no\nsteam,MWh,no\n")}, "carriers.csv, row 5, column 'carrier': nothing makes, takes, sells or demands"),
    "no path": ({"technologies": ("pipe,line,h2,,yes", "pipe,line,h2,,no")}, "demand.csv, row 3, column 'carrier': no path can meet this demand: electrolyser could make it, but neither stands"),
    "no maker": ({"ports": ("electrolyser,h2,out,0.7,MWh/MWh\n", "")}, "no technology makes it, no price buys it there, and no line brings it"),
    "lacks an input": ({"prices": ("gas,A,purchase", "gas,B,purchase")}, "'turbine' can run nowhere: nothing makes, brings or sells gas where it stands"),
    "a missing price": ({"technologies": ("turbine,converter,el,A,", "turbine,converter,el,,")}, "'turbine' cannot run in B: gas has no price there"),
    "no sink": ({"ports": ("electrolyser,h2,out,0.7,MWh/MWh\n", "electrolyser,h2,out,0.7,MWh/MWh\nturbine,ash,out,0.1,MWh/MWh\n"),
                 "carriers": ("h2,MWh,no\n", "h2,MWh,no\nash,MWh,no\n")}, "nothing takes ash, and it may not be dumped: 'turbine' can never run"),
    "free energy": ({"parameters": ("wind,capital_cost,7000,CNY_2020/kW,\n", "")}, "'wind' takes nothing, costs nothing and has no limit"),
    "a life in months": ({"parameters": ("wind,life,20", "wind,life,240")}, "parameters.csv, row 3, column 'value': life of 'wind' is hardly plausible"),
    "a cost by the watt": ({"parameters": ("4000,CNY_2020/kW", "4000,CNY_2020/W")}, "capital cost of 'turbine' is hardly plausible"),
    "a price by the kWh": ({"prices": ("200,CNY_2020/MWh", "200,CNY_2020/kWh")}, "prices.csv, row 2, column 'value': price of gas (purchase) is hardly plausible"),
    "a line by the km": ({"parameters": ("3,CNY_2020/kW/km", "3000,CNY_2020/kW/km")}, "capital cost of 'pipe' is hardly plausible"),
    "a mean of no wind": ({"profiles": ("d,0,0.5\nd,1,0.2", "d,0,0.95\nd,1,0.9")}, "'wind' is available 0.93 of the time on the mean of wind"),
    "an ended plant": ({"existing_capacity": ("2020", "2009")}, "'wind' of 2009 lives 20 years and has ended before 2030: it counts for nothing"),
    "an eternal plant": ({"existing_capacity": ("2020,", ","), "parameters": ("wind,life,20", "wind,life,9")}, "'wind' stands through 2040, 10 years, and lives 9"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told(slip: str, tmp_path: Path) -> None:
    changes, words = SLIPS[slip]
    found = notes(tmp_path, **changes)
    assert any(words in note for note in found), found


def test_what_is_paid_in_one_place_alone_is_told(tmp_path: Path) -> None:
    """A second way for the pipe, and its cost stated for the first: it would be laid for nothing. A limit of zero shuts a place."""
    tables = {**SOUND, "routes": f"{SOUND['routes']}short,pipe,A,B,40,km\n"}
    lines = str(SOUND["parameters"]).splitlines()
    placed = [
        ",".join((*line.split(",")[:2], "A-B" if line.startswith("pipe,cap") else "", *line.split(",")[2:]))
        for line in lines
    ]
    tables["parameters"] = "\n".join([lines[0].replace("parameter,", "parameter,region,"), *placed[1:]]) + "\n"
    (told,) = load_case(write_tiny(tmp_path / "case", yaml=YAML, **tables)).notes
    assert "routes.csv, row 3, column 'technology': 'pipe' has a cost of capital elsewhere and none in short" in told
    tables["potentials"] = "technology,region,limit,value,unit\npipe,short,build_max,0,MW\n"
    assert load_case(write_tiny(tmp_path / "shut", yaml=YAML, **tables)).notes == ()


def test_a_family_of_one_with_a_name_like_another_is_told(tmp_path: Path) -> None:
    forms = "carrier,unit,surplus,family\nel,MWh,yes,\ngas,MWh,no,hydrogen\nh2,MWh,no,hydrogn\n"
    found = load_case(write_tiny(tmp_path / "case", yaml=YAML, **{**SOUND, "carriers": forms})).notes
    assert any("'h2' is the only form of its family, did you mean 'hydrogen'?" in note for note in found), found
    apart = load_case(
        write_tiny(tmp_path / "apart", yaml=YAML, **{**SOUND, "carriers": forms.replace("hydrogn", "steel")})
    )
    assert apart.notes == ()


def test_a_rule_for_another_technology_makes_nothing_dearer(tmp_path: Path) -> None:
    """`onshore wind` is not `wind`."""
    tables = {**SOUND, "parameters": str(SOUND["parameters"]).replace("wind,capital_cost,7000,CNY_2020/kW,\n", "")}
    for name in ("technologies", "ports", "parameters"):
        tables[name] = str(tables[name]).replace("turbine", "turbine of wind")
    policies = "id,kind,quantity,technology,sense,value,unit\nmost,capacity,capacity,turbine of wind,<=,90,MW\n"
    found = load_case(write_tiny(tmp_path / "case", yaml=YAML, **{**tables, "policies": policies})).notes
    assert any("'wind' takes nothing, costs nothing" in note for note in found), found


def test_every_slip_is_told_at_once(tmp_path: Path) -> None:
    both = {**SLIPS["an orphan"][0], **SLIPS["an ended plant"][0], **SLIPS["a price by the kWh"][0]}
    found = notes(tmp_path, **both)
    assert len(found) == 3


def test_the_table_of_plausible_values_is_sound() -> None:
    """A range has a low and a high end, a unit and a source; what has no range says why."""
    assert len(rows()) >= 100
    for row in rows():
        if row["low"] or row["high"]:
            assert float(row["low"]) < float(row["high"]), row
            assert row["source"], row
            assert known(row["unit"]), row
        else:
            assert row["note"], row
