//! How the caller's docker client builds with BuildKit: by itself, as docker 20.10 does, or by its plugin
//! buildx alone, as docker does from 23 on.
//!
//! No daemon tells the client's version, and the client is not run. So its program is looked through for
//! words that only one of both has.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use memchr::memmem::Finder;

/// A function that builds without the plugin; it left docker's client with 23.0.
const BY_ITSELF: &str = "cli/command/image.runBuildBuildKit";
/// What the client says where it has no such plugin.
const BY_PLUGIN: &str = "buildx component is missing or broken";

const CHUNK: usize = 1 << 20;

/// Not shorter than either word.
const OVERLAP: usize = 64;

/// A program is some 40 MB. From a slow disk it is not worth the wait.
const LIMIT: Duration = Duration::from_secs(1);

/// Whether it takes the plugin to build with BuildKit; `None` where neither word was found in time.
pub(crate) fn builds_by_plugin(client: &str) -> Option<bool> {
    let program = Path::new(client);
    // A pipe might be waited for.
    let program = program.is_file().then(|| File::open(program).ok())??;
    which(program, Instant::now() + LIMIT)
}

fn which(mut program: impl Read, until: Instant) -> Option<bool> {
    let words = [(BY_ITSELF, false), (BY_PLUGIN, true)];
    let words = words.map(|(word, by_plugin)| (Finder::new(word), by_plugin));
    let mut buffer = vec![0; CHUNK];
    let mut filled = 0;
    while Instant::now() < until {
        match program.read(&mut buffer[filled..]).ok()? {
            0 => return None,
            read => filled += read,
        }
        let text = &buffer[..filled];
        if let Some((_, by_plugin)) = words.iter().find(|(word, _)| word.find(text).is_some()) {
            return Some(*by_plugin);
        }
        // A word may begin in one part and end in the next.
        let rest = filled.min(OVERLAP);
        buffer.copy_within(filled - rest..filled, 0);
        filled = rest;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(program: &[u8]) -> Option<bool> {
        which(program, Instant::now() + Duration::from_secs(60))
    }

    #[test]
    fn a_word_is_found_wherever_it_is() {
        for (word, expected) in [(BY_ITSELF, false), (BY_PLUGIN, true)] {
            for before in [0, 7, CHUNK - 20, 2 * CHUNK + 1, 3 * CHUNK - 60] {
                let mut program = vec![b'b'; before];
                program.extend(word.as_bytes());
                program.extend(vec![b'b'; 999]);
                assert_eq!(of(&program), Some(expected), "{word} after {before}");
            }
        }
    }

    #[test]
    fn neither_word() {
        assert_eq!(of(b""), None);
        assert_eq!(of(&vec![b'b'; 2 * CHUNK + 9]), None);
        assert_eq!(of(&BY_PLUGIN.as_bytes()[1..]), None);
        assert_eq!(which(BY_PLUGIN.as_bytes(), Instant::now()), None);
        assert_eq!(builds_by_plugin("/dev/zero"), None);
        assert_eq!(builds_by_plugin("/none/docker"), None);
    }
}
