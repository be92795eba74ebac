#[path = "mod.rs"] mod lab;
fn main() {}
