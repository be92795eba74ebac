//! Texts that many claims hold, each copied once: endpoints, namespaces, images, states, programs.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

#[derive(Default)]
pub(super) struct Texts<'a>(RefCell<FxHashMap<&'a str, Rc<str>>>);

impl<'a> Texts<'a> {
    pub(super) fn shared(&self, text: &'a str) -> Rc<str> {
        let mut texts = self.0.borrow_mut();
        Rc::clone(texts.entry(text).or_insert_with(|| text.into()))
    }
}
