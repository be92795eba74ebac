# What the operations of tests/lab/situations/operations.rs work on; runs inside a mini host, with every
# daemon up. $* are the times of trying, each behind a name of docker's: one that was tried is used up. Of the
# others only the time when containerd is up uses anything up.
set -eu
cd /run/lab
mkdir -p plain run scratch registry logs
printf 'FROM bb:1\nENV a=b\nCOPY Dockerfile /f\n' >plain/Dockerfile
printf 'FROM bb:1\nRUN true\n' >run/Dockerfile
tar -C bb -cf scratch/root.tar .
printf 'FROM scratch\nADD root.tar /\nRUN true\n' >scratch/Dockerfile

cat >registry.yml <<END
version: 0.1
storage: {filesystem: {rootdirectory: /run/lab/registry}}
http: {addr: '127.0.0.1:5000'}
END
setsid docker-registry serve registry.yml >registry.log 2>&1 </dev/null &
until curl -sf http://127.0.0.1:5000/v2/ >/dev/null; do sleep 0.1; done

printf 'runtime-endpoint: unix:///run/containerd/containerd.sock\n' >/etc/crictl.yaml
host='"namespace_options":{"network":2,"pid":1}'
pod() { # NAME
    printf '{"metadata":{"name":"%s","namespace":"lab","uid":"%s"},"log_directory":"/run/lab/logs",
        "linux":{"security_context":{%s}}}' "$1" "$1" "$host" >"pod-$1.json"
}
container() { # NAME
    printf '{"metadata":{"name":"%s"},"image":{"image":"docker.io/library/bb:1"},"log_path":"%s.log",
        "command":["sleep","99999"],"linux":{"security_context":{%s}}}' "$1" "$1" "$host" >"container-$1.json"
}

of_docker() {
    docker tag bb:1 127.0.0.1:5000/bb:1
    docker push -q 127.0.0.1:5000/bb:1
    docker run -d --name web bb:1 sleep 99999
    for time; do
        docker create --name "start-$time" bb:1 sleep 99999
        docker run -d --name "stop-$time" bb:1 sleep 99999
        # An image that only the registry has.
        name=127.0.0.1:5000/pull-$time:1
        printf 'FROM scratch\nCOPY . /%s\n' "$time" >"$time.build"
        DOCKER_BUILDKIT=0 docker build -q -t "$name" -f "$time.build" plain
        docker push -q "$name"
        docker rmi "$name"
    done
}

of_nerdctl() {
    nerdctl load -i bb.tar
    nerdctl tag bb:1 127.0.0.1:5000/ner:1
    for name in web $(printf 'stop-%s ' "$@"); do
        nerdctl run -d --name "$name" --net host bb:1 sleep 99999
    done
    for time; do
        nerdctl create --name "start-$time" --net host bb:1 sleep 99999
    done
}

of_crictl() {
    ctr -n k8s.io images import bb.tar
    pod base
    base=$(crictl -t 30s runp pod-base.json)
    for name in web $(printf 'stop-%s ' "$@"); do
        container "$name"
        crictl -t 30s create --no-pull "$base" "container-$name.json" pod-base.json >"id-$name"
        crictl -t 30s start "$(cat "id-$name")"
    done
    for time; do
        pod "$time"
    done
}

of_docker "$@"
of_nerdctl up down
of_crictl up down
