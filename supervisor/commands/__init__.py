"""One module per command of run.py; `main(arguments)` returns the exit code."""
