"""The web server: waitress in several processes, with TLS and with a time limit on everything a client does.

One loop in each process reads and writes for all clients; threads run the application on requests that are complete.
So a client that is slow, or says nothing, holds a few bytes of memory and nobody else's time.
"""
