"""Problems to solve in tests and measurements: hubs, pathways and random programs, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.compiled import Compiled, Family, RawSolution, Status

Floats = NDArray[np.float64]


@dataclass
class Builder:
    """Columns and rows gathered block by block, then compiled."""

    names: list[tuple[str, int]] = field(default_factory=list)
    row_names: list[tuple[str, int]] = field(default_factory=list)
    parts: list[tuple[Any, Any, Any]] = field(default_factory=list)
    columns: list[tuple[Floats, Floats, Floats]] = field(default_factory=list)
    rows: list[tuple[Floats, Floats]] = field(default_factory=list)
    width: int = 0
    height: int = 0

    def variable(self, name: str, size: int, cost: Any = 0.0, lower: Any = 0.0, upper: Any = np.inf) -> NDArray[Any]:
        full = [np.broadcast_to(np.asarray(v, float), size).copy() for v in (lower, upper, cost)]
        self.columns.append((full[0], full[1], full[2]))
        self.names.append((name, size))
        self.width += size
        return np.arange(self.width - size, self.width)

    def constraint(self, name: str, lower: Any, upper: Any, *terms: tuple[Any, Any], size: int) -> None:
        """`terms` are (coefficient, columns), each broadcast to `size` rows."""
        full = [np.broadcast_to(np.asarray(v, float), size).copy() for v in (lower, upper)]
        self.rows.append((full[0], full[1]))
        self.row_names.append((name, size))
        at = np.arange(self.height, self.height + size)
        for coefficient, columns in terms:
            self.parts.append(
                (np.broadcast_to(np.asarray(coefficient, float), size), at, np.broadcast_to(columns, size))
            )
        self.height += size

    def entries(self, coefficients: Any, rows: Any, columns: Any) -> None:
        """More entries in rows that exist."""
        self.parts.append(tuple(np.broadcast_arrays(np.asarray(coefficients, float), rows, columns)))

    def compile(self) -> Compiled:
        data, rows, columns = (np.concatenate([p[i] for p in self.parts]) for i in range(3))
        matrix = sp.csr_array((data, (rows, columns)), shape=(self.height, self.width))
        lower, upper, cost = (np.concatenate([c[i] for c in self.columns]) for i in range(3))
        row_lower, row_upper = (np.concatenate([r[i] for r in self.rows]) for i in range(2))
        return Compiled(
            matrix=matrix, row_lower=row_lower, row_upper=row_upper, lower=lower, upper=upper, cost=cost, offset=0.0,
            integer=np.zeros(self.width, bool), columns=families(self.names), rows=families(self.row_names),
        )  # fmt: skip


def families(named: list[tuple[str, int]]) -> tuple[Family, ...]:
    """Plain families one after another, labelled 0, 1, 2 ..."""
    made, start = [], 0
    for name, size in named:
        made.append(Family(name, start, size, labels=tuple((i,) for i in range(size))))
        start += size
    return tuple(made)


def problem(
    matrix: Any, row_lower: Any, row_upper: Any, lower: Any, upper: Any, cost: Any, integer: Any = False
) -> Compiled:
    """A small problem from dense arrays, with one family `x` of columns and one `row` of rows."""
    a = sp.csr_array(np.atleast_2d(np.asarray(matrix, float)))
    m, n = a.shape
    full = [
        np.broadcast_to(np.asarray(v, float), k).copy()
        for v, k in ((row_lower, m), (row_upper, m), (lower, n), (upper, n), (cost, n))
    ]
    return Compiled(
        matrix=a, row_lower=full[0], row_upper=full[1], lower=full[2], upper=full[3], cost=full[4], offset=0.0,
        integer=np.broadcast_to(np.asarray(integer, bool), n).copy(),
        columns=families([("x", n)]), rows=families([("row", m)]),
    )  # fmt: skip


def hub(hours: int, seed: int = 0) -> Compiled:
    """One region x `hours`: wind, solar, battery, electrolyser and tank meet a hydrogen demand (10 columns an hour)."""
    rng = np.random.default_rng(seed)
    t = np.arange(hours)
    solar = np.clip(np.sin((t % 24 - 6) / 12 * np.pi), 0, None) * rng.uniform(0.5, 1.0, hours // 24 + 1)[t // 24]
    wind = np.clip(0.35 + 0.3 * np.sin(t / 60) + np.cumsum(rng.normal(0, 0.03, hours)) % 0.4, 0, 1)
    year = hours / 8760
    b = Builder()
    size = {
        name: b.variable(f"{name}_capacity", 1, cost * year, 0, 1e5)[0]
        for name, cost in {
            "wind": 90.0,
            "solar": 45.0,
            "battery": 20.0,
            "power": 8.0,
            "cell": 60.0,
            "tank": 1.1,
            "fill": 3.0,
        }.items()
    }
    flow = {
        name: b.variable(name, hours, cost)
        for name, cost in {
            "wind": 0.001, "solar": 0.0, "charge": 0.0002, "discharge": 0.0002, "stored": 0.0, "cell": 0.0005, "fill": 0.0001, "draw": 0.0001,
            "tank": 0.0, "unmet": 5.0,
        }.items()
    }  # fmt: skip
    before = np.roll(t, 1)
    b.constraint("wind_available", -np.inf, 0, (1, flow["wind"]), (-wind, size["wind"]), size=hours)
    b.constraint("solar_available", -np.inf, 0, (1, flow["solar"]), (-solar, size["solar"]), size=hours)
    for name, of in {
        "charge": "power",
        "discharge": "power",
        "stored": "battery",
        "cell": "cell",
        "fill": "fill",
        "tank": "tank",
    }.items():
        b.constraint(f"{name}_below_capacity", -np.inf, 0, (1, flow[name]), (-1, size[of]), size=hours)
    b.constraint(
        "electricity", 0, np.inf, (1, flow["wind"]), (1, flow["solar"]), (1, flow["discharge"]), (-1, flow["charge"]),
        (-1, flow["cell"]), (-0.02, flow["fill"]), size=hours,
    )  # fmt: skip
    b.constraint(
        "battery", 0, 0, (1, flow["stored"]), (-0.999, flow["stored"][before]), (-0.95, flow["charge"]),
        (1 / 0.95, flow["discharge"]), size=hours,
    )  # fmt: skip
    b.constraint(
        "tank", 0, 0, (1, flow["tank"]), (-1, flow["tank"][before]), (-1, flow["fill"]), (1, flow["draw"]), size=hours
    )
    demand = 50 * (1 + 0.2 * np.sin(t / 24 * 2 * np.pi))
    b.constraint(
        "hydrogen",
        demand,
        np.inf,
        (0.68, flow["cell"]),
        (-1, flow["fill"]),
        (1, flow["draw"]),
        (1, flow["unmet"]),
        size=hours,
    )
    return b.compile()


def pathway(regions: int, periods: int, days: int, steps: int, seed: int = 0) -> Compiled:
    """Regions in a ring over milestone years: builds by vintage, operation on typical days, a falling carbon cap."""
    rng = np.random.default_rng(seed)
    plants = {"coal": (60.0, 0.02), "gas": (40.0, 0.05), "wind": (95.0, 0.0), "solar": (50.0, 0.0), "cell": (55.0, 0.0)}
    n = regions * periods * days * steps
    r, y, d, h = (v.ravel() for v in np.indices((regions, periods, days, steps)))
    at = r * periods + y
    weight = 8760 / (days * steps)
    discount = 0.95 ** (5 * np.arange(periods))
    solar = np.clip(np.sin((h / steps - 0.25) * 2 * np.pi), 0, None) * rng.uniform(0.5, 1, days)[d]
    wind = rng.uniform(0.1, 0.9, (regions, days, steps))[r, d, h]
    available = {"coal": 0.9, "gas": 0.95, "wind": wind, "solar": solar, "cell": 1.0}
    b = Builder()
    build = {
        k: b.variable(
            f"build_{k}", regions * periods, np.tile(discount, regions) * c * 5 * rng.uniform(0.9, 1.1), 0, 1e4
        )
        for k, (c, _) in plants.items()
    }
    capacity = {k: b.variable(f"capacity_{k}", regions * periods, np.tile(discount, regions) * 2) for k in plants}
    run = {k: b.variable(f"run_{k}", n, discount[y] * v * weight * 0.1) for k, (_, v) in plants.items()}
    store = {
        k: b.variable(f"store_{k}", n, discount[y] * 1e-4 * weight)
        for k in ("charge", "discharge", "level", "fill", "draw", "tank")
    }
    content = {
        k: b.variable(f"content_{k}", regions * periods, np.tile(discount, regions) * c)
        for k, c in {"battery": 9.0, "tank": 0.6}.items()
    }
    line = {
        k: b.variable(f"line_{k}", n, discount[y] * 1e-3 * weight, 0, 40)
        for k in ("east", "west", "pipe_east", "pipe_west")
    }
    unmet = {k: b.variable(f"unmet_{k}", n, discount[y] * 3 * weight) for k in ("power", "hydrogen")}
    pairs = np.arange(regions * periods)
    for k in plants:
        rows = b.height
        b.constraint(f"capacity_of_{k}", -np.inf, 20.0 if k == "coal" else 0.0, (1, capacity[k]), size=len(pairs))
        for age in range(4):
            live = pairs[pairs % periods >= age]
            b.entries(-1, rows + live, build[k][live - age])
        b.constraint(
            f"run_{k}_below_capacity", -np.inf, 0, (1, run[k]), (-np.asarray(available[k]), capacity[k][at]), size=n
        )
    for level, of in {"level": "battery", "tank": "tank"}.items():
        b.constraint(f"{level}_below_content", -np.inf, 0, (1, store[level]), (-1, content[of][at]), size=n)
    step = np.arange(n)
    before = step - 1 + steps * (h == 0)
    b.constraint(
        "battery",
        0,
        0,
        (1, store["level"]),
        (-1, store["level"][before]),
        (-0.93, store["charge"]),
        (1.07, store["discharge"]),
        size=n,
    )
    b.constraint(
        "tank", 0, 0, (1, store["tank"]), (-1, store["tank"][before]), (-1, store["fill"]), (1, store["draw"]), size=n
    )
    stride = periods * days * steps
    from_west, from_east = (step - stride) % n, (step + stride) % n
    power = rng.uniform(20, 60, regions)[r] * (1 + 0.05 * y) * (1 + 0.3 * np.sin(h / steps * 2 * np.pi))
    b.constraint(
        "power", power, np.inf, *((1, run[k]) for k in ("coal", "gas", "wind", "solar")), (-1, run["cell"]),
        (1, store["discharge"]), (-1, store["charge"]), (-1, line["east"]), (-1, line["west"]),
        (0.97, line["east"][from_west]), (0.97, line["west"][from_east]), (1, unmet["power"]), size=n,
    )  # fmt: skip
    b.constraint(
        "hydrogen", 3.0 * y, np.inf, (0.67, run["cell"]), (-1, store["fill"]), (1, store["draw"]),
        (-1, line["pipe_east"]), (-1, line["pipe_west"]), (0.99, line["pipe_east"][from_west]),
        (0.99, line["pipe_west"][from_east]), (1, unmet["hydrogen"]), size=n,
    )  # fmt: skip
    cap = regions * 40 * 8760 * 0.8 * np.linspace(1, 0.02, periods)
    rows = b.height
    b.constraint("carbon", -np.inf, cap, size=periods)
    b.entries(0.95 * weight, rows + y, run["coal"])
    b.entries(0.4 * weight, rows + y, run["gas"])
    return b.compile()


def random_program(seed: int, columns: int, rows: int, infinite: float = 0.3) -> Compiled:
    """A feasible, bounded linear program: bounds lie around a known point, costs come from known prices."""
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(rows, columns)) * (rng.random((rows, columns)) < 0.5)
    x = rng.uniform(-5, 5, columns)
    activity = a @ x

    def around(v: Floats) -> tuple[Floats, Floats]:
        kind = rng.integers(0, 4, len(v))
        low = np.where(rng.random(len(v)) < infinite, -np.inf, v - rng.uniform(0, 3, len(v)))
        high = np.where(rng.random(len(v)) < infinite, np.inf, v + rng.uniform(0, 3, len(v)))
        return np.where(kind == 0, v, low), np.where(kind == 0, v, high)

    row_lower, row_upper = around(activity)
    lower, upper = around(x)

    def price(low: Floats, high: Floats) -> Floats:
        """Prices that push only against bounds that exist."""
        p = rng.normal(size=len(low))
        return np.where(p > 0, np.where(np.isfinite(low), p, 0), np.where(np.isfinite(high), p, 0))

    cost = a.T @ price(row_lower, row_upper) + price(lower, upper)
    return problem(a, row_lower, row_upper, lower, upper, cost)


def answer(compiled: Compiled, values: Any) -> RawSolution:
    """A point that was thought out, as an interior answer without prices."""
    x, (m, n) = np.asarray(values, float), compiled.shape
    return RawSolution(
        Status.OPTIMAL, float(compiled.cost @ x), x, compiled.matrix @ x, np.zeros(m), np.zeros(n),
        basic=False, algorithm="by hand", bound=0.0, iterations=0, seconds=0.0,
    )  # fmt: skip
