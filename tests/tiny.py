"""The smallest worlds: unequal steps, durations that are not one, distinct primes as coefficients."""

from __future__ import annotations

from pathlib import Path

from optimizer.case.model import Case
from optimizer.pipeline import load_case

TABLES = {
    "regions": "region\nA\nB\n",
    "carriers": "carrier,unit,clock,surplus\nel,MWh,hour,yes\nh2,kg,day,no\nsteel,t,year,no\n",
    "technologies": (
        "technology,kind,reference,regions,build,span,charge,discharge,capacity_of,capacity_unit,retire\n"
        "wind,converter,el,,yes,,,\n"
        "electrolyser,converter,el,,yes,,,\n"
        "mill,converter,steel,B,yes,,,,,,yes\n"
        "battery,store,el,A,yes,day,inverter,inverter\n"
        "inverter,power,el,A,yes,,,\n"
        "cavern,store,h2,B,yes,year,,\n"
        "cable,line,el,,yes,,,\n"
        "pipe,line,h2,,yes,,,\nhot,converter,el,A,yes,,,,electrolyser,\nheap,store,steel,B,yes,horizon,,,,\n"
        "kiln,converter,steel,B,yes,,,,,unit\noven,converter,steel,B,yes,,,,,\n"
    ),
    "ports": (
        "technology,carrier,direction,value,unit,group,share_min,share_max\n"
        "wind,el,out,1,MWh/MWh\nelectrolyser,el,in,1,MWh/MWh\nelectrolyser,h2,out,19,kg/MWh\n"
        "mill,steel,out,1,t/t\nmill,h2,in,53,kg/t\nmill,el,in,0.7,MWh/t\n"
        "hot,el,in,1,MWh/MWh\nhot,h2,out,23,kg/MWh\nkiln,steel,out,1,t/t\nkiln,el,in,3.1,MWh/t\n"
        "oven,steel,out,1,t/t,,,\noven,h2,in,59,kg/t,heat,0.2,0.8\noven,el,in,2.9,MWh/t,heat,,0.7\n"
    ),
    "parameters": (
        "technology,parameter,region,year,value,unit,profile\n"
        "wind,capital_cost,,2030,1009,CNY_2020/kW,\nwind,capital_cost,,2040,907,CNY_2020/kW,\nwind,fixed_cost,,,23,CNY_2020/kW/year,\n"
        "wind,life,,,17,year,\nwind,availability,,,1,1,wind\nwind,variable_cost,,,3,CNY_2020/MWh,\n"
        "electrolyser,capital_cost,,,503,CNY_2020/kW,\nelectrolyser,life,,,11,year,\nelectrolyser,amortisation,,,7,year,\n"
        "electrolyser,ramp_up,,,0.31,1/hour,\nelectrolyser,ramp_down,,,0.29,1/hour,\nelectrolyser,minimum_load,,,0.13,1,\n"
        "mill,capital_cost,,,101,CNY_2020/(t/hour),\nmill,life,,,29,year,\n"
        "battery,capital_cost,,,211,CNY_2020/kWh,\nbattery,life,,,13,year,\nbattery,charge_efficiency,,,0.89,1,\n"
        "battery,discharge_efficiency,,,0.83,1,\nbattery,self_loss,,,0.011,1/hour,\nbattery,minimum_level,,,0.07,1,\n"
        "battery,charge_rate,,,0.37,1/hour,\nbattery,discharge_rate,,,0.41,1/hour,\nbattery,cycles_per_year,,,273,1/year,\n"
        "inverter,capital_cost,,,61,CNY_2020/kW,\ninverter,life,,,19,year,\n"
        "cavern,capital_cost,,,5,CNY_2020/kg,\ncavern,life,,,31,year,\ncavern,self_loss,,,0.0003,1/hour,\ncavern,minimum_level,,,0.05,1,\n"
        "oven,capital_cost,,,93,CNY_2020/(t/hour),\noven,life,,,31,year,\n"
        "hot,capacity_use,,,1.7,1,\nheap,capital_cost,,,0.3,CNY_2020/t,\nheap,life,,,97,year,\nheap,initial_content,,,1103,t,\n"
        "heap,charge_efficiency,,,0.97,1,\n"
        "kiln,capital_cost,,,7,MCNY_2020/unit,\nkiln,life,,,23,year,\nkiln,construction_time,,,1,year,\nkiln,activity_per_capacity,,,5,t/hour/unit,\n"
        "cable,capital_cost,,,2,CNY_2020/kW/km,\ncable,life,,,37,year,\ncable,loss,,,0.0007,1/km,\ncable,transport_cost,,,0.9,CNY_2020/MWh,\n"
        "pipe,capital_cost,,,43,CNY_2020/(kg/hour)/km,\npipe,life,,,41,year,\n"
    ),
    "existing_capacity": (
        "technology,region,build_year,year,value,unit,pays\nwind,A,2021,,47,MW,capital\nwind,B,,2030,31,MW,\nwind,B,,2040,11,MW,\n"
    ),
    "potentials": "technology,region,limit,value,unit\nwind,A,capacity_max,9000,MW\n",
    "routes": "route,technology,from,to,value,unit\nA-B,cable,A,B,113,km\nA-B,pipe,A,B,127,km\n",
    "demand": (
        "carrier,region,year,value,unit,profile\nel,A,,5,MW,load\nel,B,,7,MW,\nsteel,B,2030,90,kt/year,\nsteel,B,2040,140,kt/year,\n"
    ),
    "prices": (
        "carrier,region,kind,value,unit,limit,limit_unit\nel,,purchase,173,CNY_2020/MWh,3,MW\nel,A,sale,59,CNY_2020/MWh,2,MW\n"
        "el,,unmet,9001,CNY_2020/MWh,,\nh2,,unmet,997,CNY_2020/kg,,\nsteel,,unmet,99991,CNY_2020/t,,\n"
    ),
    "days": "day,weight\nd1,209\nd2,156\n",
    "steps": "day,step,duration\nd1,0,5\nd1,1,7\nd1,2,12\nd2,0,3\nd2,1,21\n",
    "profiles": "day,step,wind,load\nd1,0,0.91,0.7\nd1,1,0.53,1.3\nd1,2,0.37,1.1\nd2,0,0.11,0.9\nd2,1,0.29,0.8\n",
    "emissions": (
        "flow,technology,carrier,region,gas,sector,stage,value,unit\n"
        "purchase,,el,,CO2,,energy supply,0.61,tCO2/MWh\nactivity,mill,h2,,CO2,industry,use,0.017,kgCO2/kg\n"
        "activity,oven,h2,,CO2,industry,use,0.013,kgCO2/kg\n"
        "build,wind,,,CO2,,manufacture,71,tCO2/MW\nsale,,el,,CO2,,energy supply,-0.1,tCO2/MWh\nsurplus,,el,,CO2,,use,0,tCO2/MWh\n"
    ),
    "policies": (
        "id,kind,gas,stage,area,time,year,value,unit,overshoot_price,overshoot_unit,sense,carrier,technology,relative_to,coefficient,quantity,seed,seed_unit\n"
        "cap,cap,CO2,energy supply,together,each,2030,9,ktCO2/year,1999,CNY_2020/tCO2\n"
        "cap,cap,CO2,energy supply,together,each,2040,6,ktCO2/year,1999,CNY_2020/tCO2\n"
        "budget,cap,CO2,,each,cumulative,,900,ktCO2,,\nprice,price,CO2,,,,2030,83,CNY_2020/tCO2,,\n"
        "floor,cap,CO2,manufacture,each,each,,-1,ktCO2/year,,,>=\n"
        "firm,reserve_margin,,,each,,,0.19,1,,,,el,wind,,wind=0.61\nmade,reserve_margin,,,together,,,0.11,1,,,,h2,,production,hot=1\n"
        "most,cap,,,together,each,,9001,MW,,,,,wind;electrolyser,,wind=1;electrolyser=0.43,capacity\n"
        "green,share,,,each,each,,0.17,1,,,>=,el,wind,all,,output\nbought,cap,,,together,average,,71,GWh/year,,,,el,purchase,,,output\n"
        "fresh,cap,,,each,each,,8009,MW,,,,,wind,,,build\nused,cap,,,together,cumulative,,9999,GWh,,,,el,,,,input\n"
        "pace,growth,,,each,each,,0.07,1/year,,,,,electrolyser,,,capacity,31,MW/year\n"
    ),
    "sources": "key,title\n",
}
CALENDAR = "day\n" + "\n".join("d1" if i % 7 < 4 else "d2" for i in range(365)) + "\n"
YAML = """\
name: tiny
money: kCNY_2020
discount_rate: 0.03
wacc: 0.07
base_year: 2030
periods: [{label: 2030, first_year: 2030, years: 10}, {label: 2040, first_year: 2040, years: 5}]
clock: {given_days: {}}
"""


def write_tiny(folder: Path, **changes: str | None) -> Path:
    """Write the tiny case; keyword arguments replace a table (None: leave it out), `yaml` replaces case.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(changes.pop("yaml", None) or YAML, encoding="utf-8")
    for name, text in {**TABLES, "calendar": CALENDAR, **changes}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def tiny_case(folder: Path, **changes: str | None) -> Case:
    return load_case(write_tiny(folder, **changes))
