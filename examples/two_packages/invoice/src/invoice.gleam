//// Calls into the package `money`.

import money/tax

/// What `quantity` pieces of a price in cents cost with 20% tax.
pub fn total(quantity: Int, price: Int) -> Int {
  tax.add(quantity * price, 20)
}
