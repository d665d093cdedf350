"""What belongs together on a map: its regions on several levels, and their names."""
