# One image for web, worker, beat and the one-shot `prepare`; docker-compose.yml says which is which.

FROM python:3.12-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary=:all: --require-hashes -r requirements.txt
COPY package.json package-lock.json .npmrc ./
COPY supervisor supervisor
# no npm here: Node comes from PyPI into a temporary folder and is gone with this stage
RUN python -c "import pathlib, sys; from supervisor import browser_files as b; b.prepare(pathlib.Path.cwd(), sys.executable)"

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home dealership && install -d -o dealership -g dealership /data
ENV PATH=/venv/bin:$PATH MALLOC_ARENA_MAX=2 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEALERSHIP_DATA=/data
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
COPY --from=build /app/static/vendor static/vendor
# the settings insist on these three; compiling translations connects to nothing
RUN SECRET_KEY=build DATABASE_URL=postgres:///none REDIS_URL=redis://none python manage.py messages --compile
USER dealership
VOLUME /data
CMD ["python", "-m", "supervisor.web", "dealership.preload"]
