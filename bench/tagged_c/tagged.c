// Four programs of the suite in C, on the VM's terms: integers are shifted by three bits, and each
// operation tests the tags of what it takes and its overflow, for which there is only abort(). Calls
// are C's, without reductions or a growing stack. What a compiler of such terms could reach at best.
//
// Usage: tagged PROGRAM N: prints the result and the median milliseconds of seven runs.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef int64_t Term;
#define SMALL(n) ((Term)((uint64_t)(n) << 3))

static inline void small(Term a) {
  if (__builtin_expect((a & 7) != 0, 0)) abort();
}
static inline Term add(Term a, Term b) {
  Term sum;
  small(a | b);
  if (__builtin_expect(__builtin_add_overflow(a, b, &sum), 0)) abort();
  return sum;
}
static inline Term sub(Term a, Term b) {
  Term difference;
  small(a | b);
  if (__builtin_expect(__builtin_sub_overflow(a, b, &difference), 0)) abort();
  return difference;
}
static inline Term mul(Term a, Term b) {
  Term product;
  small(a | b);
  if (__builtin_expect(__builtin_mul_overflow(a >> 3, b, &product), 0)) abort();
  return product;
}
static inline int less(Term a, Term b) {
  small(a | b);
  return a < b;
}

static Term fib(Term n) {
  if (n == SMALL(0)) return SMALL(0);
  if (n == SMALL(1)) return SMALL(1);
  return add(fib(sub(n, SMALL(1))), fib(sub(n, SMALL(2))));
}

static Term tak(Term x, Term y, Term z) {
  if (!less(y, x)) return z;
  return tak(tak(sub(x, SMALL(1)), y, z), tak(sub(y, SMALL(1)), z, x), tak(sub(z, SMALL(1)), x, y));
}

static Term collatz(Term n) {
  Term best = SMALL(0), best_length = SMALL(0);
  for (Term i = SMALL(1); less(i, n); i = add(i, SMALL(1))) {
    Term length = SMALL(1);
    for (Term m = i; m != SMALL(1); length = add(length, SMALL(1))) {
      small(m);
      m = (m >> 3) % 2 == 0 ? SMALL((m >> 3) / 2) : add(mul(SMALL(3), m), SMALL(1));
    }
    if (less(best_length, length)) {
      best = i;
      best_length = length;
    }
  }
  return add(mul(best, SMALL(1000)), best_length);
}

static int64_t iterate(double cr, double ci) {
  double zr = 0.0, zi = 0.0;
  for (int left = 50; left != 0; left--) {
    double zr2 = zr * zr, zi2 = zi * zi;
    if (zr2 + zi2 > 4.0) return 0;
    zi = 2.0 * zr * zi + ci;
    zr = zr2 - zi2 + cr;
  }
  return 1;
}

static Term mandelbrot(Term n) {
  Term total = SMALL(0);
  double size = (double)(n >> 3);
  for (Term y = SMALL(0); y != n; y = add(y, SMALL(1))) {
    for (Term x = SMALL(0); x != n; x = add(x, SMALL(1))) {
      double cr = 2.0 * (double)(x >> 3) / size - 1.5, ci = 2.0 * (double)(y >> 3) / size - 1.0;
      total = add(total, SMALL(iterate(cr, ci)));
    }
  }
  return total;
}

static Term run(const char* program, Term n) {
  if (!strcmp(program, "fib")) return fib(n);
  if (!strcmp(program, "tak")) return tak(mul(n, SMALL(3)), mul(n, SMALL(2)), n);
  if (!strcmp(program, "collatz")) return collatz(n);
  if (!strcmp(program, "mandelbrot")) return mandelbrot(n);
  fprintf(stderr, "tagged: no program %s\n", program);
  exit(2);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

static int by_size(const void* a, const void* b) {
  double x = *(const double*)a, y = *(const double*)b;
  return (x > y) - (x < y);
}

int main(int count, char** words) {
  if (count != 3) {
    fprintf(stderr, "usage: tagged PROGRAM N\n");
    return 2;
  }
  // Read at each turn, so that the compiler knows nothing of it.
  volatile Term n = SMALL(atoll(words[2]));
  double spent[7];
  Term result = 0;
  for (int i = 0; i < 7; i++) {
    double start = now();
    result = run(words[1], n);
    spent[i] = now() - start;
  }
  qsort(spent, 7, sizeof spent[0], by_size);
  printf("%lld %.1f\n", (long long)(result >> 3), spent[3]);
  return 0;
}
