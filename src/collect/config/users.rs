//! Users by the system's table: names and home folders.
//!
//! Reads /etc/passwd alone. A user of a directory service has no line there, and then no contexts
//! are looked for beyond what HOME says.

use std::path::PathBuf;

use crate::collect::proc::read_file;

/// One line of /etc/passwd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) home: PathBuf,
}

/// The user that this process runs as.
pub(super) fn this() -> Option<User> {
    let uid = rustix::process::geteuid().as_raw();
    find(|user| user.uid == uid)
}

pub(super) fn named(name: &str) -> Option<User> {
    find(|user| user.name == name)
}

fn find(is_wanted: impl Fn(&User) -> bool) -> Option<User> {
    let table = read_file("/etc/passwd".as_ref()).ok()?;
    let table = String::from_utf8_lossy(&table);
    table.lines().filter_map(user).find(is_wanted)
}

fn user(line: &str) -> Option<User> {
    let fields: Vec<&str> = line.split(':').collect();
    let (name, uid, home) = (fields.first()?, fields.get(2)?, fields.get(5)?);
    Some(User {
        name: (*name).to_owned(),
        uid: uid.parse().ok()?,
        home: PathBuf::from(home),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_table() {
        let root = user("root:x:0:0:root:/root:/bin/bash").unwrap();
        assert_eq!((root.name.as_str(), root.uid), ("root", 0));
        assert_eq!(root.home, PathBuf::from("/root"));
        assert_eq!(user("# a comment"), None);
        assert_eq!(named("root"), Some(root));
    }
}
