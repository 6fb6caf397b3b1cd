@external(erlang, "workshop_cases", "say")
fn say(text: String) -> Nil

pub fn main() -> Nil {
  say("main of a module in a folder")
}
