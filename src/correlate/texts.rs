//! What many containers hold, each made once: texts (endpoints, namespaces, images, states, programs)
//! and lists of views.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::host::View;

#[derive(Default)]
pub(super) struct Texts<'a> {
    texts: RefCell<FxHashMap<&'a str, Arc<str>>>,
    views: RefCell<VecDeque<Arc<[View]>>>,
}

/// So many lists of views are remembered: one for each state of a container, at two places.
const LISTS: usize = 8;

impl<'a> Texts<'a> {
    pub(super) fn shared(&self, text: &'a str) -> Arc<str> {
        let mut texts = self.texts.borrow_mut();
        Arc::clone(texts.entry(text).or_insert_with(|| text.into()))
    }

    /// The same list as a container had lately, if there is one.
    pub(super) fn views(&self, views: Vec<View>) -> Arc<[View]> {
        let mut lately = self.views.borrow_mut();
        if let Some(same) = lately.iter().find(|known| known[..] == views[..]) {
            return Arc::clone(same);
        }
        lately.truncate(LISTS - 1);
        lately.push_front(views.into());
        Arc::clone(&lately[0])
    }
}
