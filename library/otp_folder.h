// An installed OTP as a library: DIR/lib/APPLICATION-VERSION/ebin, or a folder of applications.
#pragma once

#include <memory>
#include <vector>

#include "runtime/code/module_library.h"

namespace linac::library {

// Threads: any. Reads the folders' names when it is made, and a module's file when it is wanted. Of
// several versions of an application the highest counts.
class OtpFolder final : public ModuleLibrary {
 public:
  // Refused: there is no stdlib in `folder`, which is OTP's root or its lib.
  static Result<OtpFolder> open(const std::string& folder);

  Result<LibraryFile> read(std::string_view module) const override;
  bool has(std::string_view module) const override { return !find(module).empty(); }
  std::string application_folder(std::string_view name) const override;

 private:
  std::string find(std::string_view module) const;

  std::vector<std::string> applications_;  // FOLDER/NAME-VERSION; stdlib and kernel first
};

// Those of `first`, else those of `second`.
class LibraryPair final : public ModuleLibrary {
 public:
  LibraryPair(std::unique_ptr<ModuleLibrary> first, std::unique_ptr<ModuleLibrary> second)
      : first_(std::move(first)), second_(std::move(second)) {}

  Result<LibraryFile> read(std::string_view module) const override {
    return (first_->has(module) ? first_ : second_)->read(module);
  }
  bool has(std::string_view module) const override {
    return first_->has(module) || second_->has(module);
  }
  std::string application_folder(std::string_view name) const override {
    std::string folder = first_->application_folder(name);
    return folder.empty() ? second_->application_folder(name) : folder;
  }

 private:
  std::unique_ptr<ModuleLibrary> first_, second_;
};

}  // namespace linac::library
