//! The limits in the files of a cgroup, of both versions of the kernel's interface.

use super::{add, cpu, memory, pids};
use crate::model::{FactName, Sheet};

/// `read` gives the content of a file by the controller's name (of version 1) and the file's own.
pub(in crate::collect) fn sheet(read: impl Fn(&str, &str) -> Option<String>) -> Sheet {
    let number = |controller: &str, names: &[&str]| {
        let mut contents = names.iter().filter_map(|name| read(controller, name));
        contents.find_map(|content| content.trim().parse::<i64>().ok())
    };
    let quota = read("cpu", "cpu.max");
    let (quota, period) = match quota.as_deref().and_then(|max| max.trim().split_once(' ')) {
        Some((quota, period)) => (quota.parse().ok(), period.parse().ok()),
        None => (
            number("cpu", &["cpu.cfs_quota_us"]),
            number("cpu", &["cpu.cfs_period_us"]),
        ),
    };
    let mut sheet = Sheet::new();
    let facts = [
        (
            FactName::Memory,
            memory(number("memory", &["memory.max", "memory.limit_in_bytes"])),
        ),
        // The weight is another number in each version: only a quota can be laid beside the others' word.
        (FactName::Cpu, cpu(quota, period, None)),
        (FactName::Pids, pids(number("pids", &["pids.max"]))),
    ];
    add(&mut sheet, facts);
    sheet
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn told(files: &[(&str, &str)]) -> String {
        let files: BTreeMap<&str, &str> = files.iter().copied().collect();
        let sheet = sheet(|_, name| files.get(name).map(|content| format!("{content}\n")));
        let words: Vec<String> = sheet.values().map(|values| values.join(" ")).collect();
        words.join(", ")
    }

    #[test]
    fn both_versions_say_the_same() {
        let second = [
            ("memory.max", "1048576"),
            ("cpu.max", "50000 100000"),
            ("pids.max", "9"),
        ];
        let first = [
            ("memory.limit_in_bytes", "1048576"),
            ("cpu.cfs_quota_us", "50000"),
            ("cpu.cfs_period_us", "100000"),
            ("pids.max", "9"),
        ];
        assert_eq!(told(&second), "1048576 bytes, 0.5 CPUs, 9");
        assert_eq!(told(&first), told(&second));
    }

    #[test]
    fn no_limit_is_no_word() {
        let second = [
            ("memory.max", "max"),
            ("cpu.max", "max 100000"),
            ("pids.max", "max"),
        ];
        let first = [
            ("memory.limit_in_bytes", "9223372036854771712"),
            ("cpu.cfs_quota_us", "-1"),
            ("cpu.cfs_period_us", "100000"),
        ];
        assert_eq!((told(&second), told(&first)), Default::default());
    }
}
