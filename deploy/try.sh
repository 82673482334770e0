#!/usr/bin/env bash
# Umbra as it is deployed, tried out on this machine: two API processes and a worker on a PostgreSQL of
# their own, behind nginx with TLS by a certificate that nobody else trusts. Nothing outside of one folder is
# touched, and nothing runs when this ends. It takes PostgreSQL's programs, nginx, openssl and curl:
#   apt-get install postgresql nginx openssl curl
#
#   deploy/try.sh                 starts everything, shows the address, and waits for Ctrl-C
#   deploy/try.sh --check         starts everything, uses it once, and ends
#     --binary FILE               the program; else target/dist/umbra, which is built when it is missing
#     --folder FOLDER             where everything is kept; default: ./try, which keeps its data
#     --port PORT                 the port of https; default: a free one for --check, else 8443
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
binary= folder= port= check=
while (($#)); do
    case $1 in
        --check) check=1 ;;
        --binary) binary=$(realpath "$2") && shift ;;
        --folder) folder=$2 && shift ;;
        --port) port=$2 && shift ;;
        *) sed -n '2,13s/^# \?//p' "${BASH_SOURCE[0]}" >&2 && exit 2 ;;
    esac
    shift
done
say() { printf '%s\n' "$*"; }
fail() {
    say "try.sh: $*" >&2
    for log in "$folder"/*.log; do
        [[ -s $log ]] && say "--- $log" >&2 && tail -n 15 "$log" >&2
    done
    exit 1
}

# The program.
if [[ -z $binary ]]; then
    binary=${CARGO_TARGET_DIR:-$root/target}/dist/umbra
    [[ -x $binary ]] || (cd "$root" && cargo build --profile dist --locked)
fi

# What else it takes.
PATH=$PATH:/usr/sbin:/sbin
postgres=$(command -v initdb || printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
postgres=$(dirname "$postgres")
[[ -x $postgres/initdb ]] || { say "try.sh: PostgreSQL's programs are missing" >&2 && exit 1; }
for program in nginx openssl curl; do
    command -v "$program" >/dev/null || { say "try.sh: $program is missing" >&2 && exit 1; }
done

folder=$(realpath -m "${folder:-try}")
mkdir -p "$folder"
chmod 755 "$folder"
# A port that nothing has: of those that no client is given either.
free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 10000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { printf '%s' "$port" && return; }
    done
    return 1
}
port=${port:-$([[ -n $check ]] && free_port || printf 8443)}
first=$(free_port) second=$(free_port) database=$(free_port)

# PostgreSQL refuses to run as root.
as_postgres=()
((EUID)) || as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups)

children=()
end() {
    trap - EXIT INT TERM
    # Umbra first: it finishes what it does. Then what it needs for that.
    if ((${#children[@]})); then
        kill "${children[@]}" 2>/dev/null || true
        wait "${children[@]}" 2>/dev/null || true
    fi
    [[ -f $folder/nginx.pid ]] && kill -QUIT "$(<"$folder/nginx.pid")" 2>/dev/null
    [[ -f $folder/data/postmaster.pid ]] &&
        "${as_postgres[@]}" "$postgres/pg_ctl" stop --silent --mode=fast -D "$folder/data" 2>/dev/null
    return 0
}
trap end EXIT
trap 'end; exit 130' INT TERM

# 1. PostgreSQL, which nobody reaches from elsewhere.
if [[ ! -d $folder/data ]]; then
    (umask 077 && openssl rand -hex 24 >"$folder/postgres.password")
    install -d -m 700 "$folder/data"
    ((EUID)) || chown -R postgres:postgres "$folder/data" "$folder/postgres.password"
    (cd "$folder" && "${as_postgres[@]}" "$postgres/initdb" --pgdata=data --username=umbra --auth=scram-sha-256 \
        --pwfile=postgres.password --encoding=UTF8 --locale=C) >"$folder/initdb.log" 2>&1 || fail "initdb failed"
fi
(cd "$folder" && "${as_postgres[@]}" "$postgres/pg_ctl" start --silent --wait -D data -l data/log \
    -o "-c listen_addresses=127.0.0.1 -c port=$database -c unix_socket_directories=") || fail "PostgreSQL doesn't start"

# 2. A certificate for this machine.
[[ -f $folder/fullchain.pem ]] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2>"$folder/openssl.log" || fail "no certificate"

# 3. The settings, as in deploy/.env.example.
[[ -f $folder/secret.key ]] || (umask 077 && openssl rand -hex 32 >"$folder/secret.key")
origin=https://localhost:$port
settings=(
    ENVIRONMENT=production
    SECRET_KEY_FILE="$folder/secret.key"
    DATABASE_URL="postgres://umbra:$(<"$folder/postgres.password")@127.0.0.1:$database/postgres"
    UMBRA_DATA_DIR="$folder/umbra"
    UMBRA_PUBLIC_URL="$origin"
    UMBRA_TRUSTED_PROXIES=127.0.0.1
    UMBRA_AUTO_MIGRATE=false
)
# Whatever is set around here is somebody else's.
umbra_at() { env -i PATH="$PATH" "${settings[@]}" UMBRA_LISTEN="127.0.0.1:$1" "$binary" "${@:2}"; }
umbra() { umbra_at 8000 "$@"; }
start() {
    local name=$1
    shift
    # The setup token is in it.
    install -m 600 /dev/null "$folder/$name.log"
    env -i PATH="$PATH" "${settings[@]}" "$@" >"$folder/$name.log" 2>&1 &
    children+=($!)
}

# 4. The schema, and then the processes.
umbra migrate up >"$folder/migrate.log" 2>&1 || fail "the migrations failed"
for api in "$first" "$second"; do
    start "api-$api" UMBRA_LISTEN="127.0.0.1:$api" "$binary" serve --no-workers
done
start worker "$binary" worker

# 5. nginx, with deploy/nginx/site.conf: other ports, other paths, and the second process.
rm -rf "$folder/nginx" && mkdir -p "$folder/nginx" && cp -r "$root/deploy/nginx/umbra" "$folder/nginx/"
sed -e "s#/etc/letsencrypt/live/umbra.example.org/#$folder/#" -e "s#umbra.example.org#localhost#" \
    -e "s#/var/log/nginx/#$folder/#" -e "s#listen 443 #listen 127.0.0.1:$port #" -e "/listen \[::\]/d" \
    -e "s#listen 80;#listen 127.0.0.1:$(free_port);#" \
    -e "s#server 127.0.0.1:8000\(.*\);#server 127.0.0.1:$first\1; server 127.0.0.1:$second\1;#" \
    "$root/deploy/nginx/site.conf" >"$folder/nginx/site.conf"
cat >"$folder/nginx/nginx.conf" <<NGINX
error_log $folder/nginx.log;
pid $folder/nginx.pid;
events { }
http {
    client_body_temp_path $folder/nginx/body;
    proxy_temp_path $folder/nginx/proxy;
    fastcgi_temp_path $folder/nginx/fastcgi;
    uwsgi_temp_path $folder/nginx/uwsgi;
    scgi_temp_path $folder/nginx/scgi;
    include site.conf;
}
NGINX
nginx -c "$folder/nginx/nginx.conf" 2>"$folder/nginx.start.log" || fail "nginx doesn't start"

# 6. Until both answer.
for api in "$first" "$second"; do
    for attempt in {1..300}; do
        umbra_at "$api" health >"$folder/health.log" 2>&1 && break
        ((attempt < 300)) || fail "no answer"
        sleep 0.1
    done
done
token=$(umbra admin setup-token 2>/dev/null || true)

if [[ -z $check ]]; then
    say "Umbra runs at $origin (your browser doesn't know the certificate, and says so)."
    [[ -n $token ]] && say "Create the first account with the setup token $token"
    say "Everything is kept in $folder. Ctrl-C ends it."
    wait "${children[@]}" || fail "a process ended"
    exit
fi

# Used once: an account, and a todo that both processes know.
call() {
    local method=$1 path=$2
    shift 2
    curl --silent --show-error --fail-with-body --cacert "$folder/fullchain.pem" --cookie "$folder/cookies" \
        --cookie-jar "$folder/cookies" --request "$method" --header 'X-Requested-With: XMLHttpRequest' \
        --header 'Content-Type: application/json' --header 'Sec-Fetch-Site: same-origin' "$@" "$origin$path" || fail "$method $path failed"
}
[[ -n $token ]] || fail "there is no setup token"
call POST /api/auth/setup --data "{\"username\":\"ana\",\"password\":\"correct horse battery\",\"setup_token\":\"$token\"}" >/dev/null
call POST /api/todos --data '{"title":"Buy milk"}' >/dev/null
for _ in {1..8}; do
    [[ $(call GET /api/todos) == *'"Buy milk"'* ]] || fail "the todo is missing"
done
for api in "$first" "$second"; do
    grep -q "127.0.0.1:$api" "$folder/umbra.log" || fail "nothing went to the process at $api"
done
headers=$(call GET / --dump-header - --output /dev/null)
[[ $(grep -ic '^strict-transport-security:' <<<"$headers") == 1 ]] || fail "HSTS isn't there once: $headers"
# The worker mirrors the audit log to its own.
for attempt in {1..100}; do
    grep -q '"audit' "$folder/worker.log" && break
    ((attempt < 100)) || fail "the worker does nothing"
    sleep 0.1
done
say "try.sh: two API processes, a worker, PostgreSQL and nginx with TLS: as it should be"
