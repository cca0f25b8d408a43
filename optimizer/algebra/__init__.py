"""Labelled linear expressions with units over Pyomo components, built at array speed.

The whole vocabulary: `Index`, `Model.variable`, `Coefficient`, `+ - * /`, `.at`, `.sum`, relations, `Model.rows`,
`Model.cost_term`; `compile_model` turns the model into arrays.
"""

import optimizer.lean  # noqa: F401  isort: skip  (imports Pyomo before pint imports scipy)
from optimizer.algebra.coefficient import Coefficient
from optimizer.algebra.compile import compile_model
from optimizer.algebra.evaluate import evaluate
from optimizer.algebra.expression import Expression, Relation
from optimizer.algebra.mapping import Mapping
from optimizer.algebra.model import Model, Term
from optimizer.algebra.variable import Variable
from optimizer.index import Dimension, Index

__all__ = [
    "Coefficient",
    "Dimension",
    "Expression",
    "Index",
    "Mapping",
    "Model",
    "Relation",
    "Term",
    "Variable",
    "compile_model",
    "evaluate",
]
