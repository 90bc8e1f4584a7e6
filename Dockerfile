# One image for web, worker and scheduler; docker-compose.yml says which is which.
FROM debian:bookworm-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data KEYS_DIR=/keys STATIC_ROOT=/app/collected FONTS_DIR=/app/fonts HANDBOOK=/app/handbook.pdf BIND=0.0.0.0

WORKDIR /app

# Set-up reads these alone: a change of code does not install everything anew.
COPY bin/setup bin/setup
COPY requirements requirements
COPY package.json package-lock.json .npmrc ./
RUN bin/setup && rm -rf /var/lib/apt/lists/* ~/.cache ~/.npm
ENV PATH=/app/.venv/bin:$PATH

COPY . .
# Static files and fonts belong to the image; the keys that the settings make on the way do not.
RUN DATA_DIR=/tmp/build KEYS_DIR=/tmp/build/keys python -m config.prepare assets && rm -rf /tmp/build \
 && useradd --system --uid 10001 --home-dir /data --no-create-home election \
 && install -d -m 700 -o election -g election /data /keys /exercise \
 && install -d -m 755 -o election -g election /door

USER election
EXPOSE 8000
CMD ["python", "-m", "config.processes", "web"]
