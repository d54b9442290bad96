"""Runs the dealership on one machine: installs it, starts its servers in order, watches and stops them.

It knows processes and files, not Django: the application is a command line to it.
"""
