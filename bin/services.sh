#!/usr/bin/env bash
# Sourced by bin/test and bin/bench: private services that end with the run. Wants $python and $work, a folder of the run.

free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

postgres_programs() { dirname "$(ls /usr/lib/postgresql/*/bin/initdb "$(command -v initdb)" 2>/dev/null | tail -1)"; }

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups "$@"; else "$@"; fi
}

# start_postgres HOME [OPTIONS]: listens on a socket in a closed folder only, and need not survive a power cut.
# What an earlier run left in HOME is taken up again.
# A replica may be made of it meanwhile: wal_keep_size.
start_postgres() {
  local programs home=$1
  programs=$(postgres_programs 2>/dev/null) || return 1
  mkdir -p -m 700 "$home"
  [ "$(id -u)" != 0 ] || chown postgres "$home"
  (
    cd "$home"
    [ -d data ] || as_postgres "$programs/initdb" -D data -U test -A trust -E UTF8 --locale=C.UTF-8 --no-sync >initdb.log
    as_postgres "$programs/pg_ctl" -D data -l log -w start >/dev/null -o \
      "-c listen_addresses='' -k '$home' -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
       -c wal_keep_size=256MB ${2:-}"
  ) || { cat "$home"/*.log "$home/log" 2>/dev/null; return 1; }
  postgres_pid=$(head -1 "$home/data/postmaster.pid")
  postgres_url=postgres://test@/$home/postgres
}

# start_redis: as in production with a password and an append-only file.
start_redis() {
  command -v redis-server >/dev/null || return 1
  local port password
  port=$(free_port)
  password=$("$python" -c 'import secrets; print(secrets.token_hex(16))')
  mkdir -m 700 "$work/redis"
  # Read from standard input: a command line can be seen by every user of the machine.
  printf '%s\n' "bind 127.0.0.1" "port $port" "requirepass $password" "appendonly yes" "dir $work/redis" \
    "logfile $work/redis/log" | redis-server - >/dev/null 2>&1 &
  redis_pid=$!
  redis_url=redis://:$password@127.0.0.1:$port/0
  until [ -s "$work/redis/log" ] && grep -q 'Ready to accept' "$work/redis/log"; do
    kill -0 "$redis_pid" 2>/dev/null || return 1
    sleep 0.1
  done
}

stop_services() {
  kill -INT ${postgres_pid:-} 2>/dev/null || true # fast shutdown
  kill -TERM ${redis_pid:-} 2>/dev/null || true
  while kill -0 ${postgres_pid:-} 2>/dev/null || kill -0 ${redis_pid:-} 2>/dev/null; do sleep 0.1; done
  rm -rf "$work"
}
