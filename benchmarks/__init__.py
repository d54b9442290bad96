"""What the house's daily works cost beside hand-written SQL (QUALITY.md 1): `python3 run.py bench [name]`.

*Full* is what a person waits for: a real request over one persistent connection to the web server as it is deployed
(`supervisor.web`), with token or session, permission, scope, idempotency and audit. The test client of Django
would leave out the server and its threads, so it only counts queries. *Bare* is the same rows, read or written by
hand-written SQL in one round trip, over one persistent psycopg2 connection to the same database. One client each,
turn by turn, so that whatever else the machine does falls on both; three rounds, the median of their medians.

The data is the demo group (`manage.py demo`) in databases of the benchmarks' own, dropped afterwards: one of the size
asked for, and one of a tenth of it with as many stores, which shows how a work grows with the rows.
"""
