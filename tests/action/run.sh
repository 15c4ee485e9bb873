#!/usr/bin/env bash
# What action.yml makes of its inputs: its script is run as a runner does, with a slipway that prints what it is given.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sed -n '/^    run: |$/,$p' action.yml | sed '1d; s/^      //' > "$work/script"
[ -s "$work/script" ] || { echo "action.yml has no script" >&2; exit 1; }
cat > "$work/slipway" <<'END'
#!/usr/bin/env bash
if [ "${*: -1}" = never ]; then exit 0; fi  # the forms beside the one that decides
printf '<%s>' "$@"
END
chmod +x "$work/slipway"

failed=0
# ARGUMENTS EXPECTED: what the deciding call is given between its files and its own flags, or what is said and the exit.
expect() {
  local said code=0
  said=$(SLIPWAY="$work/slipway" VERB=lint FILES='k8s a.yaml' ARGUMENTS=$1 FAIL_ON=error BASELINE='' SARIF='' \
    GITHUB_STEP_SUMMARY=/dev/null bash --noprofile --norc -eo pipefail "$work/script" 2>/dev/null) || code=$?
  said=${said#'<lint><k8s><a.yaml>'}
  said=${said%'<-o><github><--fail-on><error>'}
  [ "$code" = 0 ] || said="$code ${said#::error::slipway: }"
  if [ "$said" != "$2" ]; then
    printf 'arguments: %s\n  expected %s\n  got      %s\n' "$1" "$2" "$said" >&2
    failed=1
  fi
}

expect '' ''
expect '--skip IMG001' '<--skip><IMG001>'
expect $'--skip IMG001\n --kubernetes 1.35 ' '<--skip><IMG001><--kubernetes><1.35>'
expect '--assume "cold-start=3 m" --only '\''A B'\' '<--assume><cold-start=3 m><--only><A B>'
expect '--only ""' '<--only><>'
expect '--skip *.yaml' '<--skip><*.yaml>'
unread='2 the input arguments cannot be read as words: a quote in it is not closed'
expect "--skip IMG001 --reason don't" "$unread"
expect "don't" "$unread"
expect '--skip "IMG001' "$unread"
expect '--skip IMG001 --fail-on=never' '2 --fail-on is set by this action: use its inputs fail-on, baseline and sarif'
exit "$failed"
