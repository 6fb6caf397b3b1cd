//// A workflow of three steps, with functions that whoever runs it gives to it: the host in host.cpp, or
//// `linac run`. They raise `{meridian, Function, Reason}` where they fail.

@external(erlang, "meridian_ffi", "read_file")
fn read_file(path: String) -> String

@external(erlang, "meridian_ffi", "write_file")
fn write_file(path: String, text: String) -> Nil

@external(erlang, "meridian_ffi", "run_command")
fn run_command(command: String, arguments: List(String)) -> String

pub fn main() -> Nil {
  run("input.txt", "output.txt")
}

/// Writes to `output` what is in `input`, and its lines sorted and each once.
pub fn run(input: String, output: String) -> Nil {
  let text = read_file(input)
  let sorted = run_command("sort", ["--unique", input])
  write_file(output, "--- as it came\n" <> text <> "--- sorted\n" <> sorted)
}
