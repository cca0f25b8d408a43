"""From a folder or a workbook to a checked, frozen case."""
