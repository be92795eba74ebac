//! What each operation of each client needs, and what comes of it when that is stopped or gone.
//!
//! None of it is taken from a manual: docs/operations.md has each cell as it was tried on real daemons
//! of three generations, and tests/live/operations.rs tries them again.

use super::super::host::Outcome;

/// What comes of an operation when a daemon that it may need is not there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effects {
    /// Its process is stopped, its socket still takes connections.
    pub(super) stopped: Outcome,
    /// Nobody listens.
    pub(super) gone: Outcome,
}

/// It is not asked.
pub(super) const NOT: Effects = Effects {
    stopped: Outcome::Works,
    gone: Outcome::Works,
};
/// It is waited for without a limit.
pub(super) const MUST: Effects = Effects {
    stopped: Outcome::Hangs,
    gone: Outcome::Fails,
};
/// It is asked, and its answer can be done without.
pub(super) const ASKS: Effects = Effects {
    stopped: Outcome::Hangs,
    gone: Outcome::Works,
};
/// The client has a limit of its own for it.
pub(super) const LIMITED: Effects = Effects {
    stopped: Outcome::Fails,
    gone: Outcome::Fails,
};

/// An operation of docker: what its dockerd needs of containerd.
pub(super) struct Docker {
    pub(super) operation: &'static str,
    pub(super) command: &'static str,
    /// With images in a graph driver.
    pub(super) graph_driver: Effects,
    /// With images in containerd.
    pub(super) containerd_store: Effects,
    pub(super) way: Way,
}

/// Which part of docker's client an operation goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Client,
    /// The BuildKit in dockerd: by the client itself before version 23, by the plugin since.
    BuildKit,
    /// The plugin buildx, with dockerd's own BuildKit as its builder.
    Buildx,
}

const fn docker(
    operation: &'static str,
    command: &'static str,
    graph_driver: Effects,
    containerd_store: Effects,
) -> Docker {
    Docker {
        operation,
        command,
        graph_driver,
        containerd_store,
        way: Way::Client,
    }
}

pub(super) const DOCKER: [Docker; 18] = [
    docker("pull", "docker pull", MUST, MUST),
    docker("push", "docker push", NOT, MUST),
    docker("create", "docker create", NOT, MUST),
    docker("start", "docker start", MUST, MUST),
    docker("stop", "docker stop", MUST, MUST),
    docker("exec", "docker exec", MUST, MUST),
    docker("build-classic", "DOCKER_BUILDKIT=0 docker build", NOT, MUST),
    // Each RUN is a container.
    docker(
        "build-classic-run",
        "DOCKER_BUILDKIT=0 docker build",
        MUST,
        MUST,
    ),
    Docker {
        way: Way::BuildKit,
        ..docker(
            "build-buildkit",
            "DOCKER_BUILDKIT=1 docker build",
            NOT,
            MUST,
        )
    },
    // It asks dockerd for its version first, which waits for containerd's.
    Docker {
        way: Way::Buildx,
        ..docker("build-buildx", "docker buildx build", ASKS, MUST)
    },
    docker("images", "docker images", NOT, MUST),
    // Of containers whose image containerd does not tell it shows the digest.
    docker("ps", "docker ps", NOT, ASKS),
    docker("logs", "docker logs", NOT, NOT),
    // It answers, and all figures are 0.
    docker("stats", "docker stats", MUST, MUST),
    docker("network", "docker network", NOT, NOT),
    docker("volume", "docker volume", NOT, NOT),
    docker("info", "docker info", ASKS, ASKS),
    docker("version", "docker version", ASKS, ASKS),
];

/// An operation of nerdctl or crictl.
pub(super) struct Direct {
    pub(super) operation: &'static str,
    pub(super) command: &'static str,
    pub(super) containerd: Effects,
    /// It stops where the path of the socket does not exist, whether or not anybody listens there.
    pub(super) wants_file: bool,
    /// It is built by a buildkitd.
    pub(super) builds: bool,
}

const fn direct(operation: &'static str, command: &'static str) -> Direct {
    Direct {
        operation,
        command,
        containerd: LIMITED,
        wants_file: false,
        builds: false,
    }
}

pub(super) const NERDCTL: [Direct; 13] = [
    direct("pull", "nerdctl pull"),
    direct("push", "nerdctl push"),
    direct("create", "nerdctl create"),
    direct("start", "nerdctl start"),
    direct("stop", "nerdctl stop"),
    direct("exec", "nerdctl exec"),
    Direct {
        builds: true,
        ..direct("build", "nerdctl build")
    },
    direct("images", "nerdctl images"),
    direct("ps", "nerdctl ps"),
    direct("logs", "nerdctl logs"),
    direct("stats", "nerdctl stats"),
    // Files of its own.
    Direct {
        containerd: NOT,
        ..direct("network", "nerdctl network")
    },
    Direct {
        containerd: NOT,
        wants_file: true,
        ..direct("volume", "nerdctl volume")
    },
];

pub(super) const CRICTL: [Direct; 8] = [
    direct("pull", "crictl pull"),
    direct("run", "crictl run"),
    direct("stop", "crictl stop"),
    direct("exec", "crictl exec"),
    direct("images", "crictl images"),
    direct("ps", "crictl ps"),
    direct("logs", "crictl logs"),
    direct("stats", "crictl stats"),
];
