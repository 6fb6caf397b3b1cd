#include "runtime/ets/table.h"

namespace linac {

void EtsTable::free_hidden() {
  for (uint32_t bucket : hidden) {
    if (!hash) break;
    for (EtsObject** link = &hash->bucket_at(bucket); EtsObject* object = *link;) {
      if (!object->hidden) {
        link = &object->next();
        continue;
      }
      *link = object->next();
      object_bytes.fetch_sub(static_cast<int64_t>(object->bytes()), std::memory_order_relaxed);
      free_object(object);
    }
  }
  hidden.clear();
}

}  // namespace linac
