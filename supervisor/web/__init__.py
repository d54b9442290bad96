"""The web server: waitress in several processes, with TLS and a time limit for each thing that a client does.

One loop in each process reads and writes for all clients; threads run the application on complete requests. So a slow
or silent client takes a few bytes of memory and no thread.
"""
