"""The demo's pictures, drawn with Pillow: `python examples/draw.py` makes them again."""
