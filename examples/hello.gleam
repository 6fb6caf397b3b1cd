//// Prints one line, by a function of Erlang's library.

/// What `put_chars` answers; of no interest.
type Printed

@external(erlang, "io", "put_chars")
fn put_chars(text: String) -> Printed

pub fn main() -> Nil {
  put_chars("Hello from Gleam! 🌟\n")
  Nil
}
