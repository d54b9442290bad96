"""What the daily works cost beside hand-written SQL: `python3 run.py bench [name]`.

*Full* is what a person waits for: a real request over a persistent connection to the web server as it is deployed
(`supervisor.web`), with DEMO=0, token or session, permission, scope, idempotency and audit. *Bare* is the same rows,
read or written by hand-written SQL in one round trip over a persistent psycopg2 connection to the same database.
*Empty* is a request of somebody signed in that reads nothing of its own, so that what every request costs is known too.
All take turns in each of three rounds, with one client and with sixteen; a figure is the median of the rounds. CPU is
user and system time of the web server's processes and of their database backends.

The data is the demo group (`manage.py demo`) in databases of the benchmarks' own, dropped afterwards: one of the size
asked for, and one of a tenth of it with as many stores, which shows how a work grows with the rows.

`python3 run.py bench --against COMMIT` plays the same calls on another commit (`benchmarks/against/`).
"""
