# Keeps one mini host, from outside, and takes it down when its owner is gone.
#
# It gets: $1 the text of init.sh, $2 to $4 its arguments, then the cgroup folders of the host.
# Stdin is a pipe whose other end only the owner holds: its end is the owner's end, also by kill -9.
# If this process is killed itself, setpriv and --kill-child end the host; only frozen containers
# could outlive that, which is why the owner then runs the second half once more ($1 = sweep, $2 the
# pid of the host's init or 0, $3 and $4 empty).
text=$1 hierarchies=$2 tool=$3 engines=$4
shift 4

if [ "$text" = sweep ]; then
    init=$hierarchies
else
    # Into the cgroups before the namespace is made: what is current then becomes its root.
    (
        for group; do echo 0 >"$group/cgroup.procs" || exit 1; done
        exec setpriv --pdeathsig KILL unshare -m -p -n -u -i -C --fork --kill-child \
            --propagation private sh -c "$text" init "$hierarchies" "$tool" "$engines" \
            </dev/null
    ) &
    keeper=$!
    # Only the host may hold the pipe on which it says that it is ready.
    exec >/dev/null
    read -r _ || :
    # The file has no newline, which is why `read` fails although it read; empty: the init is gone.
    read -r init _ <"/proc/$keeper/task/$keeper/children" || :
fi

# The init's end is the end of all its processes, stopped ones too. Frozen ones take the signal only
# when they are thawed, so thaw until the init is gone. No pid is used twice: the keeper, which has
# not been waited for, keeps its own; the init's is checked by its parent.
[ "${init:-0}" -gt 0 ] && kill -9 "$init" 2>/dev/null
tries=0
while [ $tries -lt 500 ]; do
    left=
    for group; do
        [ -d "$group" ] || continue
        find "$group" -name freezer.state ! -path "$group/freezer.state" \
            -exec sh -c 'for f; do echo THAWED >"$f"; done' sh {} + 2>/dev/null
        find "$group" -name cgroup.freeze \
            -exec sh -c 'for f; do echo 0 >"$f"; done' sh {} + 2>/dev/null
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
        [ -d "$group" ] && left=1
    done
    [ -z "$left" ] && break
    tries=$((tries + 1))
    sleep 0.01
done
[ -n "${keeper:-}" ] && kill -9 "$keeper" 2>/dev/null
[ -z "$left" ]
