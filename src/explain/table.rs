//! The table of all texts: a word, its kind, other names for it, and its file.
//!
//! Verdicts in order of precedence, all others by alphabet. Tests hold each row to its file and to
//! the enums whose words are explained.

use super::entry::{Entry, Kind};

/// A row is its file in the folder of its kind, the word, other names, and the line for a list.
macro_rules! entries {
    ($kind:ident in $folder:literal: $($file:literal $word:literal [$($alias:literal),*] $summary:literal;)*) => {
        &[$(Entry {
            word: $word,
            kind: Kind::$kind,
            aliases: &[$($alias),*],
            summary: $summary,
            text: include_str!(concat!("texts/", $folder, "/", $file, ".txt")),
        }),*]
    };
}

const VERDICTS: &[Entry] = entries! { Verdict in "verdict":
    "changing" "changing" [] "two looks differ: it starts, stops or is removed now";
    "down-but-alive" "down-but-alive" [] "docker says it does not run; its process does";
    "up-but-dead" "up-but-dead" [] "docker says it runs; nothing of it does";
    "no-record" "no-record" [] "it runs, and its record in containerd is gone";
    "no-shim" "no-shim" [] "it runs, and its shim does not";
    "orphan-shim" "orphan-shim" ["orphan", "orphaned"] "a shim that nothing in containerd explains";
    "stuck-shim" "stuck-shim" ["stuck"] "its shim is stopped, traced or hangs in the kernel";
    "forgotten" "forgotten" [] "docker made it and does not list it now";
    "foreign" "foreign" [] "in docker's namespace, and docker did not make it";
    "leftover" "leftover" [] "does not run; containerd still holds a record";
    "unverified" "unverified" ["verify"] "an answer that could change the verdict is missing";
    "ok" "ok" [] "all witnesses agree, or differ as is normal";
    "empty" "empty" [] "a shim without a child, which is as it should be";
};

const STATUSES: &[Entry] = entries! { Status in "status":
    "absent" "absent" [] "looked, and it is not there";
    "denied" "denied" [] "there, and you may not look";
    "malformed" "malformed" [] "answered with something that is not its protocol";
    "not-contacted" "not-contacted" ["asleep"] "left asleep: contact would start its daemon";
    "partial" "partial" [] "the source told a part";
    "refused" "refused" [] "a socket file at which nobody listens";
    "timeout" "timeout" ["frozen"] "accepted, and gave no answer in time";
    "unsupported" "unsupported" [] "does not know the question";
    "vanished" "vanished" [] "went away while it was being read";
};

const REASONS: &[Entry] = entries! { Reason in "reason":
    "cert-expired" "cert-expired" ["cert-early", "unknown-ca", "wrong-name"] "the server's certificate is not accepted here";
    "no-tls" "no-tls" ["wants-tls"] "one side speaks TLS, the other does not";
    "not-collected" "not-collected" [] "this command did not ask";
    "other-host" "other-host" [] "its processes are not in the /proc that was read";
    "ssh-denied" "ssh-denied" ["unknown-host"] "ssh is not let in, or does not know the host";
    "unresolvable" "unresolvable" ["unreachable"] "its host has no address, or no way leads there";
    "wants-cert" "wants-cert" ["cert-rejected"] "the server wants another client certificate";
};

const WITNESSES: &[Entry] = entries! { Witness in "witness":
    "bundle" "bundle" ["bundles"] "the folder in which a shim works";
    "containerd" "containerd" [] "what containerd's API says";
    "cri" "cri" ["kubernetes", "k8s", "crictl", "k8s.io"] "Kubernetes' side of containerd";
    "disk" "disk" ["docker-disk"] "docker's own files, read when it is silent";
    "docker" "docker" ["dockerd"] "what dockerd's API says";
    "process" "process" ["proc", "/proc", "init"] "the init of a container in /proc";
    "shim" "shim" ["shim-process", "containerd-shim"] "the process between containerd and a container";
};

const CLIENTS: &[Entry] = entries! { Client in "client":
    "buildkit" "buildkit" ["buildkitd"] "made by a build";
    "podman" "podman" ["conmon", "libpod"] "made by podman, without containerd";
    "ctr" "ctr" [] "a guess: no label of any other client";
    "docker-plugin" "docker-plugin" ["plugin", "plugins"] "a plugin that docker manages";
    "nerdctl" "nerdctl" [] "made by nerdctl";
};

