"""Solution -> tables, workbook, charts, words. Never sees Pyomo or HiGHS."""
