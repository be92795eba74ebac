//! The examples under each verb's help. A test runs the ones that need no daemon.

pub(crate) const ROOT: &str = "\
Examples:
  dockerctx-inspect                       is this host in order?
  dockerctx-inspect --from demo           the same for a recorded, broken host
  dockerctx-inspect containers --problems what is wrong, and why
  dockerctx-inspect containers --json     the same facts for scripts

Exit codes: 0 report made, 1 no report could be made, 2 wrong usage,
3 report made but a source that it needed could not be read.";

pub(crate) const OVERVIEW: &str = "\
Examples:
  dockerctx-inspect overview
  dockerctx-inspect overview --from demo
  dockerctx-inspect overview --json       everything of one moment";

pub(crate) const CONTAINERS: &str = "\
Examples:
  dockerctx-inspect containers            every container, worst first
  dockerctx-inspect containers web        one of them, by name or id
  dockerctx-inspect ps -n moby --problems
  dockerctx-inspect ps --filter client=ctr --filter client=nerdctl
  dockerctx-inspect ps --from demo --filter 'verdict!=ok' -o wide";

pub(crate) const IMAGES: &str = "\
Examples:
  dockerctx-inspect images                every image and who holds it
  dockerctx-inspect images bb:1           one of them
  dockerctx-inspect images --filter used=false --sort size:desc
  dockerctx-inspect images --from demo --json";

pub(crate) const SHIMS: &str = "\
Examples:
  dockerctx-inspect shims                 every shim and whom it serves
  dockerctx-inspect shims --problems      orphans, and those that are stuck
  dockerctx-inspect shims --from demo --sort up:desc";

pub(crate) const NAMESPACES: &str = "\
Examples:
  dockerctx-inspect namespaces            every namespace and who uses it
  dockerctx-inspect ns moby
  dockerctx-inspect ns --from demo --json";

pub(crate) const ENGINES: &str = "\
Examples:
  dockerctx-inspect engines               every daemon, and whom it uses
  dockerctx-inspect engines dockerd       all that is known of each dockerd
  dockerctx-inspect engines docker.service /run/containerd/containerd.sock
  dockerctx-inspect engines --problems    those that need a look
  dockerctx-inspect engines --from demo --filter kind=containerd --json";

pub(crate) const CONTEXTS: &str = "\
Examples:
  dockerctx-inspect contexts              whom would my docker reach, and why?
  dockerctx-inspect contexts -c build     the same for docker --context build
  dockerctx-inspect contexts --client crictl   and my crictl?
  dockerctx-inspect contexts --problems   broken ones, and forgotten variables
  sudo dockerctx-inspect contexts         root's, and those of whoever calls sudo
  dockerctx-inspect contexts --filter current=true --json";

pub(crate) const STORAGE: &str = "\
Examples:
  dockerctx-inspect storage               what is where, by the daemons' records
  dockerctx-inspect storage --deep        the same, and every file counted
  dockerctx-inspect storage --problems    what nothing refers to
  dockerctx-inspect storage content --sort size:desc
  dockerctx-inspect storage --from demo --json";

pub(crate) const TOPOLOGY: &str = "\
Examples:
  dockerctx-inspect topology              who reaches whom, as a tree
  dockerctx-inspect topology --from demo --depth engines
  dockerctx-inspect topology -o svg > host.svg
  dockerctx-inspect topology --from demo -o mermaid
  dockerctx-inspect topology -o dot | dot -Tpng > host.png";

pub(crate) const TRACE: &str = "\
Examples:
  dockerctx-inspect trace web             all that is known of it, and by whom
  dockerctx-inspect trace 2486            whose process is this?
  dockerctx-inspect trace :8080           who publishes this port?
  dockerctx-inspect trace containerd://moby/rogue
  dockerctx-inspect trace pod/shop/cart-0
  dockerctx-inspect trace /run/docker.sock
  dockerctx-inspect trace web --against api   only what differs
  dockerctx-inspect trace --from demo stuck --json";

pub(crate) const IMPACT: &str = "\
Examples:
  dockerctx-inspect impact dockerd --restart      before an upgrade
  dockerctx-inspect impact containerd --stop
  dockerctx-inspect impact docker.service --kill -o wide   and the evidence
  dockerctx-inspect impact dockerd --stop --from demo --json";

pub(crate) const OPERATIONS: &str = "\
Examples:
  dockerctx-inspect operations            what works, what does not, and why
  dockerctx-inspect operations docker     each of docker's, and what it needs
  dockerctx-inspect operations --engine containerd --problems
  dockerctx-inspect operations docker/pull --json
  dockerctx-inspect operations --from demo --filter 'outcome!=works'";

pub(crate) const DIFF: &str = "\
Examples:
  dockerctx-inspect diff before.json      did the repair help?
  dockerctx-inspect diff before.json after.json
  dockerctx-inspect diff before.json --problems -n moby
  ssh HOST dockerctx-inspect capture - | dockerctx-inspect diff before.json -";

pub(crate) const EXPLAIN: &str = "\
Examples:
  dockerctx-inspect explain foreign       what the verdict means, what to do
  dockerctx-inspect explain --list        all words that have a text";

pub(crate) const CAPTURE: &str = "\
Examples:
  dockerctx-inspect capture before.json   a new file, readable by you alone
  dockerctx-inspect capture - | gzip > before.json.gz
  dockerctx-inspect --from before.json    look at it later, or elsewhere

Masked: values of environment variables, and of arguments and labels whose
name looks like a password, token, key or secret.";

pub(crate) const SCHEMA: &str = "\
Example:
  dockerctx-inspect schema containers";

pub(crate) const GENERATE: &str = "\
Example:
  dockerctx-inspect generate man docs/man";
