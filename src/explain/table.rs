//! The table of all texts: a word, its kind, other names for it, and its file.
//!
//! Verdicts in order of precedence, all others by alphabet. Tests hold each row to its file and to
//! the enums whose words are explained.

use super::entry::{Entry, Kind};

/// A row; its text is the file of that kind and name.
macro_rules! entry {
    ($kind:ident, $folder:literal, $file:literal, $word:literal, [$($alias:literal),*], $summary:literal) => {
        Entry {
            word: $word,
            kind: Kind::$kind,
            aliases: &[$($alias),*],
            summary: $summary,
            text: include_str!(concat!("texts/", $folder, "/", $file, ".txt")),
        }
    };
}

pub(super) static ENTRIES: &[Entry] = &[
    entry!(
        Verdict,
        "verdict",
        "changing",
        "changing",
        [],
        "two looks differ: it starts, stops or is removed now"
    ),
    entry!(
        Verdict,
        "verdict",
        "down-but-alive",
        "down-but-alive",
        [],
        "docker says it does not run; its process does"
    ),
    entry!(
        Verdict,
        "verdict",
        "up-but-dead",
        "up-but-dead",
        [],
        "docker says it runs; nothing of it does"
    ),
    entry!(
        Verdict,
        "verdict",
        "no-record",
        "no-record",
        [],
        "it runs, and its record in containerd is gone"
    ),
    entry!(
        Verdict,
        "verdict",
        "no-shim",
        "no-shim",
        [],
        "it runs, and its shim does not"
    ),
    entry!(
        Verdict,
        "verdict",
        "orphan-shim",
        "orphan-shim",
        ["orphan", "orphaned"],
        "a shim that nothing in containerd explains"
    ),
    entry!(
        Verdict,
        "verdict",
        "stuck-shim",
        "stuck-shim",
        ["stuck"],
        "its shim is stopped, traced or hangs in the kernel"
    ),
    entry!(
        Verdict,
        "verdict",
        "forgotten",
        "forgotten",
        [],
        "docker made it and does not list it now"
    ),
    entry!(
        Verdict,
        "verdict",
        "foreign",
        "foreign",
        [],
        "in docker's namespace, and docker did not make it"
    ),
    entry!(
        Verdict,
        "verdict",
        "leftover",
        "leftover",
        [],
        "does not run; containerd still holds a record"
    ),
    entry!(
        Verdict,
        "verdict",
        "unverified",
        "unverified",
        ["verify"],
        "an answer that could change the verdict is missing"
    ),
    entry!(
        Verdict,
        "verdict",
        "ok",
        "ok",
        [],
        "all witnesses agree, or differ as is normal"
    ),
    entry!(
        Verdict,
        "verdict",
        "empty",
        "empty",
        [],
        "a shim without a child, which is as it should be"
    ),
    entry!(
        Status,
        "status",
        "absent",
        "absent",
        [],
        "looked, and it is not there"
    ),
    entry!(
        Status,
        "status",
        "denied",
        "denied",
        [],
        "there, and you may not look"
    ),
    entry!(
        Status,
        "status",
        "malformed",
        "malformed",
        [],
        "answered with something that is not its protocol"
    ),
    entry!(
        Status,
        "status",
        "not-contacted",
        "not-contacted",
        ["asleep"],
        "left asleep: contact would start its daemon"
    ),
    entry!(
        Status,
        "status",
        "partial",
        "partial",
        [],
        "the source told a part"
    ),
    entry!(
        Status,
        "status",
        "refused",
        "refused",
        [],
        "a socket file at which nobody listens"
    ),
    entry!(
        Status,
        "status",
        "timeout",
        "timeout",
        ["frozen"],
        "accepted, and gave no answer in time"
    ),
    entry!(
        Status,
        "status",
        "unsupported",
        "unsupported",
        [],
        "does not know the question"
    ),
    entry!(
        Status,
        "status",
        "vanished",
        "vanished",
        [],
        "went away while it was being read"
    ),
    entry!(
        Reason,
        "reason",
        "cert-expired",
        "cert-expired",
        ["cert-early", "unknown-ca", "wrong-name"],
        "the server's certificate is not accepted here"
    ),
    entry!(
        Reason,
        "reason",
        "no-tls",
        "no-tls",
        ["wants-tls"],
        "one side speaks TLS, the other does not"
    ),
    entry!(
        Reason,
        "reason",
        "not-collected",
        "not-collected",
        [],
        "this command did not ask"
    ),
    entry!(
        Reason,
        "reason",
        "other-host",
        "other-host",
        [],
        "its processes are not in the /proc that was read"
    ),
    entry!(
        Reason,
        "reason",
        "ssh-denied",
        "ssh-denied",
        ["unknown-host"],
        "ssh is not let in, or does not know the host"
    ),
    entry!(
        Reason,
        "reason",
        "unresolvable",
        "unresolvable",
        ["unreachable"],
        "its host has no address, or no way leads there"
    ),
    entry!(
        Reason,
        "reason",
        "wants-cert",
        "wants-cert",
        ["cert-rejected"],
        "the server wants another client certificate"
    ),
    entry!(
        Witness,
        "witness",
        "bundle",
        "bundle",
        ["bundles"],
        "the folder in which a shim works"
    ),
    entry!(
        Witness,
        "witness",
        "containerd",
        "containerd",
        [],
        "what containerd's API says"
    ),
    entry!(
        Witness,
        "witness",
        "cri",
        "cri",
        ["kubernetes", "k8s", "crictl", "k8s.io"],
        "Kubernetes' side of containerd"
    ),
    entry!(
        Witness,
        "witness",
        "disk",
        "disk",
        ["docker-disk"],
        "docker's own files, read when it is silent"
    ),
    entry!(
        Witness,
        "witness",
        "docker",
        "docker",
        ["dockerd"],
        "what dockerd's API says"
    ),
    entry!(
        Witness,
        "witness",
        "process",
        "process",
        ["proc", "/proc", "init"],
        "the init of a container in /proc"
    ),
    entry!(
        Witness,
        "witness",
        "shim",
        "shim",
        ["shim-process", "containerd-shim"],
        "the process between containerd and a container"
    ),
    entry!(
        Client,
        "client",
        "buildkit",
        "buildkit",
        ["buildkitd"],
        "made by a build"
    ),
    entry!(
        Client,
        "client",
        "podman",
        "podman",
        ["conmon", "libpod"],
        "made by podman, without containerd"
    ),
    entry!(
        Client,
        "client",
        "ctr",
        "ctr",
        [],
        "a guess: no label of any other client"
    ),
    entry!(
        Client,
        "client",
        "docker-plugin",
        "docker-plugin",
        ["plugin", "plugins"],
        "a plugin that docker manages"
    ),
    entry!(
        Client,
        "client",
        "nerdctl",
        "nerdctl",
        [],
        "made by nerdctl"
    ),
    entry!(
        Column,
        "column",
        "address",
        "ADDRESS",
        [],
        "which containerd it belongs to"
    ),
    entry!(
        Column,
        "column",
        "also",
        "ALSO",
        [],
        "other verdicts that hold too"
    ),
    entry!(
        Column,
        "column",
        "as",
        "AS",
        [],
        "under which name it is held"
    ),
    entry!(
        Column,
        "column",
        "cgroup",
        "CGROUP",
        [],
        "the cgroup of its init"
    ),
    entry!(
        Column,
        "column",
        "children",
        "CHILDREN",
        ["child"],
        "processes directly under this shim"
    ),
    entry!(
        Column,
        "column",
        "chosen-by",
        "CHOSEN BY",
        [
            "DOCKER_HOST",
            "DOCKER_CONTEXT",
            "config.json",
            "CONTAINERD_ADDRESS",
            "CONTAINERD_NAMESPACE",
            "nerdctl.toml",
            "CONTAINER_RUNTIME_ENDPOINT",
            "IMAGE_SERVICE_ENDPOINT",
            "crictl.yaml",
            "BUILDX_BUILDER",
            "buildx/current",
            "buildx/defaults"
        ],
        "what makes a context the one that counts"
    ),
    entry!(
        Column,
        "column",
        "clients",
        "CLIENTS",
        [],
        "processes connected to an engine's sockets"
    ),
    entry!(
        Column,
        "column",
        "cluster",
        "CLUSTER",
        [],
        "a cluster's API server, of old contexts"
    ),
    entry!(
        Column,
        "column",
        "command",
        "COMMAND",
        [],
        "the kernel's name of its init"
    ),
    entry!(
        Column,
        "column",
        "config",
        "CONFIG",
        ["config-digest"],
        "what makes two images the same"
    ),
    entry!(
        Column,
        "column",
        "container",
        "CONTAINER",
        [],
        "its name, else its id"
    ),
    entry!(
        Column,
        "column",
        "containers",
        "CONTAINERS",
        [],
        "how many records containerd holds"
    ),
    entry!(
        Column,
        "column",
        "created",
        "CREATED",
        [],
        "how long ago docker made it"
    ),
    entry!(
        Column,
        "column",
        "daemon",
        "DAEMON",
        [],
        "which kind of daemon"
    ),
    entry!(
        Column,
        "column",
        "description",
        "DESCRIPTION",
        [],
        "what was said of a context when it was made"
    ),
    entry!(
        Column,
        "column",
        "digest",
        "DIGEST",
        [],
        "what a holder knows the image by"
    ),
    entry!(
        Column,
        "column",
        "driver",
        "DRIVER",
        [],
        "what keeps the unpacked layers"
    ),
    entry!(
        Column,
        "column",
        "exe",
        "EXE",
        [],
        "the file that the process runs"
    ),
    entry!(
        Column,
        "column",
        "exit",
        "EXIT",
        ["exit-code"],
        "the exit code that docker tells"
    ),
    entry!(
        Column,
        "column",
        "file",
        "FILE",
        [],
        "the file that a context is made of"
    ),
    entry!(
        Column,
        "column",
        "health",
        "HEALTH",
        [],
        "docker's health check"
    ),
    entry!(
        Column,
        "column",
        "held-by",
        "HELD BY",
        [],
        "which store holds the image"
    ),
    entry!(Column, "column", "id", "ID", [], "what the daemons call it"),
    entry!(
        Column,
        "column",
        "image",
        "IMAGE",
        [],
        "what it was made from, and who knows that"
    ),
    entry!(
        Column,
        "column",
        "images",
        "IMAGES",
        [],
        "how many image records containerd holds"
    ),
    entry!(
        Column,
        "column",
        "in-effect",
        "IN EFFECT",
        [],
        "whether the engine runs with a setting"
    ),
    entry!(
        Column,
        "column",
        "incomplete",
        "INCOMPLETE",
        [],
        "why the config could not be read"
    ),
    entry!(Column, "column", "kind", "KIND", [], "which daemon it is"),
    entry!(
        Column,
        "column",
        "items",
        "ITEMS",
        [],
        "how many of them there are"
    ),
    entry!(
        Column,
        "column",
        "labels",
        "LABELS",
        [],
        "labels of the namespace itself"
    ),
    entry!(
        Column,
        "column",
        "leases",
        "LEASES",
        [],
        "what keeps content from being removed"
    ),
    entry!(
        Column,
        "column",
        "made-by",
        "MADE BY",
        [],
        "which clients made the records"
    ),
    entry!(
        Column,
        "column",
        "managed-by",
        "MANAGED BY",
        ["managed"],
        "who starts and stops an engine"
    ),
    entry!(
        Column,
        "column",
        "name",
        "NAME",
        [],
        "what its client calls it"
    ),
    entry!(
        Column,
        "column",
        "needs",
        "NEEDS",
        [],
        "what an operation needs, and whether that is ready"
    ),
    entry!(
        Column,
        "column",
        "networks",
        "NETWORKS",
        [],
        "docker's networks and addresses"
    ),
    entry!(
        Column,
        "column",
        "no-image",
        "NO IMAGE",
        [],
        "records that name no image"
    ),
    entry!(
        Column,
        "column",
        "not-ok",
        "NOT OK",
        [],
        "how many have a warning or an error"
    ),
    entry!(
        Column,
        "column",
        "on-disk",
        "ON DISK",
        [],
        "the state docker last wrote down"
    ),
    entry!(
        Column,
        "column",
        "operation",
        "OPERATION",
        [],
        "what a client is asked for"
    ),
    entry!(
        Column,
        "column",
        "orchestrator",
        "ORCHESTRATOR",
        [],
        "who ran stacks, of old contexts"
    ),
    entry!(
        Column,
        "column",
        "origin",
        "ORIGIN",
        ["drop-in"],
        "where a setting was read"
    ),
    entry!(
        Column,
        "column",
        "outcome",
        "OUTCOME",
        ["works", "fails", "hangs"],
        "what would come of an operation now"
    ),
    entry!(
        Column,
        "column",
        "parent",
        "PARENT",
        [],
        "the shim's parent"
    ),
    entry!(
        Column,
        "column",
        "part",
        "PART",
        [],
        "what kind of thing lies there"
    ),
    entry!(
        Column,
        "column",
        "pid",
        "PID",
        [],
        "its process, as seen from here"
    ),
    entry!(
        Column,
        "column",
        "platforms",
        "PLATFORMS",
        [],
        "what the image runs on"
    ),
    entry!(Column, "column", "pod", "POD", [], "its Kubernetes pod"),
    entry!(
        Column,
        "column",
        "ports",
        "PORTS",
        [],
        "what docker publishes"
    ),
    entry!(
        Column,
        "column",
        "reach",
        "REACH",
        [],
        "what came of dialling a context's endpoint"
    ),
    entry!(
        Column,
        "column",
        "restarts",
        "RESTARTS",
        [],
        "how often docker's policy started it again"
    ),
    entry!(
        Column,
        "column",
        "root",
        "ROOT",
        [],
        "the folder in which a daemon keeps its data"
    ),
    entry!(
        Column,
        "column",
        "running",
        "RUNNING",
        [],
        "how many run, by the kernel's word"
    ),
    entry!(
        Column,
        "column",
        "runtime",
        "RUNTIME",
        [],
        "the runtime that the record names"
    ),
    entry!(
        Column,
        "column",
        "serves",
        "SERVES",
        [],
        "whose processes are under this shim"
    ),
    entry!(
        Column,
        "column",
        "setting",
        "SETTING",
        ["settings"],
        "a setting, by the engine's name of it"
    ),
    entry!(
        Column,
        "column",
        "shims",
        "SHIMS",
        [],
        "how many shim processes"
    ),
    entry!(
        Column,
        "column",
        "size",
        "SIZE",
        [],
        "how big; not comparable between stores"
    ),
    entry!(
        Column,
        "column",
        "snapshots",
        "SNAPSHOTS",
        [],
        "unpacked layers, by snapshotter"
    ),
    entry!(
        Column,
        "column",
        "socket",
        "SOCKET",
        [],
        "where the daemon listens"
    ),
    entry!(
        Column,
        "column",
        "source",
        "SOURCE",
        ["sources", "target", "after", "detail", "status"],
        "who was asked, where, how it went"
    ),
    entry!(
        Column,
        "column",
        "started-by",
        "STARTED BY",
        [],
        "who started the daemon"
    ),
    entry!(
        Column,
        "column",
        "state",
        "STATE",
        [],
        "the kernel's letter for a process"
    ),
    entry!(
        Column,
        "column",
        "tls",
        "TLS",
        ["expired", "not-yet-valid", "unpaired", "unreadable"],
        "what a context's certificates are worth"
    ),
    entry!(
        Column,
        "column",
        "unheld",
        "UNHELD",
        [],
        "how many of them nothing refers to"
    ),
    entry!(
        Column,
        "column",
        "unlisted",
        "UNLISTED",
        [],
        "records that no dockerd lists"
    ),
    entry!(
        Column,
        "column",
        "unpacked",
        "UNPACKED",
        [],
        "whether the layers are ready to run from"
    ),
    entry!(Column, "column", "up", "UP", [], "how long it runs"),
    entry!(
        Column,
        "column",
        "used-by",
        "USED BY",
        [],
        "daemons of a namespace, containers of an image"
    ),
    entry!(
        Column,
        "column",
        "user",
        "USER",
        [],
        "the user id an engine runs as"
    ),
    entry!(
        Column,
        "column",
        "uses",
        "USES",
        [],
        "other engines that an engine uses"
    ),
    entry!(
        Column,
        "column",
        "value",
        "VALUE",
        [],
        "the value of a setting, as written"
    ),
    entry!(
        Column,
        "column",
        "version",
        "VERSION",
        [],
        "as the daemon says"
    ),
    entry!(
        Column,
        "column",
        "what-it-means",
        "WHAT IT MEANS",
        [],
        "the facts behind a verdict"
    ),
    entry!(
        Column,
        "column",
        "where",
        "WHERE",
        [],
        "the container or the user an engine belongs to"
    ),
    entry!(
        Column,
        "column",
        "why",
        "WHY",
        [],
        "the cause in one sentence"
    ),
    entry!(
        Word,
        "word",
        "activation",
        "activation",
        ["activate", "--activate", "activator", "socket-activation"],
        "systemd starts a daemon at first contact"
    ),
    entry!(
        Word,
        "word",
        "armed",
        "armed",
        [],
        "not running; any client starts it"
    ),
    entry!(
        Word,
        "word",
        "broken",
        "broken",
        [],
        "a context that no command can use"
    ),
    entry!(
        Word,
        "word",
        "buildx",
        "buildx",
        ["builder"],
        "docker's plugin that builds, and its builders"
    ),
    entry!(
        Word,
        "word",
        "capture",
        "capture",
        ["captures", "masked"],
        "writes what was seen into a file"
    ),
    entry!(
        Word,
        "word",
        "claim",
        "claim",
        ["claims"],
        "one witness' answer about one object"
    ),
    entry!(Word, "word", "client", "client", [], "who made a container"),
    entry!(
        Word,
        "word",
        "complete",
        "complete",
        ["partial-report"],
        "whether all that was needed was read"
    ),
    entry!(
        Word,
        "word",
        "compose",
        "compose",
        ["project", "docker-compose"],
        "a project of services; by labels of its containers"
    ),
    entry!(
        Word,
        "word",
        "connected",
        "connected",
        [],
        "an engine has a connection to another"
    ),
    entry!(
        Word,
        "word",
        "contexts",
        "contexts",
        ["context"],
        "where your docker commands lead"
    ),
    entry!(
        Word,
        "word",
        "deprecated",
        "deprecated",
        ["deprecation", "deprecations"],
        "used here, and gone in a later containerd"
    ),
    entry!(
        Word,
        "word",
        "diff",
        "diff",
        [
            "change",
            "what",
            "was",
            "is",
            "difference",
            "broke",
            "mended",
            "changed",
            "gone",
            "appeared",
            "left",
            "new",
            "key"
        ],
        "two moments of a host: did the repair help?"
    ),
    entry!(
        Word,
        "word",
        "directory",
        "directory",
        [],
        "a folder in a socket's place"
    ),
    entry!(
        Word,
        "word",
        "down",
        "down",
        [],
        "an engine that does not run; nobody starts it"
    ),
    entry!(
        Word,
        "word",
        "endpoint",
        "endpoint",
        ["endpoints"],
        "where an engine listens"
    ),
    entry!(
        Word,
        "word",
        "engine",
        "engine",
        ["engines"],
        "a daemon that runs containers"
    ),
    entry!(
        Word,
        "word",
        "error",
        "error",
        [],
        "a daemon says what is not true"
    ),
    entry!(
        Word,
        "word",
        "evidence",
        "evidence",
        ["peer", "flag", "api"],
        "by what it is known whom an engine uses"
    ),
    entry!(
        Word,
        "word",
        "gap",
        "gap",
        ["gaps"],
        "a source that should have answered"
    ),
    entry!(
        Word,
        "word",
        "image-states",
        "image-states",
        ["ready", "not-unpacked", "blobs-gone", "dangling"],
        "how much of an image a holder has"
    ),
    entry!(
        Word,
        "word",
        "listening",
        "listening",
        [],
        "an engine serves this socket"
    ),
    entry!(
        Word,
        "word",
        "live-restore",
        "live-restore",
        [],
        "containers outlive dockerd"
    ),
    entry!(
        Word,
        "word",
        "lost",
        "lost",
        [],
        "the engine that it worked with is gone"
    ),
    entry!(
        Word,
        "word",
        "missing",
        "missing",
        [],
        "nothing is at the path of a socket"
    ),
    entry!(
        Word,
        "word",
        "moby",
        "moby",
        ["docker-namespace"],
        "the namespace that docker uses"
    ),
    entry!(
        Word,
        "word",
        "namespace",
        "namespace",
        ["namespaces", "ns", "default"],
        "a compartment inside one containerd"
    ),
    entry!(
        Word,
        "word",
        "not-a-socket",
        "not-a-socket",
        [],
        "a file in a socket's place"
    ),
    entry!(
        Word,
        "word",
        "operations",
        "operations",
        [],
        "what works now, and because of whom the rest does not"
    ),
    entry!(
        Word,
        "word",
        "plugins.moby",
        "plugins.moby",
        [],
        "the namespace of docker's plugins"
    ),
    entry!(
        Word,
        "word",
        "record",
        "record",
        ["records"],
        "containerd's entry of a container"
    ),
    entry!(
        Word,
        "word",
        "remark",
        "remark",
        ["remarks"],
        "what is surprising about an engine"
    ),
    entry!(
        Word,
        "word",
        "remote",
        "remote",
        [],
        "a URL that is no unix socket"
    ),
    entry!(
        Word,
        "word",
        "severity",
        "severity",
        ["problems", "--problems"],
        "how bad: ok, unknown, warning, error"
    ),
    entry!(
        Word,
        "word",
        "shadowed",
        "shadowed",
        ["stolen"],
        "listens, but its file was replaced"
    ),
    entry!(
        Word,
        "word",
        "snapshot",
        "snapshot",
        ["--from", "from", "demo"],
        "all that one run saw"
    ),
    entry!(
        Word,
        "word",
        "snapshotter",
        "snapshotter",
        ["snapshotters"],
        "keeps unpacked layers for containerd"
    ),
    entry!(
        Word,
        "word",
        "sock_diag",
        "sock_diag",
        [],
        "the kernel's list of unix sockets"
    ),
    entry!(
        Word,
        "word",
        "stale",
        "stale",
        [],
        "a socket file that its daemon left behind"
    ),
    entry!(
        Word,
        "word",
        "stopped",
        "stopped",
        [],
        "by a signal: it does nothing until resumed"
    ),
    entry!(
        Word,
        "word",
        "storage",
        "storage",
        [],
        "where bytes lie, and who needs them"
    ),
    entry!(
        Word,
        "word",
        "stores",
        "stores",
        ["store", "image-store", "image-stores"],
        "two image storages, one namespace name"
    ),
    entry!(
        Word,
        "word",
        "systemd",
        "systemd",
        [],
        "units and their sockets"
    ),
    entry!(
        Word,
        "word",
        "task",
        "task",
        ["tasks"],
        "what runs of a record"
    ),
    entry!(
        Word,
        "word",
        "topology",
        "topology",
        [
            "above",
            "arrow",
            "reaches",
            "connected to",
            "activates",
            "triggers",
            "keeps containers in",
            "keeps plugins in",
            "lists",
            "contains",
            "note"
        ],
        "the picture of who reaches whom, and its words"
    ),
    entry!(
        Word,
        "word",
        "trace",
        "trace",
        ["fact", "said-by", "role", "chain"],
        "the whole story of one thing, and who knows what"
    ),
    entry!(
        Word,
        "word",
        "unknown",
        "unknown",
        [],
        "could not look; not the same as not there"
    ),
    entry!(
        Word,
        "word",
        "unresponsive",
        "unresponsive",
        ["silent"],
        "it listens and does not answer"
    ),
    entry!(
        Word,
        "word",
        "verdict",
        "verdict",
        ["verdicts"],
        "what the claims about one thing amount to"
    ),
    entry!(
        Word,
        "word",
        "view",
        "view",
        ["views", "shows"],
        "whether a client's command shows it"
    ),
    entry!(
        Word,
        "word",
        "waiting",
        "waiting",
        [],
        "dials another engine, nobody answers"
    ),
    entry!(
        Word,
        "word",
        "warning",
        "warning",
        [],
        "out of order, and harms nothing by itself"
    ),
    entry!(
        Word,
        "word",
        "witness",
        "witness",
        ["witnesses"],
        "who told a fact"
    ),
];
