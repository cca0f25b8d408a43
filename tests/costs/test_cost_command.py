"""`h2opt cost`: what it prints is what the library counts, in the money that is asked for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import h2opt
from typer.main import get_command

from optimizer.cli.app import app
from optimizer.cli.cost import figure, megapascal
from optimizer.costs import paths, prices, quotes_plants, quotes_stores, quotes_transport, station_gas
from optimizer.costs.table import sources
from optimizer.errors import OutOfRangeError
from optimizer.units import unit

COMMANDS = (
    "station", "pipeline", "compressor", "liquefier", "carrier", "truck", "tank", "cavern", "electrolyser", "path",
    "map",
)  # fmt: skip


def asked(*words: str, cwd: Path) -> dict[str, tuple[float, str]]:
    """The lines of an answer: value and unit by name."""
    done = h2opt("cost", *words, "--json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return {line["what"]: (line["value"], line["unit"]) for line in json.loads(done.stdout)["lines"]}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers_with_units_and_sources(command: str, tmp_path: Path) -> None:
    done = h2opt("cost", command, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = json.loads(done.stdout)["lines"]
    for line in lines:
        unit(line["unit"])
        assert set(line["source"].split(", ")) <= {*sources(), "given"}
    if command not in ("path", "map"):
        named = {line["what"]: line for line in lines}
        parts = [named[f"{k} of a kilogram"]["value"] for k in ("capital", "fixed cost", "energy")]
        lost = named.get("losses of a kilogram", {"value": 0.0})["value"]
        assert sum(parts) + lost == pytest.approx(named["levelised cost"]["value"], rel=1e-12)
        assert {"capital", "fixed cost", "energy"} <= set(named)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_every_option(command: str, tmp_path: Path) -> None:
    done = h2opt("cost", command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "--money" in done.stdout
    assert "--json" in done.stdout


def _commands(group: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words that call it."""
    for name, command in group.commands.items():
        yield from _commands(command, (*words, name)) if hasattr(command, "commands") else [((*words, name), command)]


