"""Carbon in carriers: what converters take in and do not give out, what is lost, dumped, burnt in demand, and put away.

Fossil carbon is booked where it reaches the air. Biogenic carbon came from the air and is booked only where it is put into a store
that keeps it (`permanent`), as a removal. `docs/decisions/0010-carbon.md` says why.
"""

from __future__ import annotations

from typing import Any

from optimizer.clock import Clock
from optimizer.index import Index, Label, Values
from optimizer.inputs.flows import Flows
from optimizer.inputs.leaks import Leaks
from optimizer.inputs.world import Lookup, World, clocked, yes

ACCOUNT = ("gas", "sector", "stage", "region", "period")
KINDS = ("fossil", "biogenic")
ROUNDING = 1e-9  # of what is taken in: a difference of this size is no carbon
Key = tuple[Label, ...]


class CarbonContent:
    """Factors that follow from the carbon of carriers, and the accounts they book in."""

    def __init__(self, w: World, flows: Flows) -> None:
        self.w, self.flows = w, flows
        rows = w.table("carbon")
        self.content = Lookup(rows.assign(region=""), ["carrier", "kind"])
        firsts = rows.drop_duplicates("carrier").set_index("carrier")
        self.burnt = {str(c): r == "burnt" for c, r in firsts["delivered"].items()}
        self.of_carrier = {str(c): s or "energy" for c, s in firsts["sector"].items()}
        self.stage_of = {c: str(s) for c, s in firsts["stage"].items() if s}
        self.technologies = {t.technology: t for t in w.technologies("converter", "store", "line")}
        self.indexes: dict[str, Index] = {}
        self.values: dict[str, Values] = {}
        self.accounts: set[Key] = set()
        self._converters()
        self._trade()
        self._losses()
        self._put_away()

    def of(self, carrier: Label, kind: str, period: Label) -> float:
        """Carbon of a kind in a unit of the carrier [gas_unit/carrier_unit]."""
        series = self.content.one(carrier, kind, place="")
        return 0.0 if series is None else series.at(int(period))

    # -- where something is booked ------------------------------------------------------------------------
    def _account(self, sector: str, stage: str, region: Label, period: Label) -> Key:
        return (self.w.case.options.carbon_gas, sector, stage, region, period)

    def _of(self, technology: Label, region: Label, period: Label, default: str = "use") -> Key:
        t = self.technologies[str(technology)]
        return self._account(t.sector or "energy", t.stage or default, region, period)

    def _store(
        self, name: str, own: tuple[str, ...], found: dict[Key, float], clocks: dict[Key, Clock], unit: str
    ) -> None:
        dims = (*own, *ACCOUNT)
        self._put(name, dims, found, clocks, unit)
        self.accounts |= {label[len(own) :] for label in found}

    def _put(
        self, name: str, dims: tuple[str, ...], found: dict[Key, float], clocks: dict[Key, Clock], unit: str
    ) -> None:
        self.values[name] = Values.of(name, self.w.index(dims, found), list(found.values()), unit)
        self.indexes[name] = self.w.index(dims, found, [clocks[label] for label in found])

    # -- converters ---------------------------------------------------------------------------------------
    def _converters(self) -> None:
        """Carbon taken in less carbon given out, per unit of activity, and of each port with a free share."""
        ports: dict[tuple[Label, Label], list[tuple[Label, float]]] = {}
        for (k, c, y), ratio in self.flows.ratios.items():
            ports.setdefault((k, y), []).append((c, ratio))
        use: dict[Key, float] = {}
        port_use: dict[Key, float] = {}
        clocks: dict[Key, Clock] = {}
        kept = {name: dict[Key, float]() for name in ("carbon_of_ports", "carbon_of_free_ports")}
        for (k, r, y), clock in clocked(self.flows.indexes["active"]):
            for kind in KINDS:
                carried = [(c, -ratio * self.of(c, kind, y)) for c, ratio in ports[k, y]]
                if not any(amount > 0 for _, amount in carried):
                    continue  # what gives out carbon and takes in none has it from the ground or from the air
                free = {c: v for c, v in carried if v and (k, c) in self.flows.group}
                fixed = sum(v for c, v in carried if c not in free)
                fixed = 0.0 if abs(fixed) <= ROUNDING * max(abs(v) for _, v in carried) else fixed
                if kind == "fossil":
                    for account, amount in self._booked((k, r, y), carried, free, fixed).items():
                        use[(k, *account)], clocks[(k, *account)] = amount, clock
                    for c, v in free.items():
                        label = (k, c, *self._at(c, k, r, y))
                        port_use[label], clocks[label] = v, clock
                if free and any(v < 0 for _, v in carried):
                    clocks |= dict.fromkeys([(k, kind, r, y), *((k, c, kind, r, y) for c in free)], clock)
                    kept["carbon_of_ports"][k, kind, r, y] = fixed
                    kept["carbon_of_free_ports"] |= {(k, c, kind, r, y): v for c, v in free.items()}
        unit = "gas_unit/activity_unit"
        self._store("carbon_of_activity", ("technology",), use, clocks, unit)
        self._store("carbon_of_port_use", ("technology", "carrier"), port_use, clocks, unit)
        own = ("technology", "origin", "region", "period")
        rows = kept["carbon_of_ports"]
        self.indexes["carbon_kept"] = self.w.index(own, rows, [clocks[label] for label in rows])
        self._put("carbon_of_ports", own, {n: v for n, v in rows.items() if v}, clocks, unit)
        dims = ("technology", "carrier", "origin", "region", "period")
        self._put("carbon_of_free_ports", dims, kept["carbon_of_free_ports"], clocks, unit)

    def _at(self, carrier: Label, technology: Label, region: Label, period: Label) -> Key:
        """Where a converter books the carbon of a carrier: in the stage of the carrier, else in its own."""
        gas, sector, stage, *rest = self._of(technology, region, period)
        return (gas, sector, self.stage_of.get(carrier, stage), *rest)

    def _booked(
        self, label: Key, carried: list[tuple[Label, float]], free: dict[Label, float], fixed: float
    ) -> dict[Key, float]:
        """What reaches the air through ports in fixed proportion, by account: a carrier with a stage of its own books there the part
        of its carbon that is not given out (captured), the same share of all that is taken in."""
        technology, region, period = label
        taken = sum(v for c, v in carried if v > 0 and c not in free)
        staged = {c: v for c, v in carried if v > 0 and c not in free and c in self.stage_of}
        found: dict[Key, float] = {}
        for c, v in staged.items():
            account = self._at(c, technology, region, period)
            found[account] = found.get(account, 0.0) + v * fixed / taken
        own = self._of(technology, region, period)
        rest = fixed * (1.0 - sum(staged.values()) / taken) if staged else fixed
        if abs(rest) > ROUNDING * taken or (rest and not staged):
            found[own] = found.get(own, 0.0) + rest
        return {account: v for account, v in found.items() if v}

    # -- what leaves the carriers without a converter -----------------------------------------------------
    def _trade(self) -> None:
        """Fossil carbon that is dumped, and that is burnt by those who are delivered to."""
        demand = self.w.table("demand")
        wanted = set(zip(demand["carrier"], demand["region"], strict=True))
        dumped = self.stated("surplus")
        unit = "gas_unit/carrier_unit"
        for name, index, counts in (
            ("carbon_of_surplus", "surplus", lambda c, _: ("", c) not in dumped),
            ("carbon_delivered", "balance", lambda c, r: (c, r) in wanted and self.burnt.get(str(c))),
        ):
            found: dict[Key, float] = {}
            clocks: dict[Key, Clock] = {}
            for (c, r, y), clock in clocked(self.flows.indexes[index]):
                content = self.of(c, "fossil", y)
                if content and counts(c, r):
                    label = (c, *self._account(self.of_carrier[str(c)], "use", r, y))
                    found[label], clocks[label] = content, clock
            self._store(name, ("carrier",), found, clocks, unit)

    def stated(self, flow: str) -> set[tuple[Any, Any]]:
        """(technology or '', carrier) of which emissions.csv says what becomes of it."""
        rows = self.w.table("emissions")
        rows = rows[(rows["flow"] == flow) & (rows["account"] == "territorial")]
        return set(zip(rows["technology"], rows["carrier"], strict=True))

    def _losses(self) -> None:
        """Fossil carbon lost in stores and on lines, unless emissions.csv says what becomes of it."""
        told, leaks, unit = self.stated("leak"), Leaks(self.flows), "gas_unit/carrier_unit"
        for name, own, where, stage in (
            ("carbon_of_store_leak", ("technology",), leaks.stores(), "use"),
            ("carbon_of_line_leak", ("technology", "route", "direction"), leaks.lines(), "transport"),
        ):
            found: dict[Key, float] = {}
            clocks: dict[Key, Clock] = {}
            for leak in where:
                content = self.of(leak.carrier, "fossil", leak.period)
                if content and not {("", leak.carrier), (leak.technology, leak.carrier)} & told:
                    label = (*leak.label, *self._of(leak.technology, leak.region, leak.period, stage))
                    found[label], clocks[label] = content, leak.clock
            self._store(name, own, found, clocks, unit)

    def _put_away(self) -> None:
        """Biogenic carbon that a permanent store takes is removed; what is taken out again is not."""
        found: dict[Key, float] = {}
        clocks: dict[Key, Clock] = {}
        for (k, r, y), clock in clocked(self.flows.indexes["store_flows"]):
            t = self.technologies[str(k)]
            content = self.of(t.reference, "biogenic", y)
            if content and yes(t.permanent):
                label = (k, *self._account(t.sector or "energy", "removal", r, y))
                found[label], clocks[label] = -content, clock
        self._store("carbon_put_away", ("technology",), found, clocks, "gas_unit/carrier_unit")
