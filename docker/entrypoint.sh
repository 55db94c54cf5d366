#!/bin/sh
# The role of this container; anything else is a command of `tidings` (doctor, user add, key add, …).
set -eu
cd "$(dirname "$0")/.."

case "${1:-all}" in
  api) exec node --max-semi-space-size=8 --max-old-space-size=512 dist/apps/api/src/main.js ;;
  worker) exec node --max-semi-space-size=8 --max-old-space-size=512 dist/apps/worker/src/main.js ;;
  returns) exec node dist/apps/launcher/src/returns.js ;;
  all) exec node dist/apps/launcher/src/main.js ;;
  *) exec node dist/apps/launcher/src/cli.js "$@" ;;
esac
