@external(erlang, "toolbox_ffi", "say")
pub fn say(text: String) -> Nil

pub fn main() -> Nil {
  say("the toolbox's own main")
}
