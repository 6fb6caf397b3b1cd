// Benchmarks that go wrong, each in its own way.

pub type Pid

pub fn crash_bench() -> Int {
  panic as "the shed is locked"
}

pub fn never_bench() -> Int {
  never(0)
}

fn never(n: Int) -> Int {
  case n < 0 {
    True -> n
    False -> never(n + 1)
  }
}

pub fn prints_bench() -> Nil {
  put_chars("ok\t1\nfailed\tprinted\n")
  Nil
}

pub fn pid_bench() -> List(Pid) {
  [self()]
}

pub fn halts_bench() -> Nil {
  halt(7)
}

pub fn killed_bench() -> Bool {
  exit(self(), Kill)
}

pub type How {
  Kill
}

pub fn needs_bench(input: Int) -> Int {
  input
}

pub fn broken_bench(input: Int) -> Int {
  input
}

pub fn broken_inputs() -> List(Int) {
  panic as "no seeds"
}

// As the environment says: the same in one VM, another in the next.
pub fn weather_bench() -> Bool {
  // GARDEN
  getenv([71, 65, 82, 68, 69, 78], False) != False
}

@external(erlang, "os", "getenv")
fn getenv(name: List(Int), other: Bool) -> Bool

@external(erlang, "io", "put_chars")
fn put_chars(text: String) -> Nil

@external(erlang, "erlang", "self")
fn self() -> Pid

@external(erlang, "erlang", "halt")
fn halt(status: Int) -> Nil

@external(erlang, "erlang", "exit")
fn exit(pid: Pid, how: How) -> Bool
