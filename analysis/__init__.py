"""Reads results.h5 and draws the figures, tables and report of a sweep. ``python3 -m analysis --help`` says how."""
