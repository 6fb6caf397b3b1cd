//// The tests' main: EUnit on the module that the first argument names, or on all of them.

@external(erlang, "workshop_tests", "main")
pub fn main() -> Nil
