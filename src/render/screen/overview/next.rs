//! What to type next.

use std::io;

use unicode_width::UnicodeWidthStr;

use crate::correlate::host::{Host, Severity};
use crate::render::page::Page;
use crate::render::screen::problems;
use crate::render::table::Context;

/// In front of the first command; the others stand below it.
const LEAD: &str = "Next  ";

/// A command and what it is for.
type Step = (String, &'static str);

pub(super) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let steps = steps(context.host);
    let wide = |of: fn(&Step) -> &str| steps.iter().map(|step| of(step).width()).max();
    let typed = wide(|(typed, _)| typed).unwrap_or(0);
    let purposes = wide(|(_, purpose)| purpose).unwrap_or(0);
    let beside = LEAD.len() + typed + purposes;
    let room = context.options.width.saturating_sub(beside);
    page.section()?;
    for (number, step) in steps.iter().enumerate() {
        let lead = if number == 0 { LEAD } else { "      " };
        let gap = match room {
            0 | 1 => 0,
            room => typed - step.0.width() + room.min(3),
        };
        page.step(lead, &step.0, gap, step.1)?;
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
