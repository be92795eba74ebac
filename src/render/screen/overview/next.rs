//! What to type next.

use std::io;

use unicode_width::UnicodeWidthStr;

use crate::correlate::host::{Host, Severity};
use crate::render::page::Page;
use crate::render::screen::problems;
use crate::render::text::command;

/// A command and what it is for.
type Step = (String, &'static str);

pub(super) fn write(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    let steps = steps(host);
    let wide = steps
        .iter()
        .map(|(typed, _)| typed.width())
        .max()
        .unwrap_or(0);
    page.section()?;
    for (number, (typed, purpose)) in steps.iter().enumerate() {
        let lead = if number == 0 { "Next  " } else { "      " };
        let gap = "\u{a0}".repeat(wide - typed.width() + 2);
        let line = format!("{}{gap} {purpose}", command(typed));
        page.hanging(lead, &line, 10)?;
    }
    Ok(())
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
    if !host.complete() {
        return vec![keep, step("shims", "which shim holds which container")];
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

fn step(arguments: &str, purpose: &'static str) -> Step {
    (format!("dockerctx-inspect {arguments}"), purpose)
}
