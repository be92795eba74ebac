//! Reading meaning from cgroup paths.
//!
//! Which path a process is in is a fact; that a 64-digit name in it is a container's id is docker's
//! and the kubelet's habit, not a rule.

use std::path::Path;

use super::roots::read_record;

/// The path that says most about a process; `None` where it cannot be read.
pub(super) fn path_of(process: &Path) -> Option<String> {
    let content = read_record(&process.join("cgroup")).ok()?;
    best(&content)
}

/// The controllers and the path in a line `NUMBER:CONTROLLERS:PATH`; a path may hold colons, the
/// controllers do not.
pub(super) fn line(line: &str) -> Option<(&str, &str)> {
    let mut parts = line.splitn(3, ':').skip(1);
    Some((parts.next()?, parts.next()?))
}

/// On a hybrid host the first line often says `/` while another names the container or the unit:
/// prefers container ids, then units, then depth; the first line among equals.
fn best(content: &[u8]) -> Option<String> {
    let content = String::from_utf8_lossy(content);
    let mut best: Option<((usize, bool, usize), &str)> = None;
    for (_, path) in content.lines().filter_map(line) {
        // Most hierarchies agree: a path that was weighed is not weighed again.
        if best.is_some_and(|(_, known)| known == path) {
            continue;
        }
        let score = telling(path);
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, path));
        }
    }
    best.map(|(_, path)| path.to_owned())
}

fn telling(path: &str) -> (usize, bool, usize) {
    let parts = path.split('/').filter(|part| !part.is_empty());
    (
        container_ids(path).count(),
        parts.clone().any(is_unit),
        parts.count(),
    )
}

/// The 64-digit container ids named in a path, outermost first.
pub(super) fn container_ids(path: &str) -> impl Iterator<Item = &str> {
    path.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_unit(part: &str) -> bool {
    part.ends_with(".service") || part.ends_with(".scope")
}

/// The systemd service a path names, and whether a user's systemd runs it.
pub(super) fn service(path: &str) -> Option<(&str, bool)> {
    let mut parts = path.split('/').rev().filter(|part| !part.is_empty());
    let unit = parts.find(|part| is_unit(part))?;
    let user_unit = parts.any(|part| part.starts_with("user@"));
    (unit.ends_with(".service") && !unit.starts_with("user@")).then_some((unit, user_unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn the_line_that_says_most() {
        let hybrid = format!("9:name=systemd:/\n4:memory:/docker/{ID}\n0::/\n");
        assert_eq!(best(hybrid.as_bytes()).unwrap(), format!("/docker/{ID}"));
        let unit = "12:pids:/x/y/z\n1:name=systemd:/system.slice/docker.service\n0::/\n";
        assert_eq!(
            best(unit.as_bytes()).unwrap(),
            "/system.slice/docker.service"
        );
        assert_eq!(best(b"0::/\n").unwrap(), "/");
        assert_eq!(best(b"").as_deref(), None);
        assert_eq!(best(b"nonsense\n").as_deref(), None);
    }

    #[test]
    fn ids_in_both_drivers_and_nested() {
        let path = format!("/docker/{ID}/system.slice/docker-{ID}.scope");
        assert_eq!(container_ids(&path).count(), 2);
        assert_eq!(container_ids("/moby/plain").count(), 0);
    }

    #[test]
    fn services_of_the_system_and_of_users() {
        assert_eq!(
            service("/system.slice/docker.service"),
            Some(("docker.service", false))
        );
        assert_eq!(
            service("/user.slice/user-7.slice/user@7.service/app.slice/docker.service"),
            Some(("docker.service", true))
        );
        assert_eq!(
            service("/user.slice/user-7.slice/user@7.service/init.scope"),
            None
        );
        assert_eq!(service("/user.slice/user-7.slice/session-3.scope"), None);
    }
}
