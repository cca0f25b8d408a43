"""Every row family's equation written a second time, label by label, from tables of numbers.

Each function returns {label: left - right} of its rows at given values of the variables; the sign is that of the
compiled row, `body - right-hand side`. Nothing here uses the algebra.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from optimizer.certificate.physics import Key, Solved, numbers
from optimizer.inputs import Inputs

Values = Mapping[Key, np.ndarray]
World = tuple[Inputs, Mapping[str, Values], Mapping[str, Values]]
PERIODS = {2030: (2030, 10), 2040: (2040, 5)}


def world(inputs: Inputs, solved: Mapping[str, Solved]) -> World:
    x = {name: {label: row for label, _, row in s.rows()} for name, s in solved.items()}
    return inputs, x, {name: numbers(v) for name, v in inputs.values.items()}


def _clock(inputs: Inputs, index: str, label: Key):
    for block in inputs.indexes[index].blocks:
        for codes in block.codes:
            if tuple(d.labels[c] for d, c in zip(inputs.indexes[index].dims, codes, strict=True)) == label:
                return block.clock
    raise KeyError(label)


def _before(clock, row: np.ndarray) -> np.ndarray:
    return np.array([0.0 if b < 0 else row[b] for b in clock.before])


LIFE = {
    "wind": 17,
    "electrolyser": 11,
    "battery": 13,
    "inverter": 19,
    "cavern": 31,
    "cable": 37,
    "pipe": 41,
    "heap": 97,
    "kiln": 23,
    "oven": 31,
}


def _share(k: str, v: int, y: int) -> float:
    """Share of the years of a period in which a vintage is alive."""
    first, years = PERIODS[y]
    if v == 0:
        return {2030: 1.0, 2040: 11 / 31}[y]
    born = v + (k == "kiln")  # built in a year
    return sum(1 for year in range(first, first + years) if born <= year < born + LIFE[k]) / years


def capacity_survives(w: World):
    """Of what is followed: the oven by what it leaves, the kiln by vintage."""
    _, x, _ = w
    return {
        (k, place, v, y): now - _share(k, v, y) * x["capacity_built"][k, place, v]
        for (k, place, v, y), now in x["capacity_of_vintage"].items()
        if k != "mill"
    }


def capacity_retires(w: World):
    """The mill lives 29 years from 2030 or 2040 on: it stands whole in both periods."""
    _, x, _ = w
    out = {}
    for (k, r, v, y), now in x["capacity_of_vintage"].items():
        if k == "mill":
            before = x["capacity_built"][k, r, v] if v == y else x["capacity_of_vintage"][k, r, v, 2030]
            out[k, r, v, y] = now - before
    return out


def capacity_total(w: World):
    """What is not followed counts by its build: all but the mill, which may retire."""
    _, x, _ = w
    followed = {k for k, *_ in x["capacity_of_vintage"]}
    out = {}
    for (k, place, y), now in x["capacity"].items():
        stands = [a for (k2, p2, _, y2), a in x["capacity_of_vintage"].items() if (k2, p2, y2) == (k, place, y)]
        built = [
            (v, a) for (k2, p2, v), a in x["capacity_built"].items() if (k2, p2) == (k, place) and k not in followed
        ]
        out[k, place, y] = now - sum(stands) - sum(_share(k, v, y) * a for v, a in built)
    return out


def _use_of_plant(x) -> dict:
    """With that of the mode `hot`, which takes 1.7 MW of the electrolyser."""
    used = {key: a for key, a in x["activity"].items() if key[0] != "hot"}
    for (_, r, y), a in ((key, a) for key, a in x["activity"].items() if key[0] == "hot"):
        used["electrolyser", r, y] = used["electrolyser", r, y] + 1.7 * a
    return used


def activity_below_capacity(w: World):
    _, x, p = w
    profile = {"wind": np.array([0.91, 0.53, 0.37, 0.11, 0.29]), "kiln": 5.0}
    return {(k, r, y): a - profile.get(k, 1.0) * x["capacity"][k, r, y] for (k, r, y), a in _use_of_plant(x).items()}


def activity_above_minimum_load(w: World):
    _, x, _ = w
    return {key: a - 0.13 * x["capacity"][key] for key, a in _use_of_plant(x).items() if key[0] == "electrolyser"}


def activity_ramps_up(w: World):
    inputs, x, _ = w
    dt = np.array([5.0, 7, 12, 3, 21])
    before = [2, 0, 1, 4, 3]  # wraps inside each day
    return {
        key: a - a[before] - 0.31 * dt * x["capacity"][key]
        for key, a in _use_of_plant(x).items()
        if key[0] == "electrolyser"
    }


def activity_ramps_down(w: World):
    inputs, x, _ = w
    dt = np.array([5.0, 7, 12, 3, 21])
    before = [2, 0, 1, 4, 3]
    return {
        key: a[before] - a - 0.29 * dt * x["capacity"][key]
        for key, a in _use_of_plant(x).items()
        if key[0] == "electrolyser"
    }


def store_balance(w: World):
    inputs, x, _ = w
    out = {}
    for (k, r, y), level in x["store_level"].items():
        charge, discharge = x["store_charge"][k, r, y], x["store_discharge"][k, r, y]
        if k == "battery":
            dt = np.array([5.0, 7, 12, 3, 21])
            carried = (1 - 0.011) ** dt * level[[2, 0, 1, 4, 3]]
            out[k, r, y] = level - carried - (0.89 * charge - discharge / 0.83) * dt
        else:  # cavern: daily, starts each day at zero
            out[k, r, y] = level - (charge - discharge) * 24.0
    return out


def store_level_below_capacity(w: World):
    _, x, _ = w
    return {key: level - x["capacity"][key] for key, level in x["store_level"].items() if key[0] == "battery"}


def store_level_above_minimum(w: World):
    _, x, _ = w
    return {key: level - 0.07 * x["capacity"][key] for key, level in x["store_level"].items() if key[0] == "battery"}


def _power(way: str):
    def rows(w: World):
        _, x, _ = w
        return {
            (k, r, y): f - x["capacity"]["inverter", r, y]
            for (k, r, y), f in x[f"store_{way}"].items()
            if k == "battery"
        }

    return rows


def _rate(way: str, share: float):
    def rows(w: World):
        _, x, _ = w
        return {key: f - share * x["capacity"][key] for key, f in x[f"store_{way}"].items() if key[0] == "battery"}

    return rows


def store_cycles_below_limit(w: World):
    _, x, _ = w
    return {
        key: (d * HOURS).sum() - 273 * x["capacity"][key]
        for key, d in x["store_discharge"].items()
        if key[0] == "battery"
    }


def _days() -> np.ndarray:
    return np.array([0 if i % 7 < 4 else 1 for i in range(365)])


KEPT = (1 - 0.0003) ** 24


def _stretches() -> list[tuple[int, int]]:
    """Days and typical day of each stretch from the first of January on; the year ends as it starts, in day type 0."""
    days = _days()
    starts = [i for i in range(365) if days[i] != days[i - 1]]
    return [([*starts, starts[0] + 365][n + 1] - i, days[i]) for n, i in enumerate(starts)]


def _later(start: float, moved: float, days: int) -> float:
    """Content after so many equal days, one after the other."""
    for _ in range(days):
        start = KEPT * start + moved
    return start


def store_stretch_balance(w: World):
    _, x, _ = w
    out = {}
    for key, start in x["store_level_of_stretch"].items():
        moved = x["store_level"][key]
        ended = [_later(s, moved[d], n) for s, (n, d) in zip(start, _stretches(), strict=True)]
        out[key] = start - np.roll(ended, 1)
    return out


def store_swing_above_level(w: World):
    _, x, _ = w
    return {key: x["store_swing_high"][key] - x["store_level"][key] for key in x["store_swing_high"]}


def store_swing_below_level(w: World):
    _, x, _ = w
    return {key: x["store_swing_low"][key] - x["store_level"][key] for key in x["store_swing_low"]}


def _bounded(w: World, last: bool, above: bool):
    _, x, _ = w
    out = {}
    for key, start in x["store_level_of_stretch"].items():
        moved, days = x["store_level"][key], [d for _, d in _stretches()]
        begin = np.array(
            [_later(s, moved[d], n - 1) if last else s for s, (n, d) in zip(start, _stretches(), strict=True)]
        )
        low, high, whole = x["store_swing_low"][key][days], x["store_swing_high"][key][days], x["capacity"][key]
        out[key] = KEPT * begin + low - 0.05 * whole if above else begin + high - whole
    return out


def store_first_day_below_capacity(w: World):
    return _bounded(w, last=False, above=False)


def store_first_day_above_minimum(w: World):
    return _bounded(w, last=False, above=True)


def store_last_day_below_capacity(w: World):
    return _bounded(w, last=True, above=False)


def store_last_day_above_minimum(w: World):
    return _bounded(w, last=True, above=True)


def line_flow_below_capacity(w: World):
    _, x, _ = w
    f = x["line_flow"]
    return {
        (k, i, y): f[k, i, "forward", y] + f[k, i, "backward", y] - x["capacity"][k, i, y]
        for k, i, way, y in f
        if way == "forward"
    }


HOURS = np.array([5 * 209, 7 * 209, 12 * 209, 3 * 156, 21 * 156], dtype=float)
ONTO = {
    "el": lambda rate: rate * HOURS,
    "h2": lambda rate: (
        np.array([(rate * HOURS)[:3].sum(), (rate * HOURS)[3:].sum()])
        if len(rate) == 5
        else rate * np.array([24 * 209, 24 * 156.0])
    ),
    "steel": lambda rate: np.array([(rate * HOURS).sum()]) if len(rate) == 5 else rate * HOURS.sum(),
}
RATIO = {
    ("wind", "el"): 1,
    ("electrolyser", "el"): -1,
    ("electrolyser", "h2"): 19,
    ("mill", "steel"): 1,
    ("mill", "h2"): -53,
    ("mill", "el"): -0.7,
    ("hot", "el"): -1,
    ("hot", "h2"): 23,
    ("oven", "steel"): 1,
    ("kiln", "steel"): 1,
    ("kiln", "el"): -3.1,
}
CARRIER = {"battery": "el", "cavern": "h2", "heap": "steel", "cable": "el", "pipe": "h2"}
ARRIVES = {"cable": 1 - 0.0007 * 113, "pipe": 1.0}


OVEN = {"h2": 59, "el": 2.9}


def carrier_balance(w: World):
    inputs, x, p = w
    out = {}
    load = np.array([0.7, 1.3, 1.1, 0.9, 0.8])
    mean = (load * HOURS).sum() / HOURS.sum()
    demand = {
        ("el", "A"): lambda y: 5 * load / mean,
        ("el", "B"): lambda y: np.full(5, 7.0),
        ("steel", "B"): lambda y: np.array([{2030: 90e3, 2040: 140e3}[y] / 8760.0]),
    }
    for c, r, y in p["demand"]:
        onto = ONTO[c]
        size = {"el": 5, "h2": 2, "steel": 1}[c]
        net = -onto(demand[c, r](y)) if (c, r) in demand else np.zeros(size)
        for (k, r2, y2), a in x["activity"].items():
            if (r2, y2) == (r, y) and (k, c) in RATIO:
                net = net + RATIO[k, c] * onto(a)
        for (_, c2, r2, y2), u in x["port_use"].items():
            if (c2, r2, y2) == (c, r, y):
                net = net - OVEN[c2] * onto(u)
        for (k, r2, y2), d in x["store_discharge"].items():
            if (CARRIER[k], r2, y2) == (c, r, y):
                net = net + onto(d - x["store_charge"][k, r2, y2])
        for (k, _, way, y2), f in x["line_flow"].items():
            if CARRIER[k] == c and y2 == y:
                start, end = ("A", "B") if way == "forward" else ("B", "A")
                net = net - onto(f) * (start == r) + ARRIVES[k] * onto(f) * (end == r)
        for name, sign in (("purchase", 1), ("sale", -1)):
            for (c2, r2, _, y2), f in x[name].items():
                net = net + sign * onto(f) * ((c2, r2, y2) == (c, r, y))
        for name, sign in (("unmet", 1), ("surplus", -1)):
            if (c, r, y) in x[name]:
                net = net + sign * onto(x[name][c, r, y])
        out[c, r, y] = net
    return out


def emission_account(w: World):
    _, x, _ = w
    out = {}
    for (g, s, n, r, y), e in x["emission"].items():
        total = 0.0
        if n == "energy supply":
            total += 0.61 * (x["purchase"]["el", r, "1", y] * HOURS).sum()
            if ("el", r, "1", y) in x["sale"]:
                total += -0.1 * (x["sale"]["el", r, "1", y] * HOURS).sum()
        elif n == "use" and s == "industry":
            total += 0.017e-3 * 53 * (x["activity"]["mill", r, y] * HOURS).sum()
            total += 0.013e-3 * 59 * (x["port_use"]["oven", "h2", r, y] * HOURS).sum()
        elif n == "manufacture":
            total += 71 * x["capacity_built"]["wind", r, y][0] / PERIODS[y][1]
        out[g, s, n, r, y] = e - total
    return out


def policy_below_limit(w: World):
    _, x, p = w
    out = {}
    for policy, area, until in p["policy_limit"]:
        if policy == "cap":
            counted = sum(e for (_, _, n, _, y), e in x["emission"].items() if n == "energy supply" and y == until)
            out[policy, area, until] = (
                counted - {2030: 9000.0, 2040: 6000.0}[until] - x["overshoot"][policy, area, until]
            )
        elif policy == "most":
            counted = sum(
                w * x["capacity"][k, r, until] for k, w in (("wind", 1), ("electrolyser", 0.43)) for r in "AB"
            )
            out[policy, area, until] = counted - 9001
        elif policy == "pace":
            factor, seed = 1.07**10, 31 * (1.07**10 - 1) / 0.07
            now, before = (x["capacity"]["electrolyser", area, y] for y in (2040, 2030))
            out[policy, area, until] = now - factor * before - seed
        elif policy == "bought":
            each = {y: sum((x["purchase"]["el", r, "1", y] * HOURS).sum() for r in "AB") for y in PERIODS}
            out[policy, area, until] = (10 * each[2030] + 5 * each[2040]) / 15 - 71e3
        elif policy == "fresh":
            out[policy, area, until] = x["capacity_built"]["wind", area, until] - 8009
        elif policy == "used":
            drawn = sum(
                PERIODS[y][1] * -RATIO[k, "el"] * ONTO["el"](a if len(a) == 5 else np.full(5, a[0])).sum()
                for (k, _, y), a in x["activity"].items()
                if RATIO.get((k, "el"), 0) < 0
            )
            drawn += sum(
                PERIODS[y][1] * OVEN["el"] * (u * HOURS).sum() for (_, c, _, y), u in x["port_use"].items() if c == "el"
            )
            out[policy, area, until] = drawn - 9999e3
        elif policy == "budget":
            counted = sum(e * PERIODS[y][1] for (_, _, _, r, y), e in x["emission"].items() if r == area)
            out[policy, area, until] = counted - 900e3
    return out


def policy_above_limit(w: World):
    _, x, p = w
    made = {(r, y): e for (_, _, n, r, y), e in x["emission"].items() if n == "manufacture"}
    out = {row: made[row[1], row[2]] + 1000.0 for row in p["policy_limit"] if row[0] == "floor"}
    for _, r, y in [row for row in p["policy_limit"] if row[0] == "green"]:
        wind, bought = ((rate * HOURS).sum() for rate in (x["activity"]["wind", r, y], x["purchase"]["el", r, "1", y]))
        out["green", r, y] = wind - 0.17 * (wind + bought)
    return out


def port_group_whole(w: World):
    _, x, _ = w
    out = {}
    for (k, r, y), a in x["activity"].items():
        if k == "oven":
            out[k, "heat", r, y] = x["port_use"][k, "h2", r, y] + x["port_use"][k, "el", r, y] - a
    return out


def _shares(bound: dict[str, float]):
    def rows(w: World):
        _, x, _ = w
        return {
            (k, c, r, y): u - bound[c] * x["activity"][k, r, y]
            for (k, c, r, y), u in x["port_use"].items()
            if c in bound
        }

    return rows


def reservoir_balance(w: World):
    _, x, _ = w
    out = {}
    for (k, r, y), level in x["reservoir_level"].items():
        before = {2030: 1103.0, 2040: x["reservoir_level"][k, r, 2030]}[y]
        net = (0.97 * x["store_charge"][k, r, y] - x["store_discharge"][k, r, y]) * HOURS.sum()
        out[k, r, y] = level - before - PERIODS[y][1] * net
    return out


def reservoir_below_capacity(w: World):
    _, x, _ = w
    return {key: level - x["capacity"][key] for key, level in x["reservoir_level"].items()}


def reserve_above_margin(w: World):
    _, x, _ = w
    load = np.array([0.7, 1.3, 1.1, 0.9, 0.8])
    demand = {"A": 5 * load / ((load * HOURS).sum() / HOURS.sum()), "B": np.full(5, 7.0)}
    out = {}
    for y in PERIODS:
        for r in "AB":
            out["firm", r, y] = 0.61 * x["capacity"]["wind", r, y] - 1.19 * demand[r]
        firm = sum(19 * x["capacity"]["electrolyser", r, y] for r in "AB")
        made = sum(19 * x["activity"]["electrolyser", r, y] for r in "AB") + 23 * x["activity"]["hot", "A", y]
        out["made", "all", y] = firm - 1.11 * made
    return out


EQUATIONS: dict[str, Callable[[World], dict]] = {
    "capacity_survives": capacity_survives,
    "capacity_retires": capacity_retires,
    "capacity_total": capacity_total,
    "activity_below_capacity": activity_below_capacity,
    "activity_above_minimum_load": activity_above_minimum_load,
    "activity_ramps_up": activity_ramps_up,
    "activity_ramps_down": activity_ramps_down,
    "store_balance": store_balance,
    "store_level_below_capacity": store_level_below_capacity,
    "store_level_above_minimum": store_level_above_minimum,
    "store_charge_below_power": _power("charge"),
    "store_discharge_below_power": _power("discharge"),
    "store_charge_below_rate": _rate("charge", 0.37),
    "store_discharge_below_rate": _rate("discharge", 0.41),
    "store_cycles_below_limit": store_cycles_below_limit,
    "store_stretch_balance": store_stretch_balance,
    "store_swing_above_level": store_swing_above_level,
    "store_swing_below_level": store_swing_below_level,
    "store_first_day_below_capacity": store_first_day_below_capacity,
    "store_first_day_above_minimum": store_first_day_above_minimum,
    "store_last_day_below_capacity": store_last_day_below_capacity,
    "store_last_day_above_minimum": store_last_day_above_minimum,
    "port_group_whole": port_group_whole,
    "port_share_below_maximum": _shares({"h2": 0.8, "el": 0.7}),
    "port_share_above_minimum": _shares({"h2": 0.2}),
    "reservoir_balance": reservoir_balance,
    "reservoir_below_capacity": reservoir_below_capacity,
    "reserve_above_margin": reserve_above_margin,
    "line_flow_below_capacity": line_flow_below_capacity,
    "carrier_balance": carrier_balance,
    "emission_account": emission_account,
    "policy_below_limit": policy_below_limit,
    "policy_above_limit": policy_above_limit,
}
