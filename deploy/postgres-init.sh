#!/bin/sh
# Run once by the PostgreSQL image on an empty volume. The application may make test databases and nothing else.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
create role dealership login nosuperuser createdb password :'password';
create database dealership owner dealership;
\connect dealership
create extension if not exists pg_trgm;
select 1 / (show_trgm('中文') <> '{}')::int as "reads Chinese";
SQL
