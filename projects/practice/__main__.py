"""`python -m projects.practice`: the practice provider without Django."""

from __future__ import annotations

import argparse
import sys

from projects.practice.running import add_options, options, run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="practice", description=__doc__)
    add_options(parser)
    sys.exit(run(options(parser.parse_args())))
