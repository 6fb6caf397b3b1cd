// An installed OTP as a library: DIR/lib/APPLICATION-VERSION/ebin, or a folder of applications.
#pragma once

#include <memory>
#include <vector>

#include "library/archive.h"

namespace linac::library {

// Threads: any. Reads the folders' names when it is made, and a module's file when it is wanted. Of
// several versions of an application the highest counts.
class OtpFolder final : public ModuleLibrary {
 public:
  // Refused: there is no stdlib in `folder`, which is OTP's root or its lib.
  static Result<OtpFolder> open(const std::string& folder);

  Result<LibraryFile> read(std::string_view module) const override;
  bool has(std::string_view module) const override { return !find(module).empty(); }
  Result<LibraryFile> read_application(std::string_view name) const override;
  // They are on the disk.
  Result<LibraryFile> read_header(std::string_view) const override { return LibraryFile{}; }
  std::string application_folder(std::string_view name) const override;

 private:
  std::string find(std::string_view module) const;

  std::vector<std::string> applications_;  // FOLDER/NAME-VERSION; stdlib and kernel first
};

// Those of `first`, else those of `second`.
// An OTP in front of the archive.
class LibraryPair final : public ModuleLibrary {
 public:
  LibraryPair(OtpFolder otp, Archive archive)
      : otp_(std::move(otp)), archive_(std::move(archive)) {}

  Result<LibraryFile> read(std::string_view module) const override {
    if (archive_.goes_first(module) || !otp_.has(module)) return archive_.read(module);
    return otp_.read(module);
  }
  bool has(std::string_view module) const override {
    return otp_.has(module) || archive_.has(module);
  }
  Result<LibraryFile> read_application(std::string_view name) const override {
    return otp_.application_folder(name).empty() ? archive_.read_application(name)
                                                 : otp_.read_application(name);
  }
  Result<LibraryFile> read_header(std::string_view path) const override {
    return archive_.read_header(path);
  }
  std::string application_folder(std::string_view name) const override {
    std::string folder = otp_.application_folder(name);
    return folder.empty() ? archive_.application_folder(name) : folder;
  }

 private:
  OtpFolder otp_;
  Archive archive_;
};

}  // namespace linac::library
