"""Least-cost pathways for hydrogen and the energy transition."""
