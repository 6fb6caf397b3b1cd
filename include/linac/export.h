// What the other headers begin with: how names are exported, and the namespace that they stand in.
//
// All C++ names are in `linac`. The inline namespace `v0` keeps programs apart that were compiled for
// another incompatible version: their symbols do not resolve.
#pragma once

#if defined(__GNUC__)
#define LINAC_EXPORT __attribute__((visibility("default")))
#else
#define LINAC_EXPORT
#endif

// Inside the library itself the namespace is not inline, since `linac` has its inside there.
#if defined(LINAC_BUILDING)
#define LINAC_INLINE
#else
#define LINAC_INLINE inline
#endif

namespace linac {
LINAC_INLINE namespace v0 {}
}  // namespace linac
