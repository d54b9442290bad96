"""Runs the dealership on one machine: installs, starts the servers in order, watches them, stops them, loses nothing.

Knows processes and files, never Django: everything it needs from the application is a command line.
"""
