//! What `--columns help` can rely on.

use std::collections::BTreeSet;

use crate::render::{Kind, columns};

#[test]
fn every_column_has_a_name_of_its_own_and_a_meaning() {
    for kind in Kind::ALL {
        let names: BTreeSet<&str> = columns(kind).iter().map(|column| column.name).collect();
        assert_eq!(names.len(), columns(kind).len(), "{}", kind.word());
        for column in columns(kind) {
            let typed = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(column.name.chars().all(typed), "{}", column.name);
            assert!(!column.meaning.is_empty() && !column.header.is_empty());
            assert!(
                !column.default || column.wide,
                "{}: wide shows more, not less",
                column.name
            );
        }
    }
}
