#!/bin/sh
# Puts the built site on Firebase Hosting, with the function's address filled in.
#
#   PROJECT=my-project FUNCTION_URL=https://inkdigits-abc.a.run.app ./deploy.sh
#   CHECK=1 ...       prints the commands, without tools too, and runs none
#
# PROJECT       Firebase project
# FUNCTION_URL  address of the function
# STAGE         folder that the site is put together in (../build/site)
#
# The built site stays as it is: a copy gets the address. Deploying again replaces the files that changed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${STAGE:=${here%/*}/build/site}" "${CHECK:=}"

# To `run`, as in function/deploy.sh: each folder is deployed without the other.
status=0
missing() { echo "deploy: $1" >&2; status=1; }
matches() { printf '%s' "$1" | grep -Eqx "$2"; }
# A command as it can be pasted.
told() {
	space=
	for word; do
		case $word in *[!A-Za-z0-9_./:=,@^-]*) word="'$(printf '%s' "$word" | sed "s/'/'\\\\''/g")'" ;; esac
		printf '%s' "$space$word"; space=' '
	done
	echo
}
run() { if [ "$CHECK" ]; then told "$@"; else "$@" >&2; fi; }

matches "${PROJECT:-}" '[a-z][a-z0-9-]{4,28}[a-z0-9]' || missing "PROJECT=... is needed: the id of a Firebase project, found '${PROJECT:-}'"
[ "$CHECK" ] || matches "${FUNCTION_URL:-}" 'https://[^ ]+' || missing "FUNCTION_URL=... is needed: the function's address, found '${FUNCTION_URL:-}'"
settings=$status
command -v firebase >/dev/null || missing "firebase is needed: npm install --global firebase-tools"
command -v node >/dev/null || missing "node is needed: https://nodejs.org"
[ "$CHECK" ] || [ -f "$here/dist/index.html" ] || missing "the site is not built: $here/dist/index.html is missing"
[ $settings = 0 ] || exit 1
[ "$CHECK" ] || [ $status = 0 ] || exit 1

run rm -rf "$STAGE"
run mkdir -p "$STAGE"
run cp -R "$here/dist" "$STAGE/public"
run cp "$here/firebase.json" "$STAGE/firebase.json"
run node "$here/set-function-url.mjs" "${FUNCTION_URL:-https://ADDRESS-OF-THE-FUNCTION}" "$STAGE/public/index.html"
run firebase deploy --only=hosting --project="$PROJECT" --config="$STAGE/firebase.json" --non-interactive
exit $status