const COLUMNS: &[Entry] = entries! { Column in "column":
    "address" "ADDRESS" [] "which containerd it belongs to";
    "also" "ALSO" [] "other verdicts that hold too";
    "as" "AS" [] "under which name it is held";
    "cgroup" "CGROUP" [] "the cgroup of its init";
    "children" "CHILDREN" ["child"] "processes directly under this shim";
    "chosen-by" "CHOSEN BY"
        ["DOCKER_HOST", "DOCKER_CONTEXT", "config.json", "CONTAINERD_ADDRESS", "CONTAINERD_NAMESPACE", "nerdctl.toml",
         "CONTAINER_RUNTIME_ENDPOINT", "IMAGE_SERVICE_ENDPOINT", "crictl.yaml", "BUILDX_BUILDER", "buildx/current",
         "buildx/defaults"]
        "what makes a context the one that counts";
    "clients" "CLIENTS" [] "processes connected to an engine's sockets";
    "cluster" "CLUSTER" [] "a cluster's API server, of old contexts";
    "command" "COMMAND" [] "the kernel's name of its init";
    "config" "CONFIG" ["config-digest"] "what makes two images the same";
    "container" "CONTAINER" [] "its name, else its id";
    "containers" "CONTAINERS" [] "how many records containerd holds";
    "created" "CREATED" [] "how long ago docker made it";
    "daemon" "DAEMON" [] "which kind of daemon";
    "description" "DESCRIPTION" [] "what was said of a context when it was made";
    "digest" "DIGEST" [] "what a holder knows the image by";
    "driver" "DRIVER" [] "what keeps the unpacked layers";
    "exe" "EXE" [] "the file that the process runs";
    "exit" "EXIT" ["exit-code"] "the exit code that docker tells";
    "file" "FILE" [] "the file that a context is made of";
    "health" "HEALTH" [] "docker's health check";
    "held-by" "HELD BY" [] "which store holds the image";
    "id" "ID" [] "what the daemons call it";
    "image" "IMAGE" [] "what it was made from, and who knows that";
    "images" "IMAGES" [] "how many image records containerd holds";
    "in-effect" "IN EFFECT" [] "whether the engine runs with a setting";
    "incomplete" "INCOMPLETE" [] "why the config could not be read";
    "kind" "KIND" [] "which daemon it is";
    "items" "ITEMS" [] "how many of them there are";
    "labels" "LABELS" [] "labels of the namespace itself";
    "leases" "LEASES" [] "what keeps content from being removed";
    "made-by" "MADE BY" [] "which clients made the records";
    "managed-by" "MANAGED BY" ["managed"] "who starts and stops an engine";
    "name" "NAME" [] "what its client calls it";
    "needs" "NEEDS" [] "what an operation needs, and whether that is ready";
    "networks" "NETWORKS" [] "docker's networks and addresses";
    "no-image" "NO IMAGE" [] "records that name no image";
    "not-ok" "NOT OK" [] "how many have a warning or an error";
    "on-disk" "ON DISK" [] "the state docker last wrote down";
    "operation" "OPERATION" [] "what a client is asked for";
    "orchestrator" "ORCHESTRATOR" [] "who ran stacks, of old contexts";
    "origin" "ORIGIN" ["drop-in"] "where a setting was read";
    "outcome" "OUTCOME" ["works", "fails", "hangs"] "what would come of an operation now";
    "parent" "PARENT" [] "the shim's parent";
    "part" "PART" [] "what kind of thing lies there";
    "pid" "PID" [] "its process, as seen from here";
    "platforms" "PLATFORMS" [] "what the image runs on";
    "pod" "POD" [] "its Kubernetes pod";
    "ports" "PORTS" [] "what docker publishes";
    "reach" "REACH" [] "what came of dialling a context's endpoint";
    "restarts" "RESTARTS" [] "how often docker's policy started it again";
    "root" "ROOT" [] "the folder in which a daemon keeps its data";
    "running" "RUNNING" [] "how many run, by the kernel's word";
    "runtime" "RUNTIME" [] "the runtime that the record names";
    "serves" "SERVES" [] "whose processes are under this shim";
    "setting" "SETTING" ["settings"] "a setting, by the engine's name of it";
    "shims" "SHIMS" [] "how many shim processes";
    "size" "SIZE" [] "how big; not comparable between stores";
    "snapshots" "SNAPSHOTS" [] "unpacked layers, by snapshotter";
    "socket" "SOCKET" [] "where the daemon listens";
    "source" "SOURCE" ["sources", "target", "after", "detail", "status"] "who was asked, where, how it went";
    "started-by" "STARTED BY" [] "who started the daemon";
    "state" "STATE" [] "the kernel's letter for a process";
    "tls" "TLS" ["expired", "not-yet-valid", "unpaired", "unreadable"] "what a context's certificates are worth";
    "unheld" "UNHELD" [] "how many of them nothing refers to";
    "unlisted" "UNLISTED" [] "records that no dockerd lists";
    "unpacked" "UNPACKED" [] "whether the layers are ready to run from";
    "up" "UP" [] "how long it runs";
    "used-by" "USED BY" [] "daemons of a namespace, containers of an image";
    "user" "USER" [] "the user id an engine runs as";
    "uses" "USES" [] "other engines that an engine uses";
    "value" "VALUE" [] "the value of a setting, as written";
    "version" "VERSION" [] "as the daemon says";
    "what-it-means" "WHAT IT MEANS" [] "the facts behind a verdict";
    "where" "WHERE" [] "the container or the user an engine belongs to";
    "why" "WHY" [] "the cause in one sentence";
};

