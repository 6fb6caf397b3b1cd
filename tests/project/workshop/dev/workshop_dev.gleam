@external(erlang, "workshop_cases", "say")
fn say(text: String) -> Nil

pub fn main() -> Nil {
  say("the development module's main")
}
