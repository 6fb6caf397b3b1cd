#include "runtime/process/paths.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <deque>
#include <vector>

namespace linac {
namespace {

constexpr int kMostLinks = 40;  // as the kernel

class Walk {
 public:
  Walk() {
    folders_.push_back({OwnedDescriptor(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)), ""});
    if (folders_[0].descriptor.get() < 0) error_ = errno;
  }

  void add(std::string_view path) {
    if (path.starts_with('/')) names_.clear();
    split(path, names_.end());
  }

  Place run(LastName last) {
    while (!names_.empty() && error_ == 0) {
      std::string name = std::move(names_.front());
      names_.pop_front();
      if (name == "..") {
        if (folders_.size() > 1) folders_.pop_back();
        continue;
      }
      if (names_.empty() && last == LastName::kKeep) return found(std::move(name));
      enter(std::move(name));
      if (!last_.empty()) return found(std::move(last_));
    }
    if (error_ != 0) return failed();
    return found(".");
  }

 private:
  struct Folder {
    OwnedDescriptor descriptor;
    std::string name;
  };

  void split(std::string_view path, std::deque<std::string>::iterator at) {
    std::vector<std::string> names;
    while (!path.empty()) {
      size_t slash = path.find('/');
      std::string_view name = path.substr(0, slash);
      if (!name.empty() && name != ".") names.emplace_back(name);
      path = slash == path.npos ? std::string_view() : path.substr(slash + 1);
    }
    names_.insert(at, names.begin(), names.end());
  }

  // The next folder, the way that a link shows, or the last name.
  void enter(std::string name) {
    int here = folders_.back().descriptor.get();
    OwnedDescriptor next(openat(here, name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    struct stat status;
    if (next.get() < 0 || fstat(next.get(), &status) != 0) {
      // What is not there yet may be made.
      if (errno == ENOENT && names_.empty()) {
        last_ = std::move(name);
        return;
      }
      return stop(errno, std::move(name));
    }
    if (S_ISLNK(status.st_mode)) return follow(next.get(), std::move(name));
    if (names_.empty()) {
      last_ = std::move(name);
    } else if (S_ISDIR(status.st_mode)) {
      folders_.push_back({std::move(next), std::move(name)});
    } else {
      stop(ENOTDIR, std::move(name));
    }
  }

  void follow(int link, std::string name) {
    char target[PATH_MAX];
    ssize_t size = readlinkat(link, "", target, sizeof(target));
    if (size <= 0 || size == sizeof(target)) {
      return stop(size < 0 ? errno : ENOENT, std::move(name));
    }
    if (++links_ > kMostLinks) return stop(ELOOP, std::move(name));
    std::string_view path(target, static_cast<size_t>(size));
    if (path[0] == '/') folders_.resize_to_root();
    split(path, names_.begin());
  }

  void stop(int error, std::string name) {
    error_ = error;
    names_.push_front(std::move(name));
  }

  std::string path_of_folders() const {
    std::string path;
    for (size_t i = 1; i < folders_.size(); i++) path += "/" + folders_[i].name;
    return path;
  }

  Place found(std::string name) {
    Place place;
    place.path = path_of_folders();
    if (name != ".") place.path += "/" + name;
    if (place.path.empty()) place.path = "/";
    place.name = std::move(name);
    place.folder = std::move(folders_.back().descriptor);
    return place;
  }

  // What is left of the path, as if there were no links in it.
  Place failed() {
    Place place;
    place.error = error_;
    std::vector<std::string> path;
    for (size_t i = 1; i < folders_.size(); i++) path.push_back(folders_[i].name);
    for (std::string& name : names_) {
      if (name != "..") {
        path.push_back(std::move(name));
      } else if (!path.empty()) {
        path.pop_back();
      }
    }
    for (const std::string& name : path) place.path += "/" + name;
    if (place.path.empty()) place.path = "/";
    return place;
  }

  struct Folders : std::vector<Folder> {
    void resize_to_root() { erase(begin() + 1, end()); }
  };

  Folders folders_;  // from the root, each in the one before
  std::deque<std::string> names_;
  std::string last_;
  int links_ = 0;
  int error_ = 0;
};

}  // namespace

OwnedDescriptor::~OwnedDescriptor() {
  if (descriptor_ >= 0) close(descriptor_);
}

Place find_place(std::string_view base, std::string_view path, LastName last) {
  Walk walk;
  if (!path.starts_with('/')) walk.add(base);
  walk.add(path);
  return walk.run(last);
}

std::string canonical_path(std::string_view base, std::string_view path) {
  return find_place(base, path, LastName::kFollow).path;
}

std::string current_folder() {
  char path[PATH_MAX];
  return getcwd(path, sizeof(path)) ? path : "";
}

std::shared_ptr<const OwnedDescriptor> WorkingFolder::get() const {
  std::lock_guard lock(mutex_);
  return folder_;
}

std::string WorkingFolder::path() const {
  std::lock_guard lock(mutex_);
  if (!folder_) return current_folder();
  // Where it is now, if /proc can say so.
  char path[PATH_MAX];
  std::string link = "/proc/self/fd/" + std::to_string(folder_->get());
  ssize_t size = readlink(link.c_str(), path, sizeof(path));
  return size > 0 && path[0] == '/' ? std::string(path, static_cast<size_t>(size)) : path_;
}

void WorkingFolder::set(OwnedDescriptor folder, std::string path) {
  auto shared = std::make_shared<const OwnedDescriptor>(std::move(folder));
  std::lock_guard lock(mutex_);
  folder_ = std::move(shared);
  path_ = std::move(path);
}

}  // namespace linac
