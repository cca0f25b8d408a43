"""How much a file may hold. Each is several times the largest shipped case; together they keep a load below 2 GiB of memory."""

MIB = 2**20

FILE = 128 * MIB
"""Bytes of a table or workbook, as it lies on the disk and when it is unpacked."""
CELLS = 5_000_000
"""Cells of a table or sheet: about 100 bytes each, once they are read."""
COLUMNS = 5_000
"""Columns of a table: profiles have one for each region and technology."""
YAML = MIB // 2
"""Bytes of a YAML file: its reader takes about ten seconds a MiB."""
NODES = 50_000
"""Values of a YAML file, counted again wherever an alias repeats them."""
DEPTH = 50
"""Lists and mappings of a YAML file inside each other."""
TEXT = 64 * MIB
"""Characters of all cells of a sheet: a workbook keeps a text once, however many cells show it."""
NAME = 100
"""Characters of a name that becomes a folder or file; file systems take 255 bytes, of which other names need some."""
EXTENDS = 20
"""Cases that extend one another."""
PERIODS = 200
"""Periods of a case."""
LABELS = {"regions": 5_000, "carriers": 5_000, "technologies": 20_000, "routes": 20_000}
"""Rows of the tables whose labels span the model."""
WRONG = 1_000
"""Cells of a column that are told to be wrong; with more of them in a case, nothing else of it is looked at."""
NUMBER = 1e100
"""Size of a number in a cell: products of some of them are numbers still."""
MODEL = 10**9
"""Regions times technologies times steps of all periods: a number for each is 8 GB."""
POINTS = 100_000
"""Points of a study."""
