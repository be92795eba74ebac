//! nerdctl: two variables, nerdctl.toml, and for whoever is not root the containerd of
//! containerd-rootless, in the mount namespace of its rootlesskit.
//!
//! Keys of nerdctl.toml that it does not know make nerdctl fail; which those are depends on its
//! version, so none is judged here.

use std::io;
use std::path::{Path, PathBuf};

use super::setting::{Picked, pick, unix, variable};
use super::{CONTAINERD, Found, NAMESPACE, Who, containerd, unread};
use crate::collect::config::Environment;
use crate::collect::proc::{read_file, toml};
use crate::model::{Answer, ChosenBy, ClientContexts, ContextClient, Gap, Reason};

/// Below the host's root folder.
const ROOTS_FILE: &str = "etc/nerdctl/nerdctl.toml";

/// What of nerdctl.toml matters here.
#[derive(Default)]
struct Settings {
    address: Option<String>,
    namespace: Option<String>,
}

pub(super) fn found(who: &Who<'_>) -> Found {
    let file = file(who);
    let read = file.as_deref().map_or(Ok(None), read);
    let is_there = !matches!(read, Ok(None));
    let broken = read.as_ref().err().cloned();
    let settings = read.unwrap_or_default().unwrap_or_default();
    let variable = |by| variable(who.environment, by);
    let in_file = |value| (ChosenBy::NerdctlToml, value);
    let address = pick(
        [
            variable(ChosenBy::ContainerdAddress),
            in_file(settings.address),
        ],
        CONTAINERD,
    );
    let namespace = pick(
        [
            variable(ChosenBy::ContainerdNamespace),
            in_file(settings.namespace),
        ],
        NAMESPACE,
    );
    let endpoint = match broken {
        Some(gap) => Answer::gap(gap.reason, format!("nerdctl fails: {}", gap.detail)),
        None => endpoint(who, &address),
    };
    let (chosen, mut context) = containerd(&address, namespace, endpoint);
    let file = file.filter(|_| is_there);
    context.file = file.as_deref().map(text);
    let client = ClientContexts {
        client: ContextClient::Nerdctl,
        user: who.user.clone(),
        folder: file.as_deref().and_then(Path::parent).map(text),
        errors: Vec::new(),
        chosen: Answer::Told(chosen),
        contexts: vec![context],
    };
    let is_rootless = who.uid != 0 && state_folder(who).is_some_and(|folder| folder.is_dir());
    Found {
        is_configured: is_there || is_rootless,
        client,
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// What nerdctl.toml says to root, in whose name commands that name no address are pasted: root's own,
/// or sudo's, which drops the caller's NERDCTL_TOML.
pub(crate) fn roots_address(environment: &Environment, root: &Path) -> Option<String> {
    let is_root = rustix::process::geteuid().is_root() && environment.get("SUDO_USER").is_none();
    // Set and empty, it means no file.
    let named = environment.set("NERDCTL_TOML").filter(|_| is_root);
    let file = named.map_or_else(|| root.join(ROOTS_FILE), PathBuf::from);
    let address = read(&file).ok()??.address?;
    let path = address.strip_prefix("unix://").unwrap_or(&address);
    Some(path.to_owned())
}

/// NERDCTL_TOML, else root's or the user's own: never both.
fn file(who: &Who<'_>) -> Option<PathBuf> {
    let environment = who.environment;
    if let Some(path) = environment.set("NERDCTL_TOML") {
        return (!path.is_empty()).then(|| PathBuf::from(path));
    }
    if who.uid == 0 {
        return Some(who.root.join(ROOTS_FILE));
    }
    let config = environment.get("XDG_CONFIG_HOME").map(PathBuf::from);
    let home = || Some(Path::new(environment.get("HOME")?).join(".config"));
    Some(config.or_else(home)?.join("nerdctl/nerdctl.toml"))
}

/// `None`: there is no such file, which is ordinary.
fn read(file: &Path) -> Result<Option<Settings>, Gap> {
    let content = match read_file(file) {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unread(file, &error)),
    };
    let malformed = |why: String| Gap {
        reason: Reason::Malformed,
        detail: format!("{}: {why}", file.display()),
    };
    let table = toml(&String::from_utf8_lossy(&content)).map_err(malformed)?;
    let text = |key: &str| match table.get(key) {
        None => Ok(None),
        Some(toml::Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(malformed(format!("{key} is no text"))),
    };
    Ok(Some(Settings {
        address: text("address")?,
        namespace: text("namespace")?,
    }))
}

/// Root's nerdctl dials the address itself, a user's in the mounts of their rootlesskit.
fn endpoint(who: &Who<'_>, address: &Picked) -> Answer<String> {
    let direct = unix(address);
    let path = match &direct {
        Answer::Told(url) if who.uid != 0 => url.strip_prefix("unix://").unwrap_or(url),
        _ => return direct,
    };
    let Some(child) = state_folder(who).map(|folder| folder.join("child_pid")) else {
        return Answer::gap(
            Reason::Absent,
            "a user's nerdctl needs XDG_RUNTIME_DIR, which is not set",
        );
    };
    match read_file(&child) {
        Ok(pid) => inside(&child, &String::from_utf8_lossy(&pid), path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Answer::gap(
            Reason::Absent,
            format!(
                "rootless containerd does not run: there is no {}",
                child.display()
            ),
        ),
        Err(error) => Answer::Gap(unread(&child, &error)),
    }
}

fn inside(file: &Path, pid: &str, path: &str) -> Answer<String> {
    match pid.trim().parse::<u32>() {
        Ok(pid) => Answer::Told(format!("unix:///proc/{pid}/root{path}")),
        Err(_) => Answer::gap(
            Reason::Malformed,
            format!("{} holds no pid", file.display()),
        ),
    }
}

/// Where rootlesskit keeps its state. Of a user behind sudo the usual place is meant.
fn state_folder(who: &Who<'_>) -> Option<PathBuf> {
    let environment = who.environment;
    if let Some(folder) = environment.get("ROOTLESSKIT_STATE_DIR") {
        return Some(PathBuf::from(folder));
    }
    let usual = || format!("/run/user/{}", who.uid);
    let runtime = environment.get("XDG_RUNTIME_DIR").map(str::to_owned);
    let runtime = runtime.or_else(|| who.user.behind_sudo.then(usual))?;
    Some(who.file(&runtime).join("containerd-rootless"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::config::beside_docker::tests::who;

    fn as_user<'a>(root: &'a Path, environment: &'a Environment, uid: u32) -> Found {
        found(&who(root, environment, uid))
    }

    fn endpoint_of(found: &Found) -> Result<&str, &str> {
        match &found.client.contexts[0].endpoint {
            Answer::Told(url) => Ok(url),
            Answer::Gap(gap) => Err(&gap.detail),
        }
    }

    #[test]
    fn variable_then_file_then_default() {
        let root = tempfile::tempdir().unwrap();
        let nothing = Environment::default();
        let default = as_user(root.path(), &nothing, 0);
        assert!(!default.is_configured);
        assert_eq!(
            endpoint_of(&default),
            Ok("unix:///run/containerd/containerd.sock")
        );
        std::fs::create_dir_all(root.path().join("etc/nerdctl")).unwrap();
        let file = root.path().join("etc/nerdctl/nerdctl.toml");
        std::fs::write(
            &file,
            "debug = true\naddress = \"unix:///k.sock\"\nnamespace = \"k8s.io\"\n",
        )
        .unwrap();
        let by_file = as_user(root.path(), &nothing, 0);
        assert!(by_file.is_configured);
        assert_eq!(endpoint_of(&by_file), Ok("unix:///k.sock"));
        let set = Environment::from([("CONTAINERD_ADDRESS", "/v.sock")]);
        let by_variable = as_user(root.path(), &set, 0);
        assert_eq!(endpoint_of(&by_variable), Ok("unix:///v.sock"));
        let namespace = by_variable.client.contexts[0].service.namespace.as_ref();
        let namespace = namespace.unwrap();
        assert_eq!(
            (namespace.by, &*namespace.name),
            (ChosenBy::NerdctlToml, "k8s.io")
        );
        std::fs::write(&file, "address = [").unwrap();
        let broken = as_user(root.path(), &set, 0);
        assert!(endpoint_of(&broken).is_err(), "nerdctl starts with no such");
    }

    #[test]
    fn a_users_own_is_inside_their_rootlesskit() {
        let root = tempfile::tempdir().unwrap();
        let environment = Environment::from([("XDG_RUNTIME_DIR", "/run/user/7"), ("HOME", "/h")]);
        let none = as_user(root.path(), &environment, 7);
        assert!(endpoint_of(&none).unwrap_err().contains("does not run"));
        assert!(!none.is_configured);
        let state = root.path().join("run/user/7/containerd-rootless");
        std::fs::create_dir_all(&state).unwrap();
        std::fs::write(state.join("child_pid"), "4242").unwrap();
        let running = as_user(root.path(), &environment, 7);
        assert!(running.is_configured);
        assert_eq!(
            endpoint_of(&running),
            Ok("unix:///proc/4242/root/run/containerd/containerd.sock")
        );
    }
}
