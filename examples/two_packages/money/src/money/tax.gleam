//// Amounts are in cents.

/// The amount with a tax of `percent` added, rounded down.
pub fn add(amount: Int, percent: Int) -> Int {
  amount + amount * percent / 100
}
