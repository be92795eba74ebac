//! Writing to stdout and stderr: locked, buffered, and unmoved by a reader that went away.

use std::io::{self, BufWriter, Write};

use super::error::Failure;
use crate::render::visible;

/// Writes to stdout through one lock and one buffer.
///
/// A closed stdout (`| head`) stops the writing and is no failure: the report was made, the reader
/// had enough, and the exit code still says what it would have said.
pub(crate) fn to_stdout(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    let written = write(&mut out).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is still in the buffer has no reader: forget it, do not try it again on drop.
            let _ = out.into_parts();
            Ok(())
        }
        Err(error) => {
            let _ = out.into_parts();
            Err(Failure::Output(error))
        }
        Ok(()) => Ok(()),
    }
}

/// One line of news for a person, on stderr.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible(line));
}
