"""The command line: a file for each thing that a command is about."""
