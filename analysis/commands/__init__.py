"""The commands of `python3 -m analysis`: each module adds its options to a parser and runs."""
