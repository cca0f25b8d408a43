"""A case as a PyPSA network that is the same problem, number by number; a case of which a part has no counterpart is refused.

The network is read off the compiled problem, not off the tables: whatever the formulation states becomes a bus, a flow, a
store or a limit of the network, or is refused, and nothing can be forgotten on the way.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimizer.algebra import compile_model
from optimizer.case.model import Case
from optimizer.errors import CaseError, MissingError
from optimizer.files import whole
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.to_pypsa.frame import Frame
from optimizer.to_pypsa.parts import Parts
from optimizer.to_pypsa.reader import Reader
from optimizer.to_pypsa.reduced import reduced
from optimizer.to_pypsa.refused import problems
from optimizer.to_pypsa.rows import Unmapped
from optimizer.to_pypsa.write import Writer

__all__ = ["network", "parts_of", "write_network"]

OF = "case that PyPSA has no counterpart for"


def parts_of(case: Case) -> tuple[Inputs, Frame, Parts]:
    """The parts of the network of a case.

    Raises:
        CaseError: with every feature that has no counterpart.
    """
    inputs = prepare(case, vocabulary())
    compiled = compile_model(build_model(inputs))
    reader = Reader(inputs, reduced(compiled))
    parts = reader.read()
    integers = [g for groups in reader.flows.values() for g in groups if compiled.integer[g.range].any()]
    unmapped = [*reader.unmapped, *(Unmapped(g, "whole numbers") for g in integers)]
    if unmapped:
        raise CaseError(problems(unmapped, inputs), OF)
    return inputs, reader.frame, parts


def network(case: Case) -> Any:
    """The case as a `pypsa.Network`; `n.optimize(multi_investment_periods=True)` finds the cost of the case.

    Raises:
        CaseError: with every feature that has no counterpart.
        MissingError: there is no pypsa.
    """
    try:
        import pypsa
    except ModuleNotFoundError:
        raise MissingError("A network", "PyPSA", "pypsa") from None
    _, frame, parts = parts_of(case)
    n = pypsa.Network(name=case.options.name)
    options = case.options
    n.meta = {"case": options.name, "scenario": case.scenario, "title": options.title, "money": options.money}
    Writer(frame, n).write(parts)
    return n


def write_network(case: Case, path: Path) -> Any:
    """Write the network of a case as netCDF, and return it.

    Raises:
        CaseError: with every feature that has no counterpart.
    """
    n = network(case)
    with whole(path) as part:
        n.export_to_netcdf(part)
    return n
