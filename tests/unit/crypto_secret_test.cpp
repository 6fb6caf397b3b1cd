// What the natives of crypto keep secret.
#include <gtest/gtest.h>

#include <cstring>
#include <new>
#include <string>

#include "bifs/crypto_support.h"

namespace linac {
namespace {

TEST(Secret, LeavesNothingWhereItIsMovedFrom) {
  if (!need_openssl()) GTEST_SKIP() << "no libcrypto";
  for (size_t size : {size_t{1}, size_t{8}, size_t{15}, size_t{100}}) {
    alignas(Secret) char place[sizeof(Secret)] = {};
    auto* first = new (place) Secret(size);
    std::memset(first->data(), 's', size);
    Secret second(std::move(*first));
    EXPECT_EQ(second.view(), std::string(size, 's'));
    EXPECT_EQ(first->size(), 0u);
    Secret third;
    third = std::move(second);
    EXPECT_EQ(third.view(), std::string(size, 's'));
    EXPECT_EQ(std::string_view(place, sizeof place).find("s"), std::string_view::npos) << size;
    first->~Secret();
  }
}

TEST(Secret, IsShortened) {
  if (!need_openssl()) GTEST_SKIP() << "no libcrypto";
  Secret secret(8);
  std::memset(secret.data(), 's', 8);
  secret.shorten(3);
  EXPECT_EQ(secret.view(), "sss");
  EXPECT_EQ(std::string_view(reinterpret_cast<char*>(secret.data()) + 3, 5), std::string(5, '\0'));
}

TEST(Secret, WithoutBytesHasAPlace) {
  EXPECT_NE(Secret().data(), nullptr);
  EXPECT_EQ(Secret(0).view(), "");
}

}  // namespace
}  // namespace linac
