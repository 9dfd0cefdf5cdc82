#!/usr/bin/with-contenv bashio
# shellcheck shell=bash
# Converts the options of the add-on to a file for `babycry listen`, and the broker of the Supervisor
# to its address and credentials.

scheme=mqtt
if bashio::var.true "$(bashio::services mqtt ssl)"; then
  scheme=mqtts
fi
mqtt="${scheme}://$(bashio::services mqtt host):$(bashio::services mqtt port)"
BABYCRY_MQTT_USER="$(bashio::services mqtt username)"
BABYCRY_MQTT_PASSWORD="$(bashio::services mqtt password)"
BABYCRY_WEBHOOK_SECRET="$(jq --raw-output '.webhook_secret // empty' /data/options.json)"
if [ -z "${BABYCRY_WEBHOOK_SECRET}" ]; then
  unset BABYCRY_WEBHOOK_SECRET
fi
export BABYCRY_MQTT_USER BABYCRY_MQTT_PASSWORD BABYCRY_WEBHOOK_SECRET
export BABYCRY_CACHE=/data/cache
# The Supervisor names its PulseAudio in a file only.
export PULSE_SERVER=unix:/run/audio/pulse.sock

umask 077
jq --arg mqtt "${mqtt}" '
  (del(.sources, .save, .webhook_secret) | with_entries(.key |= gsub("_"; "-")))
  + { mqtt: $mqtt, sources: (.sources | map({ (.name): .source }) | add) }
  + (if .save then { save: "/media/babycry" } else {} end)
' /data/options.json > /data/listen.json

bashio::log.info "Not a safety device: cries, networks and notifications can be missed"
exec babycry listen --config /data/listen.json
