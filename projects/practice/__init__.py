"""The practice provider: a small server that speaks five vendors' wires, sells nothing and returns real films."""
