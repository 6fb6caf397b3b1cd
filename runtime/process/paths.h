// Where a path leads. A name is looked up one by one from the root, each in the folder that was opened
// before it and never through a link that nobody has looked at: what was found to lie in an allowed folder
// lies there, whatever others rename, link or replace meanwhile.
//
// So it needs neither /proc nor openat2, whose RESOLVE_BENEATH knows one folder and no links out of it and
// back. A file is then opened with O_NOFOLLOW by its last name in the folder that is held open.
//
// Threads: any.
#pragma once

#include <fcntl.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace linac {

class OwnedDescriptor {
 public:
  explicit OwnedDescriptor(int descriptor = -1) : descriptor_(descriptor) {}
  ~OwnedDescriptor();
  OwnedDescriptor(OwnedDescriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  OwnedDescriptor& operator=(OwnedDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

enum class LastName : uint8_t {
  kFollow,  // when it is a link, what that leads to
  kKeep,    // itself
};

struct Place {
  int error = 0;  // of a folder on the way; then the path is what it would be, as far as is known
  OwnedDescriptor folder;  // open (O_PATH)
  std::string name;        // in the folder, without a slash; "." is the folder itself
  std::string path;        // canonical
};

// `base` is the absolute path that a relative one begins at.
Place find_place(std::string_view base, std::string_view path, LastName last);

// The canonical path alone; of what is not there, what it would be.
std::string canonical_path(std::string_view base, std::string_view path);
// The host's current folder; empty: there is none.
std::string current_folder();

// The current folder of a Vm: the host's, until a program sets one, which changes the host's not.
class WorkingFolder {
 public:
  // For the ...at() calls: AT_FDCWD, or the program's own folder for as long as the result lives.
  std::shared_ptr<const OwnedDescriptor> get() const;
  static int number(const std::shared_ptr<const OwnedDescriptor>& folder) {
    return folder ? folder->get() : AT_FDCWD;
  }
  // Absolute; empty with errno set: it is gone.
  std::string path() const;
  void set(OwnedDescriptor folder, std::string path);

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const OwnedDescriptor> folder_;  // null: the host's
  std::string path_;
};

}  // namespace linac
