"""Energy out of nothing: an error where the case states all energy, a note where its names do, nothing where a source is declared."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import write_tiny

from optimizer.errors import CaseError
from optimizer.pipeline import load_case

YAML = (
    "name: energy\nmoney: kCNY_2020\nperiods: [{label: 2030, first_year: 2030, years: 10}]\nclock: {given_days: {}}\n"
)
BASE: dict[str, str | None] = {
    "regions": "region\nA\n",
    "carriers": "carrier,unit,surplus\nelectricity,MWh,yes\ngas,MWh,no\nheat,MWh,yes\nh2,kg,yes\nmotion,MWh,yes\nwater,t,no\n",
    "demand": "carrier,region,value,unit,profile\nelectricity,A,6,MW,\n",
    "prices": "carrier,region,kind,value,unit\ngas,A,purchase,200,CNY_2020/MWh\nwater,A,purchase,5,CNY_2020/t\n",
    "existing_capacity": None,
    "days": "day,weight\nd,365\n",
    "steps": "day,step,duration\nd,0,24\n",
    "profiles": None, "emissions": None, "policies": None, "potentials": None, "calendar": None, "routes": None,
}  # fmt: skip
LHV = "of,item,iamc,value,unit\ncarrier,h2,Hydrogen,120,MJ/kg\n"


def told(
    folder: Path, ports: str, reference: str, draws_on: str = "", iamc: str | None = None
) -> tuple[list[str], list[str]]:
    """Errors and notes on a plant with some ports (carrier, direction, value)."""
    units = {"h2": "kg", "water": "t"}
    rows = [line.split(",") for line in ports.split()]
    tables = {
        **BASE,
        "technologies": f"technology,kind,reference,draws_on\nplant,converter,{reference},{draws_on}\n",
        "ports": "technology,carrier,direction,value,unit,group\n"
        + "".join(
            f"plant,{r[0]},{r[1]},{r[2]},{units.get(r[0], 'MWh')}/{units.get(reference, 'MWh')},{r[3] if len(r) > 3 else ''}\n"
            for r in rows
        ),
        "parameters": "technology,parameter,value,unit\nplant,life,20,year\n",
        "iamc": iamc,
    }
    try:
        found = load_case(write_tiny(folder / "case", yaml=YAML, **tables)).doubts
    except CaseError as error:
        return [str(p) for p in error.problems], [n for n in error.notes if "gives" in n]
    return [], [n for n in found if "gives" in n]


def test_a_plant_that_burns_fuel_at_120_percent_is_refused(tmp_path: Path) -> None:
    """Fuel per unit of power was entered as 1 / 1.2; the message says what would do."""
    (error,), notes = told(tmp_path, "electricity,out,1 gas,in,0.8333", "electricity")
    assert error.startswith(
        "ports.csv, row 3, column 'value': 'plant' gives 1.2 of power and fuel for each unit of energy it takes"
    )
    assert "at least 1 MWh/MWh" in error
    assert not notes


def test_an_efficiency_in_the_place_of_its_inverse_is_guessed(tmp_path: Path) -> None:
    (error,), _ = told(tmp_path, "electricity,out,1 gas,in,0.57", "electricity")
    assert "did you mean 1.754, one over it?" in error


def test_an_electrolyser_of_120_percent(tmp_path: Path) -> None:
    """36 kg of hydrogen, 1.2 MWh on the lower heating value: an error if the case states that value, else a note by its name."""
    ports = "electricity,in,1 h2,out,36 water,in,0.4"
    (error,), _ = told(tmp_path / "stated", ports, "electricity", iamc=LHV)
    assert "'plant' gives 1.2 of power and fuel" in error
    errors, (note,) = told(tmp_path / "named", ports, "electricity")
    assert not errors
    assert "gives at least 1.2 of power and fuel" in note
    assert "optimizer/case/energy_carriers.csv" in note


@pytest.mark.parametrize(
    ("ports", "reference", "draws_on", "words"),
    [
        ("heat,out,1 electricity,in,0.3", "heat", "", ""),  # a heat pump
        ("heat,out,1 gas,in,0.95", "heat", "", ""),  # latent heat, if gas is counted by its lower heating value
        ("heat,out,1 gas,in,0.5", "heat", "", "gives 2 of energy for each unit it takes"),  # no pump works on fuel alone
        ("heat,out,1 gas,in,0.5", "heat", "surroundings", ""),
        ("motion,out,1 electricity,in,0.3", "motion", "", ""),  # counted by the fuel that it saves
        ("electricity,out,1 gas,in,0.95", "electricity", "", "only latent heat, up to 1.182, explains that"),
        ("electricity,out,1 gas,in,0.1", "electricity", "sun", ""),  # a solar plant with a burner
        ("electricity,out,1 water,in,3", "electricity", "", ""),  # a dam
        ("electricity,out,1 gas,in,0.01", "electricity", "sun", "gives 100 of energy"),
        ("electricity,in,100 h2,out,30", "electricity", "", ""),
        ("electricity,out,1 gas,in,90", "electricity", "", "gives 0.0111 of energy"),
    ],
)  # fmt: skip
def test_what_is_no_error(ports: str, reference: str, draws_on: str, words: str, tmp_path: Path) -> None:
    ports = ports.replace("electricity,in,100", "electricity,in,1")
    errors, notes = told(tmp_path, ports, reference, draws_on)
    assert not errors
    assert words in " ".join(notes)
    assert len(notes) == bool(words)


def test_of_fuels_with_free_shares_the_one_that_brings_least_counts(tmp_path: Path) -> None:
    errors, _ = told(tmp_path, "electricity,out,1 gas,in,2,fuel h2,in,12,fuel", "electricity", iamc=LHV)
    assert len(errors) == 1
    assert "'plant' gives 2.5 of power and fuel" in errors[0]
    assert told(tmp_path / "other", "electricity,out,1 gas,in,2,fuel h2,in,60,fuel", "electricity", iamc=LHV) == (
        [],
        [],
    )