const WORDS: &[Entry] = entries! { Word in "word":
    "activation" "activation" ["activate", "--activate", "activator", "socket-activation"] "systemd starts a daemon at first contact";
    "armed" "armed" [] "not running; any client starts it";
    "broken" "broken" [] "a context that no command can use";
    "buildx" "buildx" ["builder"] "docker's plugin that builds, and its builders";
    "capture" "capture" ["captures", "masked"] "writes what was seen into a file";
    "claim" "claim" ["claims"] "one witness' answer about one object";
    "client" "client" [] "who made a container";
    "complete" "complete" ["partial-report"] "whether all that was needed was read";
    "compose" "compose" ["project", "docker-compose"] "a project of services; by labels of its containers";
    "connected" "connected" [] "an engine has a connection to another";
    "contexts" "contexts" ["context"] "where your docker commands lead";
    "deprecated" "deprecated" ["deprecation", "deprecations"] "used here, and gone in a later containerd";
    "diff" "diff"
        ["change", "what", "was", "is", "difference", "broke", "mended", "changed", "gone", "appeared", "left", "new", "key"]
        "two moments of a host: did the repair help?";
    "directory" "directory" [] "a folder in a socket's place";
    "down" "down" [] "an engine that does not run; nobody starts it";
    "endpoint" "endpoint" ["endpoints"] "where an engine listens";
    "engine" "engine" ["engines"] "a daemon that runs containers";
    "error" "error" [] "a daemon says what is not true";
    "evidence" "evidence" ["peer", "flag", "api"] "by what it is known whom an engine uses";
    "gap" "gap" ["gaps"] "a source that should have answered";
    "image-states" "image-states" ["ready", "not-unpacked", "blobs-gone", "dangling"] "how much of an image a holder has";
    "impact" "impact"
        ["fate", "later", "loses", "policy", "runs", "removed", "ends", "starts", "stays", "control", "logs", "exec"]
        "what would happen to whom if an engine were stopped";
    "listening" "listening" [] "an engine serves this socket";
    "live-restore" "live-restore" [] "containers outlive dockerd";
    "lost" "lost" [] "the engine that it worked with is gone";
    "missing" "missing" [] "nothing is at the path of a socket";
    "moby" "moby" ["docker-namespace"] "the namespace that docker uses";
    "namespace" "namespace" ["namespaces", "ns", "default"] "a compartment inside one containerd";
    "not-a-socket" "not-a-socket" [] "a file in a socket's place";
    "operations" "operations" [] "what works now, and because of whom the rest does not";
    "plugins.moby" "plugins.moby" [] "the namespace of docker's plugins";
    "record" "record" ["records"] "containerd's entry of a container";
    "remark" "remark" ["remarks"] "what is surprising about an engine";
    "remote" "remote" [] "a URL that is no unix socket";
    "severity" "severity" ["problems", "--problems"] "how bad: ok, unknown, warning, error";
    "shadowed" "shadowed" ["stolen"] "listens, but its file was replaced";
    "snapshot" "snapshot" ["--from", "from", "demo"] "all that one run saw";
    "snapshotter" "snapshotter" ["snapshotters"] "keeps unpacked layers for containerd";
    "sock_diag" "sock_diag" [] "the kernel's list of unix sockets";
    "stale" "stale" [] "a socket file that its daemon left behind";
    "stopped" "stopped" [] "by a signal: it does nothing until resumed";
    "storage" "storage" [] "where bytes lie, and who needs them";
    "stores" "stores" ["store", "image-store", "image-stores"] "two image storages, one namespace name";
    "systemd" "systemd" [] "units and their sockets";
    "task" "task" ["tasks"] "what runs of a record";
    "topology" "topology"
        ["above", "arrow", "reaches", "connected to", "activates", "triggers", "keeps containers in", "keeps plugins in",
         "lists", "contains", "note"]
        "the picture of who reaches whom, and its words";
    "trace" "trace" ["fact", "said-by", "role", "chain"] "the whole story of one thing, and who knows what";
    "unknown" "unknown" [] "could not look; not the same as not there";
    "unresponsive" "unresponsive" ["silent"] "it listens and does not answer";
    "verdict" "verdict" ["verdicts"] "what the claims about one thing amount to";
    "view" "view" ["views", "shows"] "whether a client's command shows it";
    "waiting" "waiting" [] "dials another engine, nobody answers";
    "warning" "warning" [] "out of order, and harms nothing by itself";
    "witness" "witness" ["witnesses"] "who told a fact";
};

/// All of them, in the order of their kinds.
pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    [
        VERDICTS, STATUSES, REASONS, WITNESSES, CLIENTS, COLUMNS, WORDS,
    ]
    .into_iter()
    .flatten()
}
