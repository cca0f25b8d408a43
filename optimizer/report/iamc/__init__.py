"""The answer in names, units and regions of the Integrated Assessment Modeling Consortium (IAMC)."""

from optimizer.report.iamc.handin import HandIn, handin, kind_of, to_pyam, write_handin

__all__ = ["HandIn", "handin", "kind_of", "to_pyam", "write_handin"]
