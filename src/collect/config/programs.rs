//! What the caller's clients are, as far as what they do differs. No daemon tells it, and they are not run:
//! their programs are looked through for words that only one of two has.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use memchr::memmem::Finder;

/// How docker builds with BuildKit: by itself, as 20.10 does, or by its plugin buildx alone, as from 23 on. The
/// first is a function, which left with 23.0; the second is what it says where it has no such plugin.
const DOCKER_BUILDS: [(&str, bool); 2] = [
    ("cli/command/image.runBuildBuildKit", false),
    ("buildx component is missing or broken", true),
];

/// Its packages, as Go names them.
const NERDCTL: [(&str, u8); 2] = [
    ("github.com/containerd/nerdctl/v2/", 2),
    ("github.com/containerd/nerdctl/pkg/", 1),
];

const CHUNK: usize = 1 << 20;

/// No word is longer.
const OVERLAP: usize = 64;

/// A program is some 40 MB. From a slow disk it is not worth the wait.
const LIMIT: Duration = Duration::from_secs(1);

/// Whether it takes docker the plugin to build with BuildKit; `None` where its program tells neither in time.
pub(crate) fn builds_by_plugin(docker: &str) -> Option<bool> {
    of_program(docker, &DOCKER_BUILDS)
}

/// The major version of nerdctl; `None` where its program tells none that is known in time.
pub(crate) fn nerdctl_major(nerdctl: &str) -> Option<u8> {
    of_program(nerdctl, &NERDCTL)
}

fn of_program<T: Copy>(file: &str, words: &[(&str, T)]) -> Option<T> {
    let program = Path::new(file);
    // A pipe might be waited for.
    let program = program.is_file().then(|| File::open(program).ok())??;
    which(program, words, Instant::now() + LIMIT)
}

/// What belongs to the word that comes first.
fn which<T: Copy>(mut program: impl Read, words: &[(&str, T)], until: Instant) -> Option<T> {
    let words = words
        .iter()
        .map(|(word, meaning)| (Finder::new(word), *meaning));
    let words: Vec<_> = words.collect();
    let mut buffer = vec![0; CHUNK];
    let mut filled = 0;
    while Instant::now() < until {
        match program.read(&mut buffer[filled..]).ok()? {
            0 => return None,
            read => filled += read,
        }
        let text = &buffer[..filled];
        if let Some((_, meaning)) = words.iter().find(|(word, _)| word.find(text).is_some()) {
            return Some(*meaning);
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
    use std::fmt::Debug;

    use super::*;

    fn of<T: Copy>(program: &[u8], words: &[(&str, T)]) -> Option<T> {
        which(program, words, Instant::now() + Duration::from_secs(60))
    }

    fn are_found_wherever_they_are<T: Copy + PartialEq + Debug>(words: &[(&str, T)]) {
        for (word, expected) in words {
            assert!(word.len() <= OVERLAP);
            for before in [0, 7, CHUNK - 20, 2 * CHUNK + 1, 3 * CHUNK - 60] {
                let mut program = vec![b'b'; before];
                program.extend(word.as_bytes());
                program.extend(vec![b'b'; 999]);
                assert_eq!(
                    of(&program, words),
                    Some(*expected),
                    "{word} after {before}"
                );
            }
        }
    }

    #[test]
    fn a_word_is_found_wherever_it_is() {
        are_found_wherever_they_are(&DOCKER_BUILDS);
        are_found_wherever_they_are(&NERDCTL);
    }

    #[test]
    fn none_of_the_words() {
        let by_plugin = DOCKER_BUILDS[1].0.as_bytes();
        assert_eq!(of(b"", &DOCKER_BUILDS), None);
        assert_eq!(of(&vec![b'b'; 2 * CHUNK + 9], &DOCKER_BUILDS), None);
        assert_eq!(of(&by_plugin[1..], &DOCKER_BUILDS), None);
        assert_eq!(which(by_plugin, &DOCKER_BUILDS, Instant::now()), None);
        assert_eq!(of(b"github.com/containerd/nerdctl/v3/pkg/", &NERDCTL), None);
        assert_eq!(builds_by_plugin("/dev/zero"), None);
        assert_eq!(nerdctl_major("/none/nerdctl"), None);
    }
}
