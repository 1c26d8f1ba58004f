"""What makes the report's page interactive: its scripts, the plotting library, and data packed so that one file holds everything."""
