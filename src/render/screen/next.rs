//! What to type next: commands and what each is for, at the end of a screen.

use std::io;

use unicode_width::UnicodeWidthStr;

use crate::correlate::host::Host;
use crate::model::{Source, SourceStatus};
use crate::render::page::Page;
use crate::render::screen::asked;
use crate::render::table::Context;

/// In front of the first command; the others stand below it.
const LEAD: &str = "Next  ";

/// A command and what it is for.
pub(super) type Step = (String, &'static str);

pub(super) fn write(context: Context<'_>, page: &mut Page<'_>, steps: &[Step]) -> io::Result<()> {
    let wide = |of: fn(&Step) -> &str| steps.iter().map(|step| of(step).width()).max();
    let typed = wide(|(typed, _)| typed).unwrap_or(0);
    let purposes = wide(|(_, purpose)| purpose).unwrap_or(0);
    let beside = LEAD.len() + typed + purposes;
    let room = context.options.width.saturating_sub(beside);
    asked::silent(context.host, page)?;
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

pub(super) fn step(arguments: &str, purpose: &'static str) -> Step {
    (format!("dockerctx-inspect {arguments}"), purpose)
}

/// An ordinary user's gaps come before everything else: evidence is worth keeping once it is whole.
pub(super) fn with_sudo(host: &Host, verb: &str) -> Option<Step> {
    let denied = |source: &Source| source.status == SourceStatus::Denied;
    let shows_more =
        host.viewer.uid != 0 && !host.viewer.in_container && host.sources.iter().any(denied);
    let typed = format!("sudo dockerctx-inspect {verb}");
    shows_more.then(|| {
        (
            typed.trim_end().to_owned(),
            "the same with what you may not read",
        )
    })
}
