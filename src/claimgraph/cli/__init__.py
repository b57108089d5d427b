"""The command line: thin; words and exit codes."""