@pytest.mark.parametrize(("words", "command"), list(_commands(get_command(app))))
def test_help_says_all_that_is_written(
    words: tuple[str, ...], command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit in square brackets is no markup: whatever the text of an option holds is printed, brackets too."""
    monkeypatch.setenv("COLUMNS", "250")
    printed = h2opt(*words, "--help", cwd=tmp_path).stdout
    for text in filter(None, [command.help, *(p.help for p in command.params)]):
        for sentence in text.replace("\\[", "[").splitlines():
            assert sentence.strip() in printed


def test_help_has_the_units(tmp_path: Path) -> None:
    assert "Of a city [kg/d], 1000 to 500000." in h2opt("cost", "path", "--help", cwd=tmp_path).stdout


def test_a_station_as_the_library_has_it(tmp_path: Path) -> None:
    told = asked("station", "--size", "1000", "--pressure", "70MPa", "-u", "0.7", cwd=tmp_path)
    each = station_gas.gas_station(1000).per_kilogram(0.7, 0.1)
    assert told["levelised cost"] == (pytest.approx(each.total), "USD_2020/kg")
    assert told["capital"][0] == pytest.approx(2.75046e6, rel=1e-5)  # V05
    printed = h2opt("cost", "station", cwd=tmp_path).stdout
    assert re.search(r"levelised cost +2\.506 +USD_2020/kg +HDSAM", printed)
    assert "Sources: HDSAM: " in printed


def test_prices_are_in_the_money_of_the_answer(tmp_path: Path) -> None:
    """0.69 CNY/kWh is 0.1 USD/kWh in the money of 2020: the same station, 6.9 times the figures."""
    dollars = asked("station", cwd=tmp_path)
    yuan = asked("station", "--money", "CNY_2020", "--electricity", "0.69", cwd=tmp_path)
    for what, (value, of) in dollars.items():
        factor = 6.9 if "USD" in of else 1.0
        assert yuan[what][0] == pytest.approx(factor * value), what
        assert yuan[what][1] == of.replace("USD_2020", "CNY_2020")


@pytest.mark.parametrize("kind", ["station", "compressor", "liquefier", "electrolyser", "truck", "carrier"])
def test_a_given_price_counts_once_in_its_money(kind: str, tmp_path: Path) -> None:
    option = "--diesel" if kind == "truck" else "--electricity"
    what = "diesel price" if kind == "truck" else "electricity price"
    low = asked(kind, option, "1.0", "-m", "EUR_2020", cwd=tmp_path)
    high = asked(kind, option, "2.0", "-m", "EUR_2020", cwd=tmp_path)
    assert low[what] == (pytest.approx(1.0), "EUR_2020/L" if kind == "truck" else "EUR_2020/kWh")
    more = high["energy of a kilogram"][0] - low["energy of a kilogram"][0]
    used = low["energy"][0] / 9.97 if kind == "truck" else low["energy"][0]
    assert more == pytest.approx(used, rel=1e-9)


def test_a_given_rate_changes_capital_only(tmp_path: Path) -> None:
    for command in ("station", "pipeline", "compressor", "liquefier", "tank", "cavern", "truck", "carrier"):
        low = asked(command, "--rate", "0.03", cwd=tmp_path)
        high = asked(command, "--rate", "0.12", cwd=tmp_path)
        assert low["capital of a kilogram"][0] < high["capital of a kilogram"][0], command
        assert low["fixed cost of a kilogram"] == high["fixed cost of a kilogram"], command


def test_paths_in_their_order_and_step_by_step(tmp_path: Path) -> None:
    ranked = asked("path", "--demand", "100000", "--distance", "250", cwd=tmp_path)
    values = [v for v, u in ranked.values() if u == "EUR_2015/kg"]
    assert values == sorted(values)
    assert len(values) == 7
    one = asked("path", "--demand", "100000", "--distance", "250", "--path", "cav_GH2truck", cwd=tmp_path)
    assert one["levelised cost"][0] == pytest.approx(paths.delivered("cav_GH2truck", 1e5, 250).total)
    assert one["levelised cost"][0] == pytest.approx(7.9641, rel=1e-3)  # V02c
    steps = [v for k, (v, u) in one.items() if k != "levelised cost" and ":" not in k and u == "EUR_2015/kg"]
    assert sum(steps) == pytest.approx(one["levelised cost"][0])


def test_paths_with_other_figures(tmp_path: Path) -> None:
    """Electricity of 47.6 kWh/kg and what is lost of it later; larger stations that sell more are cheaper; so is cheap money."""
    base = asked("path", "--path", "cav_GH2truck", cwd=tmp_path)
    dear = asked("path", "--path", "cav_GH2truck", "--electricity", "0.07", cwd=tmp_path)
    assert dear["production"][0] - base["production"][0] == pytest.approx(0.476)
    large = asked("path", "--path", "cav_GH2truck", "--station", "2000", "-u", "0.9", cwd=tmp_path)
    assert large["station"][0] < base["station"][0]
    cheap = asked("path", "--path", "cav_GH2truck", "--rate", "0.03", cwd=tmp_path)
    assert cheap["of all: capital"][0] < base["of all: capital"][0]
    assert cheap["levelised cost"][0] < base["levelised cost"][0]


def test_pipelines_by_speed_by_pressure_and_trunk_lines(tmp_path: Path) -> None:
    by_speed = asked("pipeline", "--flow", "1000000", "--distance", "100", "-u", "1", cwd=tmp_path)
    tight = asked(
        "pipeline", "--flow", "1000000", "--distance", "100", "-u", "1", "--inlet", "70", "--outlet", "60", cwd=tmp_path
    )
    assert tight["inner diameter"][0] > by_speed["inner diameter"][0]
    assert tight["levelised cost"][0] > by_speed["levelised cost"][0]
    trunk = asked("pipeline", "--trunk", "new_48", "--distance", "1000", cwd=tmp_path)
    assert trunk["levelised cost"][0] == pytest.approx(0.184, rel=1e-2)  # V14


def test_trailers_that_stand_cost(tmp_path: Path) -> None:
    none, ten = (asked("truck", "--stations", n, cwd=tmp_path) for n in ("0", "10"))
    assert ten["trailers, whole"][0] == none["trailers, whole"][0] + 10
    assert ten["capital"][0] - none["capital"][0] == pytest.approx(10 * 660_000)
    assert ten["levelised cost"][0] > none["levelised cost"][0]


def test_salt_is_not_cycled_at_will(tmp_path: Path) -> None:
    assert "50 cycles a year (salt bears some 12)" in h2opt("cost", "cavern", "--cycles", "50", cwd=tmp_path).stdout
    assert "salt bears" not in h2opt("cost", "cavern", cwd=tmp_path).stdout


def test_a_pipe_by_its_speed_says_what_was_not_looked_at(tmp_path: Path) -> None:
    thin = h2opt("cost", "pipeline", "--flow", "1000", cwd=tmp_path).stdout
    assert "sized for 15 m/s, the pressure at its end not looked at (pipes have 100 mm or more)" in thin
    wide = h2opt("cost", "pipeline", "--inlet", "100", "--outlet", "50", cwd=tmp_path).stdout
    assert "not looked at" not in wide
    assert "or more" not in wide
    far = h2opt("cost", "pipeline", "--distance", "100000", cwd=tmp_path)
    assert far.stderr.strip() == "length is 100000 km; allowed: 0 to 10000 km"


def test_few_trucks_are_whole_trucks_to_buy(tmp_path: Path) -> None:
    """A kilogram a day needs one truck, of which it pays the share of its hours."""
    told = asked("truck", "--demand", "1", "--stations", "2", cwd=tmp_path)
    assert told["trailers, whole"][0] == 3
    assert told["capital of whole vehicles"][0] == pytest.approx(160_000 + 3 * 660_000)
    assert told["capital"][0] < 2 * 660_000 + 1_000
    assert "a vehicle counts by the hours it is used" in h2opt("cost", "truck", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("words", "lost"), [("carrier --unit cracking", "40.2"), ("carrier", "1"), ("liquefier", "1.65")]
)
def test_hydrogen_that_is_lost_is_said_to_be_left_out(words: str, lost: str, tmp_path: Path) -> None:
    assert f"the {lost} % lost is not in the cost" in h2opt("cost", *words.split(), cwd=tmp_path).stdout
    assert "lost" not in h2opt("cost", "carrier", "--unit", "synthesis", cwd=tmp_path).stdout


def test_a_compressor_reaches_the_highest_pressure(tmp_path: Path) -> None:
    """Two stages whose ratio is a root: rounding must not carry the last one past 2 000 bar."""
    for inlet in ("20", "30", "58"):
        assert asked("compressor", "--inlet", inlet, "--outlet", "2000", cwd=tmp_path)["energy"][0] > 1.5


def test_capital_of_an_electrolyser_can_be_given(tmp_path: Path) -> None:
    told = asked("electrolyser", "--size", "100", "--capital", "1000", cwd=tmp_path)
    assert told["capital per kilowatt"][0] == pytest.approx(1000 * 10**-0.14)
    assert told["capital"][0] == pytest.approx(1000 * 10**-0.14 * 1e5)


def test_solid_oxide_plant_pays_for_all_that_it_takes(tmp_path: Path) -> None:
    """15 000 CNY/kW is per kW of electricity and heat, 79.5 % of it electricity; the steam has a price of its own."""
    soec = asked("electrolyser", "--kind", "soec", "--electricity", "0.4", "--heat", "0.2", cwd=tmp_path)
    assert soec["capital at 10 MW"] == (pytest.approx(15_000 / 0.795, rel=1e-4), "CNY_2020/kW")
    assert soec["heat"] == (pytest.approx(43.4 * 0.205 / 0.795, rel=2e-3), "kWh/kg")
    paid = soec["energy"][0] * 0.4 + soec["heat"][0] * 0.2
    assert soec["energy of a kilogram"][0] == pytest.approx(paid)
    dear = asked("electrolyser", "--kind", "soec", "--electricity", "0.4", cwd=tmp_path)
    assert dear["heat price"][0] == pytest.approx(0.046 * prices.conversion("EUR_2015", "CNY_2020"))


def test_water_is_a_line_of_the_answer(tmp_path: Path) -> None:
    told = asked("electrolyser", cwd=tmp_path)
    assert told["water price"] == (4.0, "CNY_2020/t")
    water = told["fixed cost of a kilogram"][0] - told["fixed cost"][0] / told["hydrogen"][0] / 1e3
    assert water == pytest.approx(told["water"][0] * 4.0 / 1e3)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("station --size 20", "station size is 20 kg/d; allowed: 50 to 10000 kg/d"),
        ("station --supply horse", "supply is horse; allowed: gas, liquid, pipeline, trailer, lohc"),
        ("station --pressure 35MPa --supply liquid", "pressure is 35 MPa"),
        ("station --pressure 90MPa", "pressure is 90 MPa"),
        ("station -u 1.5", "utilisation is 1.5; allowed: 0.001 to 1"),
        ("station --electricity -1", "electricity price is -1"),
        (
            "station --electricity 500 -m CNY_2020",
            "electricity price is 500 CNY_2020/kWh; allowed: 0 to 69 CNY_2020/kWh",
        ),
        ("path --electricity 60", "electricity price at the plant is 60 EUR_2015/kWh; allowed: 0 to 8.2 EUR_2015/kWh"),
        ("truck --diesel 7500 -m CNY_2020", "diesel price is 7500 CNY_2020/L; allowed: 0 to 138 CNY_2020/L"),
        ("pipeline --inlet 80", "both --inlet and --outlet"),
        ("pipeline --trunk old_12", "trunk line is old_12; allowed: new_48, new_36, repurposed_48"),
        ("compressor --outlet 20", "inlet pressure is 30 bar; allowed: 0 to 20 bar"),
        ("compressor --purpose fun", "purpose is fun; allowed: storage, pipeline, trailer"),
        ("liquefier --equations mine", "equations is mine; allowed: hdsam, him"),
        ("liquefier --capacity 0.1", "liquefier capacity is 0.1 t/d; allowed: 1 to 1000 t/d"),
        ("compressor --outlet 5000", "outlet pressure is 5000 bar; allowed: 0 to 2000 bar"),
        ("compressor --inlet 0.1 --outlet 2000", "in one stage is hotter than 1000 K; allowed: 150 to 1000 K"),
        ("carrier --unit magic", "unit is magic"),
        ("truck --kind horse", "kind of truck is horse; allowed: gas_500bar"),
        ("tank --kind wood", "kind of tank is wood"),
        ("cavern --kind salt --content 1000", "stored hydrogen is 1000 kg; allowed: 100000 to 5e+06 kg"),
        ("cavern --kind hole", "kind of store is hole"),
        ("cavern --cycles 1000", "cycles is 1000 1/a; allowed: 0 to 365 1/a"),
        ("tank --cycles 100000", "cycles is 100000 1/a; allowed: 0 to 8760 1/a"),
        ("electrolyser --kind salt", "kind of electrolyser is salt; allowed: alk, pem, soec"),
        ("electrolyser --capital 0", "capital at 10 MW is 0 CNY_2020/kW; allowed: above 0 CNY_2020/kW"),
        ("electrolyser --full-load 9000", "full load is 9000 h/a"),
        ("path --path mine", "path is mine; allowed: cav_pipe_pipe"),
        ("path -u 0", "utilisation is 0; allowed: 0.001 to 1"),
        ("path --demand 5", "demand is 5 kg/d; allowed: 1000 to 500000 kg/d"),
        ("path --station -3", "station size is -3 kg/d; allowed: 50 to 10000 kg/d"),
        ("map --station nan", "station size is nan kg/d; allowed: 50 to 10000 kg/d"),
        ("pipeline --flow -1", "flow is -1 kg/d; allowed: above 0 kg/d"),
        ("cavern --kind salt --cycles 50", "days of filling is 30 d; allowed: 0 to 7.3 d"),
        ("tank --money GBP_2020", "money is GBP_2020; allowed: CNY_2015 to CNY_2025"),
        ("tank --rate -1", "discount rate is -1; allowed: 0 to 1"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(words: str, told: str, tmp_path: Path) -> None:
    done = h2opt("cost", *words.split(), cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("pipeline --trunk new_48 --flow 5 --inlet 30", "--flow, --inlet: without effect on a trunk line"),
        ("pipeline --full-load 4000", "--full-load: without effect on a line by its flow"),
        ("cavern --fill-days 10", "--fill-days: without effect on kind him"),
        ("cavern --kind salt --gas-price 2", "--gas-price: without effect on kind salt"),
        ("electrolyser --heat 0.1", "--heat: without effect on alk"),
        ("carrier --heat 0.1", "--heat: without effect on hydrogenation"),
        (
            "pipeline --rows p --inlet 100 --outlet 50 --trunk new_48 --flow 5",
            "--flow, --trunk: without effect on --rows",
        ),
        ("pipeline --rows p --inlet 100 --outlet 50 --rate 0.05 --json", "--rate, --json: without effect on --rows"),
        (
            "truck --rows t --distance 50 --stations 3 --json",
            "--distance, --stations, --json: without effect on --rows",
        ),
        ("map --chart map.csv", "the map is drawn as PNG: --chart map.png"),
    ],
)
def test_an_option_without_effect_is_refused(
    words: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planner who gives a figure expects it to count."""
    monkeypatch.setenv("COLUMNS", "250")
    done = h2opt("cost", *words.split(), cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stdout == ""
    assert not any(tmp_path.iterdir())


def test_pressures_as_they_are_written() -> None:
    assert megapascal("70MPa") == megapascal("700 bar") == megapascal("70") == 70.0


def test_a_word_is_no_pressure(tmp_path: Path) -> None:
    done = h2opt("cost", "station", "--pressure", "soft", cwd=tmp_path)
    assert done.returncode == 2
    assert "no pressure" in done.stderr


def test_numbers_are_read_easily() -> None:
    assert [figure(v) for v in (0.0, 0.001234, 12.3456, 999.6, 12_345.6)] == [
        "0",
        "0.001234",
        "12.35",
        "999.6",
        "12,346",
    ]


def test_money_there_and_back() -> None:
    for a in ("EUR_2015", "USD_2014", "CNY_2025"):
        for b in ("CNY_2020", "USD_2020", "EUR_2022"):
            assert prices.conversion(a, b) * prices.conversion(b, a) == pytest.approx(1.0)
    assert prices.conversion("EUR_2020", "USD_2020") == pytest.approx(1.1422, rel=1e-4)
    assert prices.conversion("EUR_2015", "CNY_2020") == pytest.approx(1.0613 * 7.881, rel=1e-4)
    assert prices.conversion("USD_2007", "USD_2020") == pytest.approx(1.2482, rel=1e-4)
    with pytest.raises(OutOfRangeError, match="CNY_1990"):
        prices.conversion("CNY_1990", "CNY_2020")


def test_quotes_keep_what_has_no_money() -> None:
    q = quotes_stores.tank("lh2", 1000.0, 12.0)
    assert q.in_money("CNY_2020").value("boil-off") == q.value("boil-off") == pytest.approx(0.03)
    assert q.in_money("CNY_2020").value("capital") == pytest.approx(q.value("capital") * 1.0613 * 7.881, rel=1e-4)


def test_a_liquid_station_costs_what_v06_says() -> None:
    assert quotes_plants.station(1000.0, 70.0, "liquid", 0.7).value("levelised cost") == pytest.approx(
        1.90939, rel=1e-3
    )


def test_a_line_is_priced_once() -> None:
    q = quotes_transport.line(100_000.0, 250.0, 0.6)
    assert q.value("capital") == pytest.approx(q.value("cost of a metre") * 250e3)
    yearly = 100_000 * 365
    assert q.value("fixed cost of a kilogram") == pytest.approx(q.value("fixed cost") / yearly)
    assert q.value("capital of a kilogram") == pytest.approx(q.value("capital") * 0.0838602 / yearly, rel=1e-5)


def test_an_answer_needs_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['h2opt', 'cost', 'station']\n"
        "from optimizer.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = ('pandas', 'pyomo', 'scipy', 'xarray', 'highspy', 'matplotlib', 'pint')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
