//// The program: the first argument names what it does (workshop_cases.erl).

@external(erlang, "workshop_cases", "run")
fn run_case() -> Result(Nil, String)

pub type Part {
  Part(name: String, count: Int)
}

pub fn main() -> Result(Nil, String) {
  run_case()
}

pub fn panics() -> Nil {
  panic as "the workshop is closed"
}

pub fn has_todo() -> Nil {
  todo as "sweep the floor"
}

pub fn asserts(parts: List(Part)) -> Int {
  let assert [Part(_, count)] = parts
  count
}

pub fn checks(count: Int) -> Nil {
  assert count > 3 as "too few parts"
  Nil
}
