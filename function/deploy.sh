#!/bin/sh
# Puts this folder on Google Cloud Run functions (second generation) and prints its address.
#
#   PROJECT=my-project REGION=europe-west1 ORIGINS=https://my-project.web.app ./deploy.sh
#   CHECK=1 ...    prints the commands, without tools too, and changes nothing
#
# PROJECT   Google Cloud project with billing
# REGION    where it runs, such as europe-west1
# ORIGINS   sites that may ask it, comma-separated; * for any
# SERVICE   name of the service (inkdigits)
# INSTANCES the most that run at once, which bounds the cost (10)
#
# Deploying again makes a new revision with the same settings; the old one serves until the new one answers.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${SERVICE:=inkdigits}" "${INSTANCES:=10}" "${CHECK:=}"

# One vCPU computes one number at a time: threads only wait for bodies and for their turn. An instance that holds
# as many requests as it has threads makes the platform start another one.
THREADS=8
MEMORY=512Mi  # more than a worker's peak and its parent; the least of the second generation environment
PYTHON=python313
APIS="run.googleapis.com cloudbuild.googleapis.com artifactregistry.googleapis.com"

# To `run`, as in site/deploy.sh: each folder is deployed without the other.
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

matches "${PROJECT:-}" '[a-z][a-z0-9-]{4,28}[a-z0-9]' || missing "PROJECT=... is needed: the id of a Google Cloud project, found '${PROJECT:-}'"
matches "${REGION:-}" '[a-z]+-[a-z]+[0-9]+' || missing "REGION=... is needed: a region such as europe-west1, found '${REGION:-}'"
matches "${ORIGINS:-}" '\*|https?://[^/@, ]+(,https?://[^/@, ]+)*' || missing "ORIGINS=... is needed: origins such as https://example.org, no slash at the end, found '${ORIGINS:-}'"
matches "$SERVICE" '[a-z]([a-z0-9-]{0,47}[a-z0-9])?' || missing "SERVICE must be small letters, digits and hyphens, found '$SERVICE'"
matches "$INSTANCES" '[1-9][0-9]{0,3}' || missing "INSTANCES must be a number from 1, found '$INSTANCES'"
settings=$status
if ! command -v gcloud >/dev/null; then
	missing "gcloud is needed: https://cloud.google.com/sdk/docs/install"
elif [ -z "$(gcloud auth list --filter=status:ACTIVE --format='value(account)' 2>/dev/null)" ]; then
	missing "gcloud is not signed in: gcloud auth login"
fi
[ $settings = 0 ] || exit 1
[ "$CHECK" ] || [ $status = 0 ] || exit 1

run gcloud services enable $APIS --project="$PROJECT" --quiet
run gcloud run deploy "$SERVICE" --project="$PROJECT" --region="$REGION" --quiet \
	--source="$here" --function=inkdigits --base-image="$PYTHON" --allow-unauthenticated \
	--cpu=1 --memory="$MEMORY" --cpu-boost --concurrency="$THREADS" --max-instances="$INSTANCES" --timeout=30 \
	--set-env-vars="^@^ALLOWED_ORIGINS=$ORIGINS@THREADS=$THREADS"
[ "$CHECK" ] || gcloud run services describe "$SERVICE" --project="$PROJECT" --region="$REGION" --format='value(status.url)'
exit $status
