# Brings the containers of tests/lab/situations/fates.rs into their states, whatever has become of them since;
# runs inside a mini host, with both daemons up. $1 is containerd's socket. Each line of stdin is one of
# docker's: name, wanted state, command, options. Fails if one is not as it should be.
set -eu
address=$1
cat >/run/lab/wanted
docker ps -a --format '{{.Names}} {{.State}}' >/run/lab/states

# The process is found by the last word of its arguments. What sh does not handle does not end it as
# the first process of a container: it dies by SIGKILL.
deaf='while :; do sleep 99999; done'
obedient='trap "exit 0" TERM; sleep 99999 & wait'

brought() { # NAME WANTED COMMAND [OPTION ...]
    name=$1 wanted=$2 command=$3
    shift 3
    state=$(sed -n "s/^$name //p" /run/lab/states)
    [ "$state" = "$wanted" ] && return
    case $command in
    deaf) command=$deaf ;;
    obedient) command=$obedient ;;
    esac
    if [ -z "$state" ]; then
        docker create --name "$name" --network none --stop-timeout 1 "$@" bb:1 sh -c "$command" "fate-$name"
    fi
    case $wanted in
    created) return ;;
    running | paused) [ "$state" = running ] || docker start "$name" ;;
    exited) [ "$state" = running ] || docker start "$name"; docker stop "$name" ;;
    esac
    [ "$wanted" != paused ] || docker pause "$name"
}

while read -r name wanted command options; do
    # shellcheck disable=SC2086
    brought "$name" "$wanted" "$command" $options </dev/null >/dev/null &
done </run/lab/wanted
wait
docker ps -a --format '{{.Names}} {{.State}}' >/run/lab/states
while read -r name wanted _; do grep -qx "$name $wanted" /run/lab/states; done </run/lab/wanted

ctr() { command ctr --address "$address" -n default "$@"; }
nerdctl() { command nerdctl --address "$address" -n default "$@"; }
runs() { grep -q "^$1 *[0-9]* *RUNNING" /run/lab/tasks; }
ctr tasks ls >/run/lab/tasks
if ! runs ctr-plain; then
    ctr tasks rm -f ctr-plain || :
    ctr containers rm ctr-plain || :
    ctr run -d docker.io/library/bb:1 ctr-plain sh -c "$deaf" fate-ctr-plain
fi >/dev/null 2>&1
command -v nerdctl >/dev/null || exit 0
for policy in no always; do
    running=$(nerdctl ps -q --filter "name=nerdctl-$policy")
    [ -z "$running" ] || continue
    nerdctl rm -f "nerdctl-$policy" >/dev/null 2>&1 || :
    nerdctl run -d --name "nerdctl-$policy" --net none bb:1 sh -c "$deaf" "fate-nerdctl-$policy"
    # Not while it is created: containerd's look after --restart may fall between that and its start.
    nerdctl update --restart "$policy" "nerdctl-$policy"
done >/dev/null
