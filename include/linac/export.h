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
#define LINAC_NAMESPACE(name) namespace name
#else
#define LINAC_NAMESPACE(name) inline namespace name
#endif

namespace linac {
LINAC_NAMESPACE(v0) {}
}  // namespace linac
