"""The seven two-node micro models of ZEN-garden as tables (figures only, from the published test cases).

Source: ZEN-universe/ZEN-garden (MIT), tests/testcases; the hour that is modelled stands for the year without being scaled
up, so the year has as many hours as there are steps and capacity costs are multiplied by steps/8760.
"""

from __future__ import annotations

import json
from pathlib import Path

DATA = Path(__file__).parent / "zen"
CASES = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
NODES = ("CH", "DE")
PLENTY = 1e5  # GW, where the model states no limit


def write_zen(folder: Path, name: str) -> Path:
    """Write one of the models as a case folder."""
    common, case = CASES["common"], CASES["cases"][name]
    steps, years, gap = case["steps"], case["years"], case.get("interval", 1)
    boiler = {**common["boiler"], **case.get("override", {}).get("boiler", {})}
    pipe = {**common["pipeline"], **case.get("override", {}).get("pipeline", {})}
    part = steps / 8760
    labels = [2022 + gap * i for i in range(years)]
    periods = [{"label": y, "first_year": y, "years": gap if y != labels[-1] else 1} for y in labels]
    technologies = ["boiler,converter,heat,,,", "pipeline,line,gas,,,forward"][: 2 if "pipeline" in case["tech"] else 1]
    parameters = [
        f"boiler,capital_cost,,{boiler['invest_EUR_per_kW'] * part!r},EUR_2020/kW",
        f"boiler,fixed_cost,,{boiler['fixed_opex_EUR_per_kW_a'] * part!r},EUR_2020/kW/year",
        f"boiler,life,,{boiler['life']},year",
        f"boiler,amortisation,,{boiler.get('depreciation_time', boiler['life'])},year",
    ]
    tables = {}
    if "pipeline" in case["tech"]:
        km = common["distance_km_CH_DE"]
        tables["routes"] = (
            f"route,technology,from,to,value,unit\nCH-DE,pipeline,CH,DE,{km},km\nDE-CH,pipeline,DE,CH,{km},km\n"
        )
        parameters += [
            f"pipeline,capital_cost,,{pipe['invest_EUR_per_MW_km'] * part!r},EUR_2020/MW/km",
            f"pipeline,loss,,{pipe['loss_per_km']},1/km",
            f"pipeline,life,,{pipe['life']},year",
            f"pipeline,construction_time,,{pipe.get('construction_time', 0)},year",
        ]
    if "storage" in case["tech"]:
        store = {**common["storage"], **case.get("override", {}).get("storage", {})}
        technologies += ["storage,store,gas,storage_power,storage_power,", "storage_power,power,gas,,,"]
        parameters += [
            f"storage,capital_cost,,{store['invest_EUR_per_kWh'] * part!r},EUR_2020/kWh",
            f"storage_power,capital_cost,,{store['invest_EUR_per_kW'] * part!r},EUR_2020/kW",
            f"storage,charge_efficiency,,{store['eff_charge']},1",
            f"storage,discharge_efficiency,,{store['eff_discharge']},1",
            f"storage,life,,{store['life']},year",
            f"storage_power,life,,{store['life']},year",
        ]
    limits = case.get("gas_import_limit_GW", {})
    prices, profiles = [], {n: [1.0] * steps for n in NODES}
    for node in NODES:
        limit = limits.get(node, "inf")
        each = limit if isinstance(limit, list) else [limit] * steps
        values = [PLENTY if v == "inf" else float(v) for v in each]
        profiles[node] = [v / max(values) if max(values) else 0.0 for v in values]
        price = common["gas"]["import_price_EUR_per_MWh"]
        prices.append(f"gas,{node},purchase,{price},EUR_2020/MWh,{max(values)!r},GW,import")
    shed = case.get("override", {}).get("heat_shed_price_EUR_per_MWh")
    if shed:
        prices.append(f"heat,,unmet,{shed},EUR_2020/MWh,,,")
    demand = [
        f"heat,{n},{y},{common['heat_demand_GW'][n] * case.get('demand_factor', {}).get(str(y), {n: 1})[n]},GW"
        for n in NODES
        for y in labels
    ]
    if "existing_boiler_GW" in case:
        rows = [f"boiler,{n},{y},{v},GW,capital" for n, e in case["existing_boiler_GW"].items() for y, v in e.items()]
        tables["existing_capacity"] = "technology,region,build_year,value,unit,pays\n" + "\n".join(rows) + "\n"
    if "co2_limit_Gt_per_a" in case:
        price = case["co2_overshoot_price_EUR_per_t"]
        caps = {y: 1e3 if isinstance(v, str) else v for y, v in case["co2_limit_Gt_per_a"].items()}
        rows = [f"cap,cap,CO2,{y},{v * 1e9 * part!r},tCO2/year,{price},EUR_2020/tCO2" for y, v in caps.items()]
        tables["policies"] = "id,kind,gas,year,value,unit,overshoot_price,overshoot_unit\n" + "\n".join(rows) + "\n"
    factor = common["gas"]["co2_t_per_MWh"]
    tables |= {
        "regions": "region\n" + "\n".join(NODES) + "\n",
        "carriers": "carrier,unit\ngas,GWh\nheat,GWh\n",
        "technologies": "technology,kind,reference,charge,discharge,direction\n" + "\n".join(technologies) + "\n",
        "ports": f"technology,carrier,direction,value,unit\nboiler,heat,out,1,GWh/GWh\nboiler,gas,in,{boiler['in_per_out_gas']},GWh/GWh\n",
        "parameters": "technology,parameter,region,value,unit\n" + "\n".join(parameters) + "\n",
        "prices": "carrier,region,kind,value,unit,limit,limit_unit,limit_profile\n" + "\n".join(prices) + "\n",
        "demand": "carrier,region,year,value,unit\n" + "\n".join(demand) + "\n",
        "emissions": f"flow,carrier,gas,value,unit\npurchase,gas,CO2,{factor},tCO2/MWh\n",
        "days": "day,weight\n1,1\n",
        "steps": "day,step,duration\n" + "".join(f"1,{i},1\n" for i in range(steps)),
        "profiles": "day,step,CH_import,DE_import\n"
        + "".join(f"1,{i},{profiles['CH'][i]!r},{profiles['DE'][i]!r}\n" for i in range(steps)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for table, text in tables.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    rate = common["discount_rate"]
    (folder / "case.yaml").write_text(
        f"name: zen-{name}\nmoney: MEUR_2020\ndiscount_rate: {rate}\nwacc: {rate}\nbase_year: 2022\n"
        f"periods: {json.dumps(periods)}\nclock: {{given_days: {{}}}}\nyear_hours: {steps}\n",
        encoding="utf-8",
    )
    return folder
