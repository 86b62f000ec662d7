"""Tests of the practice provider: the real server in a process of its own, spoken to over its wires."""
