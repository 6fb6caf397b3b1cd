//// Two functions with results that are easy to check by hand.

/// The product of all numbers from 1 to `n`; 1 for anything below 2.
pub fn factorial(n: Int) -> Int {
  case n > 1 {
    True -> n * factorial(n - 1)
    False -> 1
  }
}

/// The `n`-th Fibonacci number, by plain recursion.
pub fn fibonacci(n: Int) -> Int {
  case n < 2 {
    True -> n
    False -> fibonacci(n - 1) + fibonacci(n - 2)
  }
}
