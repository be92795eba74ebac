//! Images and containers in a mini host, by the very clients that people use.
//!
//! There is one image, `bb:1`: busybox and nothing else, the same bytes on every run (busybox.sh,
//! image.sh). Others are made from a folder.

use super::daemons::until;
use super::{MiniHost, Result};

/// The image as docker names it.
pub const DOCKER_IMAGE: &str = "bb:1";
/// The file that `docker load`, `podman load` and `ctr images import` take.
pub const ARCHIVE: &str = "/run/lab/bb.tar";
/// The same for two platforms, this machine's and one more: `many:1`.
pub const PLATFORMS: &str = "/run/lab/many.tar";
/// The image as containerd names it.
pub const IMAGE: &str = "docker.io/library/bb:1";

impl MiniHost {
    /// Puts the image into docker. Nothing happens if it is there.
    pub fn docker_image(&self) -> Result<()> {
        self.archive()?;
        self.sh("docker image inspect bb:1 >/dev/null 2>&1 || docker load -q -i /run/lab/bb.tar")?;
        Ok(())
    }

    /// Puts the image into a namespace of containerd. Nothing happens if it is there.
    pub fn ctr_image(&self, namespace: &str) -> Result<()> {
        self.archive()?;
        self.sh(&format!(
            "[ -n \"$(ctr -n {namespace} images ls -q name=={IMAGE})\" ] || ctr -n {namespace} images import /run/lab/bb.tar"
        ))?;
        Ok(())
    }

    /// The image as a file, [`ARCHIVE`], that every user may read. Nothing happens if it is there.
    pub fn archive(&self) -> Result<()> {
        self.sh(include_str!("busybox.sh"))?;
        let config = r#""Env":["PATH=/bin"],"Cmd":["sleep","99999"]"#;
        self.archive_of("bb", "/run/lab/bb", config)?;
        self.sh(&format!("chmod a+rx /run/lab && chmod a+r {ARCHIVE}"))?;
        Ok(())
    }

    /// Makes [`PLATFORMS`]. Nothing happens if it is there.
    pub fn platforms_archive(&self) -> Result<()> {
        self.archive()?;
        self.sh(include_str!("platforms.sh")).map(drop)
    }

    /// Makes /run/lab/NAME.tar, the image `NAME:1` of a folder inside; `config` are members in JSON.
    pub fn archive_of(&self, name: &str, folder: &str, config: &str) -> Result<()> {
        let script = include_str!("image.sh");
        self.exec(&["sh", "-c", script, "image", name, folder, config])
            .stdout()?;
        Ok(())
    }

    /// `docker run -d --name NAME` of the image, with these words after it; the id.
    pub fn docker_run(&self, name: &str, command: &[&str]) -> Result<String> {
        self.docker_run_with(name, &[], command)
    }

    /// The same, with options of `docker run`.
    pub fn docker_run_with(
        &self,
        name: &str,
        options: &[&str],
        command: &[&str],
    ) -> Result<String> {
        self.docker_image()?;
        let mut words = vec!["docker", "run", "-d", "--name", name];
        words.extend(options);
        words.push(DOCKER_IMAGE);
        words.extend(command);
        self.exec(&words).stdout()
    }

    /// `ctr -n NAMESPACE run -d` of the image, sleeping; `id` is also its name.
    pub fn ctr_run(&self, namespace: &str, id: &str) -> Result<()> {
        self.ctr_run_with(namespace, id, &[], &["sleep", "99999"])
    }

    /// The same, with options of `ctr run` and a command.
    pub fn ctr_run_with(
        &self,
        namespace: &str,
        id: &str,
        options: &[&str],
        command: &[&str],
    ) -> Result<()> {
        self.ctr_image(namespace)?;
        let mut words = vec!["ctr", "-n", namespace, "run", "-d"];
        words.extend(options);
        words.extend([IMAGE, id]);
        words.extend(command);
        self.exec(&words).stdout()?;
        Ok(())
    }

    /// One field of `docker inspect`, e.g. `.State.Pid`.
    pub fn inspect(&self, name: &str, field: &str) -> Result<String> {
        self.exec(&["docker", "inspect", "-f", &format!("{{{{{field}}}}}"), name])
            .stdout()
    }

    /// The pid inside of a docker container's init.
    pub fn docker_pid(&self, name: &str) -> Result<u32> {
        Ok(self.inspect(name, ".State.Pid")?.parse()?)
    }

    /// The pid inside of a containerd container's init, from its bundle.
    pub fn init_of(&self, namespace: &str, id: &str) -> Result<u32> {
        Ok(self
            .sh(&format!("cat {}/init.pid", bundle(namespace, id)))?
            .trim()
            .parse()?)
    }

    /// The pid inside of the shim above a process: the nearest parent that is a shim.
    pub fn shim_of(&self, pid: u32) -> Result<u32> {
        let stat = self.sh(&format!("cat /proc/{pid}/stat"))?;
        let parent = stat
            .rsplit_once(") ")
            .and_then(|(_, rest)| rest.split(' ').nth(1))
            .ok_or("no parent")?
            .parse()?;
        let comm = self.sh(&format!("cat /proc/{parent}/comm"))?;
        if comm.starts_with("containerd-shim") {
            Ok(parent)
        } else {
            Err(format!("the parent of {pid} is {comm}, no shim").into())
        }
    }

    /// Waits until docker says this of a container, e.g. `exited`.
    pub fn wait_status(&self, name: &str, status: &str) -> Result<()> {
        until(&format!("{name} to be {status}"), || {
            Ok(self.inspect(name, ".State.Status")? == status)
        })
    }
}

/// The runtime bundle of a container inside.
pub fn bundle(namespace: &str, id: &str) -> String {
    format!("/run/containerd/io.containerd.runtime.v2.task/{namespace}/{id}")
}
