"""File formats in and out. Pure: text and paths, no rows."""
