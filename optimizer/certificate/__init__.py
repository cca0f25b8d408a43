"""An independent witness: sees the Inputs, the compiled arrays and the values, and nothing of how they were made."""
