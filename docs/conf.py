"""How the documentation becomes a site: `python -m sphinx -W --keep-going -c docs . site` from the top folder.

The pages are read where they stand, as plain Markdown that GitHub shows too; no page has a word for this site alone. What stands in the
side bar, and in which order, follows from the lists of links of docs/README.md, docs/decisions/README.md and inputs/README.md.
"""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import join, normpath
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]
project = "Hydrogen transition optimizer"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "README"
include_patterns = ["*.md", "docs/**.md", "inputs/README.md", "inputs/*/README.md", "results/example/README.md"]
exclude_patterns = [
    ".*",
    "build",
    "dist",
    "site",
    "*.egg-info",
    "optimizer",
    "tests",
    "benchmarks",
    "results/[!e]*",
    "inputs/*/[!R]*",
]
myst_heading_anchors = 4
myst_fence_as_directive = ["math"]
highlight_language = "none"
html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_static_path: list[str] = ["site.css"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
PARTS = {"docs/decisions/README": "", "inputs/README": ""}
"""Pages whose links are pages below them."""
LINK = re.compile(r"\]\(([^)#:]+\.md)\)")


def _tree(folder: str, links: list[str], caption: str = "") -> str:
    """The pages that some links lead to, for the side bar."""
    names = dict.fromkeys(f"/{normpath(join(folder, link)).removesuffix('.md')}" for link in links)
    lines = ["```{toctree}", ":hidden:", *([f":caption: {caption}"] if caption else []), "", *names, "```"]
    return "\n\n" + "\n".join(lines) + "\n"


def _sections() -> list[tuple[str, list[str]]]:
    """Headings of docs/README.md, each with the pages that its list items begin with."""
    _, *parts = re.split(r"^## ", (ROOT / "docs" / "README.md").read_text(encoding="utf-8"), flags=re.M)
    return [(p.partition("\n")[0], re.findall(r"^- \[[^\]]*\]\(([^)#]+\.md)\)", p, re.M)) for p in parts]


def add_trees(app: Sphinx, name: str, source: list[str]) -> None:
    """What the site needs beside the words of a page."""
    if name == root_doc:
        source[0] += _tree("", ["docs/README.md"])
        source[0] += "".join(_tree("docs", links, caption) for caption, links in _sections())
    elif name in PARTS:
        source[0] += _tree(name.rpartition("/")[0], LINK.findall(source[0]))


def equation(page: Any, node: nodes.math_block) -> None:
    """An equation as MathML, which browsers draw without scripts and without a network."""
    page.body.append(f'<div class="equation">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


def symbol(page: Any, node: nodes.math) -> None:
    """The same within a line."""
    page.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def first_page(app: Sphinx, error: Exception | None) -> None:
    """The site opens at its first page."""
    if error is None:
        to = f'<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={root_doc}.html"><title>{project}</title>\n'
        (Path(app.outdir) / "index.html").write_text(to, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_math_renderer("mathml", (symbol, None), (equation, None))
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", add_trees)
    app.connect("build-finished", first_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
