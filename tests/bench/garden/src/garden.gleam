pub fn main() -> Nil {
  Nil
}

pub fn sum_bench() -> Int {
  sum(range(1, 1000), 0)
}

pub fn length_bench(list: List(Int)) -> Int {
  length(list)
}

pub fn length_inputs() -> List(#(String, List(Int))) {
  [#("short", range(1, 10)), #("long", range(1, 1000))]
}

pub fn reverse_bench(list: List(Int)) -> List(Int) {
  reverse(list)
}

pub fn reverse_inputs(size: Int) -> List(Int) {
  range(1, size)
}

pub fn range(from: Int, to: Int) -> List(Int) {
  case from > to {
    True -> []
    False -> [from, ..range(from + 1, to)]
  }
}

pub fn sum(list: List(Int), total: Int) -> Int {
  case list {
    [] -> total
    [first, ..rest] -> sum(rest, total + first)
  }
}

// With two arguments: for a call from the command line.
pub fn add(a: Int, b: Int) -> Int {
  a + b
}

@external(erlang, "erlang", "length")
fn length(list: List(Int)) -> Int

@external(erlang, "lists", "reverse")
fn reverse(list: List(Int)) -> List(Int)
