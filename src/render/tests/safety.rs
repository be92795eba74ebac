//! Whatever a host calls its things: no control character reaches a screen, no line is too wide.

use proptest::prelude::*;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::super::testing::claims::Claims;
use crate::correlate::host::{Host, ShimVerdict, Verdict};
use crate::render::testing::*;
use crate::render::{Format, Kind, Options};

/// A broken host in which every name is `text`.
fn called(text: &str) -> Host {
    let mut host = broken();
    for container in &mut host.containers {
        container.name = text.into();
        container.why = Some(format!("because {text}"));
        container.image.reference = Some(text.into());
    }
    for shim in &mut host.shims {
        shim.id = text.to_owned();
        shim.why = Some(text.to_owned());
        shim.children[0].comm = text.into();
    }
    for image in &mut host.images {
        image.references = vec![text.to_owned()];
        image.holders[0].references = vec![text.to_owned()];
    }
    let engine = &mut host.engines[1];
    engine.version = Some(text.to_owned());
    engine.argv = Some(vec![text.to_owned()]);
    engine.managed_by.unit = Some(text.to_owned());
    engine.managed_by.kind = "systemd";
    engine.remarks = vec![text.to_owned()];
    engine.endpoints[0].path = text.to_owned();
    engine.endpoints[0].state = "stale";
    engine.endpoints[0].why = Some(text.to_owned());
    host.namespaces[0].name = text.to_owned();
    host.sources[0].detail = Some(text.to_owned());
    host.docker_daemons[0].endpoint = text.to_owned();
    host.facts.hostname = Some(text.to_owned());
    host
}

fn hidden(c: char) -> bool {
    c != '\n' && c.width().is_none_or(|width| width == 0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_hidden_reaches_a_screen(text in any::<String>(), width in 40_usize..160) {
        let host = called(&text);
        for kind in Kind::ALL {
            for format in [Format::Table, Format::Wide, Format::Markdown, Format::Quiet] {
                for details in [false, true] {
                    let options = Options { format, details, ..on_a_pipe(width) };
                    let screen = shown(kind, &host, &options);
                    prop_assert!(!screen.chars().any(hidden), "{screen:?}");
                }
            }
        }
    }

    #[test]
    fn no_line_is_wider_than_the_width(text in "\\PC{0,90}", width in 60_usize..160) {
        let host = called(&text);
        for kind in Kind::ALL {
            for details in [false, true] {
                let screen = shown(kind, &host, &Options { details, ..on_a_pipe(width) });
                for line in screen.lines() {
                    prop_assert!(line.width() <= width, "{} > {width}: {line:?}", line.width());
                }
            }
        }
    }
}

#[test]
fn a_name_cannot_draw_a_row_of_its_own() {
    let host = called("x\nweb moby running\u{1b}[2J");
    let screen = shown(Kind::Containers, &host, &on_a_pipe(120));
    assert!(screen.contains("x\\nweb moby running\\u{1b}[2J"));
    assert!(!screen.contains('\u{1b}'));
}

#[test]
fn a_name_cannot_leave_its_cell_on_a_page() {
    let host = called("a|b`c`");
    let options = Options {
        format: Format::Markdown,
        ..on_a_pipe(80)
    };
    let page = shown(Kind::Containers, &host, &options);
    assert!(page.contains("| a\\|b\\`c\\` |"), "{page}");
}

#[test]
fn five_hundred_problems_are_ten_lines() {
    let mut host = broken();
    host.containers = (0..500)
        .map(|n| {
            container(&format!("c{n}"), "moby", Verdict::UpButDead)
                .docker(&format!("c{n}"), "running")
                .no_record()
                .no_process()
                .why("it exited while containerd was down")
        })
        .collect();
    host.shims.clear();
    for kind in [Kind::Host, Kind::Containers] {
        let screen = shown(kind, &host, &on_a_pipe(80));
        assert!(screen.contains("and 490 more"), "{screen}");
    }
    let overview = shown(Kind::Host, &host, &on_a_pipe(80));
    assert!(overview.lines().count() < 40, "{overview}");
}

#[test]
fn a_shim_that_no_container_tells_of_is_told() {
    let mut host = healthy();
    host.shims
        .push(shim(999, "moby", "lonely", ShimVerdict::StuckShim));
    let overview = shown(Kind::Host, &host, &on_a_pipe(80));
    assert!(overview.contains("stuck-shim"), "{overview}");
    assert!(overview.contains("1 shim is not ok."), "{overview}");
}
