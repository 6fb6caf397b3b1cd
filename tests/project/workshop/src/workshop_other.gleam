@external(erlang, "workshop_cases", "say")
fn say(text: String) -> Nil

pub fn main() -> Nil {
  say("another module's main")
}
