#!/bin/sh
# Starts Valkey or its sentinel: `start.sh server` and `start.sh sentinel`. Both ask the sentinels
# who leads; when none knows, the first member does. Losing all of it loses no business data.
set -eu
umask 077
self="$(hostname).redis"
self="${REDIS_SELF:-$self}"
first="${REDIS_FIRST:-redis-0.redis}"
members="${REDIS_MEMBERS:-redis-0.redis redis-1.redis redis-2.redis}"
folder="${REDIS_FOLDER:-/tmp}"
down_after="${REDIS_DOWN_AFTER_MILLISECONDS:-5000}"
bind="${REDIS_BIND:-* -::*}"
server="${REDIS_SERVER:-valkey-server}"
client="${REDIS_CLIENT:-valkey-cli}"
password="$(cat "$SECRETS_DIR/REDIS_PASSWORD")"

leader="$first"
for member in $members; do
  known="$(REDISCLI_AUTH="$password" timeout 2 "$client" -h "$member" -p 26379 \
    sentinel get-master-addr-by-name langnghe 2>/dev/null | head -n 1)" || known=""
  case "$known" in "" | *ERR* | *NOAUTH*) ;; *) leader="$known"; break ;; esac
done

if [ "$1" = server ]; then
  cat > "$folder/redis.conf" <<CONF
bind $bind
port 6379
dir ${REDIS_DATA:-/data}
appendonly yes
save ""
maxmemory-policy noeviction
requirepass $password
masterauth $password
replica-announce-ip $self
replica-priority 100
CONF
  if [ "$leader" != "$self" ]; then echo "replicaof $leader 6379" >> "$folder/redis.conf"; fi
  exec "$server" "$folder/redis.conf"
fi

cat > "$folder/sentinel.conf" <<CONF
bind $bind
port 26379
dir $folder
requirepass $password
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip $self
sentinel monitor langnghe $leader 6379 2
sentinel auth-pass langnghe $password
sentinel down-after-milliseconds langnghe $down_after
sentinel failover-timeout langnghe $((down_after * 4))
sentinel parallel-syncs langnghe 1
CONF
exec "$server" "$folder/sentinel.conf" --sentinel
