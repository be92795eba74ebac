//! How large each snapshot of one containerd is, by its own word: of a committed one it has that written
//! down, of a container's it walks over the folder. Only where `--deep` asked.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::session::Session;
use crate::model::{Containerd, Gap, Reason};

/// containerd walks over so many folders at once.
const AT_ONCE: usize = 4;

/// The size of one snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sized {
    namespace: String,
    snapshotter: String,
    name: String,
    bytes: u64,
}

/// Asks for each snapshot that this containerd told of.
pub(crate) async fn sizes(session: &Session, containerd: &Containerd) -> Result<Vec<Sized>, Gap> {
    let asked: Vec<_> = snapshots(containerd)
        .map(|(namespace, snapshotter, name)| size(session, namespace, snapshotter, name))
        .collect();
    stream::iter(asked)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

/// Puts them where the snapshots are.
pub(crate) fn keep(containerd: &mut Containerd, sizes: &[Sized]) {
    for size in sizes {
        let namespaces = containerd.namespaces.told_mut().into_iter().flatten();
        let mut same = namespaces.filter(|namespace| namespace.name == size.namespace);
        let store = same.next().and_then(|namespace| namespace.store.told_mut());
        let snapshots = store.and_then(|store| store.snapshots.get_mut(&size.snapshotter));
        if let Some(snapshot) = snapshots.and_then(|all| all.get_mut(&size.name)) {
            snapshot.size_bytes = Some(size.bytes);
        }
    }
}

fn snapshots(containerd: &Containerd) -> impl Iterator<Item = (&str, &str, &str)> {
    let namespaces = containerd.namespaces.told().into_iter().flatten();
    let stores =
        namespaces.filter_map(|namespace| Some((&namespace.name, namespace.store.told()?)));
    stores.flat_map(|(namespace, store)| {
        let all = store.snapshots.iter();
        all.flat_map(move |(snapshotter, snapshots)| {
            let names = snapshots.keys();
            names.map(move |name| (namespace.as_str(), snapshotter.as_str(), name.as_str()))
        })
    })
}

async fn size(
    session: &Session,
    namespace: &str,
    snapshotter: &str,
    name: &str,
) -> Result<Sized, Gap> {
    let bytes = match session.snapshot_size(namespace, snapshotter, name).await {
        Ok(bytes) => bytes,
        // Removed meanwhile.
        Err(gap) if gap.reason == Reason::Vanished => 0,
        Err(gap) => return Err(gap),
    };
    Ok(Sized {
        namespace: namespace.to_owned(),
        snapshotter: snapshotter.to_owned(),
        name: name.to_owned(),
        bytes,
    })
}
