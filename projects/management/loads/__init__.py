"""The figures that need a whole installation, one module each: `measure(house)` yields a mapping per line."""
