//! What to type next.

use std::io;

use crate::correlate::host::{Host, Severity};
use crate::correlate::problems::problems;
use crate::render::page::Page;
use crate::render::screen::next::{self, Step, step};
use crate::render::table::Context;

pub(super) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    next::write(context, page, &steps(context.host))
}

fn steps(host: &Host) -> Vec<Step> {
    let worst = problems(host).next();
    let every = step("containers", "every container, and who sees it");
    let keep = step("capture before.json", "keep the evidence before repairs");
    if super::nothing::holds(host) {
        return vec![step(
            "--from demo",
            "a recorded host with most verdicts on it",
        )];
    }
    if let Some(again) = next::with_sudo(host, "") {
        return vec![again, every];
    }
    if !host.complete() {
        let why = step("engines", "which daemon is silent, and why");
        return vec![keep, why, step("shims", "which shim holds which container")];
    }
    if host
        .engines
        .iter()
        .any(|engine| engine.lost_containerd().is_some())
    {
        let why = step("engines", "which daemon is down, and why");
        return vec![keep, why, every];
    }
    let Some(worst) = worst else {
        return vec![
            every,
            step("images", "every image, and which store holds it"),
        ];
    };
    let explain = step(
        &format!("explain {}", worst.verdict),
        "what it is, how it is mended",
    );
    match worst.severity {
        Severity::Error => vec![
            keep,
            explain,
            step("containers --problems", "each one, and why"),
        ],
        _ => vec![every, explain, keep],
    }
}
