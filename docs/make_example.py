"""Write results/example from a finished run: the workbook, the hand-in to the IAMC and the charts, small enough to look at before installing.

    h2opt run inputs/china --charts                       # results/china/base, about two minutes
    python docs/make_example.py results/china/base        # results/example

Nothing is solved. The workbook is that of `h2opt run` without its longest sheets, and charts are small.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from optimizer.report.charts import CHARTS  # noqa: E402
from optimizer.report.fonts import lettered  # noqa: E402
from optimizer.report.iamc import handin, write_handin  # noqa: E402
from optimizer.report.legends import signed  # noqa: E402
from optimizer.report.workbook import write_workbook  # noqa: E402
from optimizer.solution import Solution, open_solution  # noqa: E402

LONGEST = ("cash", "costs", "closing")
"""Sheets that are left out: payments year by year, the whole ledger and who bears it, nearly half of the file."""
DOTS = 80
"""Of an inch of a small chart."""
LARGEST = 3e6  # bytes of the folder


def placed(solution: Solution, case: Path) -> Solution:
    """The answer with places of regions and colours of carriers; a run of before they were kept takes them from the tables of its case."""
    meta = dict(solution.meta)
    if not meta.get("region_places"):
        table = pd.read_csv(case / "regions.csv").set_index("region")[["latitude", "longitude"]]
        members = meta["case"]["regions"]["members"]
        meta["region_places"] = {r: table.loc[of].mean().tolist() for r, of in members.items()}
    if "carrier_colors" not in meta:
        meta["carrier_colors"] = pd.read_csv(case / "carriers.csv").set_index("carrier")["color"].dropna().to_dict()
    return replace(solution, meta=meta)


def page(solution: Solution, charts: list[Path]) -> str:
    """What the folder holds and where it comes from."""
    meta = solution.meta
    case = meta["case"]
    years = solution.inputs["period"].values
    pictures = "\n\n".join(f"![{file.stem}]({file.name})" for file in charts)
    return f"""# An example: {case["title"] or case["name"]}

What a run leaves, to look at before installing: scenario `{case["scenario"]}` of `inputs/{case["name"]}`, {years[0]} to {years[-1]},
{len(solution.inputs["region"])} regions; {meta["status"]}; {meta["size"]["columns"]:,} variables, {meta["size"]["rows"]:,} rows;
total discounted cost {meta["objective"]:,.0f} {meta["money"]}. Written {meta["created"][:10]} with highspy {meta["versions"]["highspy"]}.

- `summary.xlsx`: the workbook, without its sheets {", ".join(f"`{name}`" for name in LONGEST)}
- `iamc.xlsx`: the hand-in with IAMC names
- charts, smaller than `h2opt report` draws them (it draws SVG and Chinese ones too)

A folder of your own also holds `solution.nc` (everything, opens with xarray) and `run.json`. Written again by

    h2opt run inputs/{case["name"]}
    python docs/make_example.py results/{case["name"]}/{case["scenario"]}

{pictures}
"""


def make(results: Path, to: Path, case: Path | None = None) -> list[Path]:
    """Write the example; returns its files.

    Args:
        results: folder of a finished run.
        to: folder that is replaced.
        case: of the run; the shipped one of its name by default.

    Raises:
        SystemExit: the folder would be larger than three million bytes.
    """
    solution = open_solution(results)
    solution = placed(solution, case or ROOT / "inputs" / str(solution.meta["case"]["name"]))
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    written = [write_workbook(solution, to / "summary.xlsx", without=LONGEST)]
    written += write_handin(handin(solution), to / "iamc.xlsx")
    charts = []
    with lettered():
        for name, chart in CHARTS.items():
            figure = chart(solution)
            if figure is not None:
                charts.append(to / f"{name}.png")
                signed(figure, solution).savefig(charts[-1], dpi=DOTS)
    readme = to / "README.md"
    readme.write_text(page(solution, charts), encoding="utf-8")
    size = sum(file.stat().st_size for file in to.iterdir())
    if size > LARGEST:
        raise SystemExit(f"{to} has {size:,} bytes, more than {LARGEST:,.0f}")
    return [*written, *charts, readme]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, help="folder of a finished run")
    parser.add_argument("--to", type=Path, default=ROOT / "results" / "example")
    parser.add_argument("--case", type=Path, default=None, help="case of the run; inputs/NAME by default")
    asked = parser.parse_args()
    for file in make(asked.results, asked.to, asked.case):
        sys.stdout.write(f"{file.stat().st_size:>9,}  {file}\n")
