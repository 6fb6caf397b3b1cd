// The natives of OTP's prim_file: paths arrive as binaries that end in NUL, as internal_name2native/1
// makes them, and files as references to descriptors. Times are seconds since 1970.
#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "bifs/descriptor.h"
#include "bifs/iolist.h"
#include "bifs/machine.h"
#include "bifs/text.h"
#include "bifs/unicode_text.h"
#include "core/term/bigint.h"
#include "runtime/code/code_server.h"
#include "runtime/code/module_library.h"
#include "runtime/exec/watch.h"

namespace linac {
namespace {

constexpr size_t kPipeBytes = 65536;  // read at a time where the size is not known

Term named(NativeCall& call, std::string_view name) { return *call.vm().atoms->intern(name); }

NativeResult atom_error(NativeCall& call, std::string_view name) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(atoms::kError, named(call, name)));
}

// A path that is only text; nothing: badarg.
std::optional<std::string> path_text(NativeCall& call, uint32_t argument) {
  auto bytes =
      peek(call, [&](const NoGc& no_gc) { return bytes_of_binary(call[argument].get(no_gc)); });
  if (!bytes || bytes->empty() || bytes->find('\0') != bytes->size() - 1) return std::nullopt;
  bytes->pop_back();
  return bytes;
}

// An integer that an off_t holds; nothing: badarg.
std::optional<int64_t> integer_argument(NativeCall& call, uint32_t argument) {
  if (!call[argument].is_integer()) return std::nullopt;
  return peek(call, [&](const NoGc& no_gc) { return integer_to_int64(call[argument].get(no_gc)); });
}

// As many bytes as a program asks for, on their way from or to a file: there may be no memory for them, and they
// count.
class Bytes {
 public:
  Bytes() = default;
  ~Bytes() {
    if (current_account) current_account->give(size_);
    std::free(data_);
  }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  // False: there is no memory.
  [[nodiscard]] bool grow(size_t size) {
    if (current_account && !current_account->take(size - size_)) return false;
    void* data = std::realloc(data_, std::max<size_t>(size, 1));
    if (data == nullptr) {
      if (current_account) current_account->give(size - size_);
      return false;
    }
    data_ = static_cast<char*>(data);
    size_ = size;
    return true;
  }
  char* data() { return data_; }
  size_t size() const { return size_; }
  std::string_view first(size_t count) const { return {data_, count}; }

 private:
  char* data_ = nullptr;
  size_t size_ = 0;
};

// The bytes of an argument's binaries. False: badarg, or *no_memory.
bool read_data(NativeCall& call, uint32_t argument, Bytes* bytes, bool* no_memory) {
  return peek(call, [&](const NoGc& no_gc) {
    Term data = call[argument].get(no_gc);
    IolistSize size = iolist_bits(data, false);
    if (!size.valid) return false;
    *no_memory = !bytes->grow(size.bits / 8);
    if (*no_memory) return false;
    write_iolist(data, reinterpret_cast<uint8_t*>(bytes->data()));
    return true;
  });
}

struct OpenMode {
  bool read = false, write = false, append = false, exclusive = false, sync = false,
       directory = false, any_type = false;
};

std::optional<OpenMode> read_mode(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) -> std::optional<OpenMode> {
    OpenMode mode;
    Term list = call[argument].get(no_gc);
    for (; list.is_cons(); list = list.tail()) {
      if (!list.head().is_atom()) continue;  // options of the layers above
      std::string_view name = call.atoms().text(list.head());
      if (name == "read") mode.read = true;
      if (name == "write") mode.write = true;
      if (name == "append") mode.append = true;
      if (name == "exclusive") mode.exclusive = true;
      if (name == "sync") mode.sync = true;
      if (name == "directory") mode.directory = true;
      if (name == "skip_type_check") mode.any_type = true;
    }
    if (!list.is_nil()) return std::nullopt;
    return mode;
  });
}

int open_flags(const OpenMode& mode) {
  bool write = mode.write || mode.append || mode.exclusive;
  int flags = O_CLOEXEC;
  if (mode.read && write)
    flags |= O_RDWR | O_CREAT;
  else if (write)
    flags |= O_WRONLY | O_CREAT;
  else
    flags |= O_RDONLY;
  if (write && !mode.read && !mode.append && !mode.exclusive) flags |= O_TRUNC;
  if (mode.append) flags |= O_APPEND;
  if (mode.exclusive) flags |= O_EXCL;
  if (mode.sync) flags |= O_SYNC;
  if (mode.directory) flags |= O_DIRECTORY;
  return flags;
}

unsigned uses_of(const OpenMode& mode) {
  bool write = mode.write || mode.append || mode.exclusive;
  return (write ? kWriteFile : kReadFile) | (mode.read ? kReadFile : 0u);
}

// A file of Erlang's library that is not on the disk; -1: it has none at that path.
int open_library_file(NativeCall& call, const std::string& path) {
  const ModuleLibrary* library = call.vm().code->library();
  bool is_absolute = path.starts_with('/');  // names alone are the library's modules
  LibraryFile file = library && is_absolute ? library_file(*library, path) : LibraryFile{};
  if (file.path.empty()) return -1;
  int descriptor = memfd_create("library", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return -1;
  size_t size = file.bytes.size(), done = 0;
  while (done < size) {
    ssize_t wrote = write(descriptor, file.bytes.data() + done, size - done);
    if (wrote < 0 && errno != EINTR) break;
    if (wrote > 0) done += static_cast<size_t>(wrote);
  }
  bool ready = done == size && lseek(descriptor, 0, SEEK_SET) == 0 &&
               fcntl(descriptor, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK) == 0;
  if (ready) return descriptor;
  close(descriptor);
  return -1;
}

// The error number, or 0.
int open_file(NativeCall& call, const PlaceArgument& place, const OpenMode& mode, int* descriptor) {
  int flags = open_flags(mode) | O_NONBLOCK | place.no_follow();
  do {
    *descriptor = openat(place.folder(), place.name(), flags, 0666);
  } while (*descriptor < 0 && errno == EINTR);
  if (*descriptor < 0 && errno == ENOENT && (flags & (O_ACCMODE | O_DIRECTORY)) == O_RDONLY) {
    *descriptor = open_library_file(call, place.path());
    return *descriptor < 0 ? ENOENT : 0;
  }
  if (*descriptor < 0) return errno;
  struct stat status;
  int error = 0;
  if (fstat(*descriptor, &status) != 0) {
    error = errno;
  } else if (S_ISDIR(status.st_mode) && !mode.directory) {
    error = EISDIR;
  } else if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode) && !mode.any_type &&
             place.path() != "/dev/null") {
    error = EINVAL;  // devices are for ports
  }
  if (error) close(*descriptor);
  // Only opening a pipe was not to block.
  if (!error) fcntl(*descriptor, F_SETFL, open_flags(mode) & ~(O_CREAT | O_TRUNC | O_EXCL));
  return error;
}

}  // namespace

NativeResult prim_file_open_nif_2(NativeCall& call) {
  auto mode = read_mode(call, 1);
  if (!mode) return call.badarg();
  PlaceArgument place(call, 0, uses_of(*mode));
  if (!place.ok()) return place.failure(call);
  int descriptor = -1;
  int error = open_file(call, place, *mode, &descriptor);
  if (error) return posix_error(call, error);
  Reserved room = call.reserve(tuple_words(2) + kResourceWords);
  if (!room.ok()) {
    close(descriptor);
    return call.out_of_memory();
  }
  Term file = make_descriptor(call, descriptor, room.space());
  return call.value(room.space().tuple_of(atoms::kOk, file));
}

NativeResult prim_file_close_nif_1(NativeCall& call) {
  Descriptor* file = descriptor_argument(call, 0);
  if (!file) return call.badarg();
  int error = file->close();
  if (error == EBADF) return posix_error(call, EINVAL);
  return error ? posix_error(call, error) : call.value(atoms::kOk);
}

namespace {

// The open file in argument 0: *result is set when there is none.
int open_descriptor(NativeCall& call, NativeResult* result) {
  Descriptor* file = descriptor_argument(call, 0);
  if (!file) {
    *result = call.badarg();
    return -1;
  }
  int descriptor = file->get();
  if (descriptor < 0) *result = posix_error(call, EINVAL);
  return descriptor;
}

// At `offset`, or where the file is (-1).
NativeResult read_bytes(NativeCall& call, int descriptor, int64_t size, int64_t offset) {
  // No more than the file has: programs ask for very much to get all.
  struct stat status;
  if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
    int64_t at = offset >= 0 ? offset : lseek(descriptor, 0, SEEK_CUR);
    size = std::min(size, std::max<int64_t>(status.st_size - at, int64_t{kPipeBytes}));
  }
  Bytes bytes;
  if (!bytes.grow(static_cast<size_t>(size))) return posix_error(call, ENOMEM);
  size_t used = 0;
  while (used < bytes.size()) {
    ssize_t got = offset >= 0 ? pread(descriptor, bytes.data() + used, bytes.size() - used,
                                      offset + static_cast<int64_t>(used))
                              : read(descriptor, bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return posix_error(call, errno);
    if (got == 0) break;
    used += static_cast<size_t>(got);
  }
  call.charge(static_cast<int64_t>(used / 4096));
  if (used == 0 && size > 0) return call.value(named(call, "eof"));
  return ok_binary(call, bytes.first(used));
}

NativeResult write_bytes(NativeCall& call, int descriptor, uint32_t argument, int64_t offset) {
  Bytes bytes;
  bool no_memory = false;
  if (!read_data(call, argument, &bytes, &no_memory)) {
    return no_memory ? posix_error(call, ENOMEM) : call.badarg();
  }
  std::string_view left = bytes.first(bytes.size());
  while (!left.empty()) {
    ssize_t written = offset >= 0 ? pwrite(descriptor, left.data(), left.size(), offset)
                                  : write(descriptor, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return posix_error(call, errno);
    left.remove_prefix(static_cast<size_t>(written));
    if (offset >= 0) offset += written;
  }
  call.charge(static_cast<int64_t>(bytes.size() / 4096));
  return call.value(atoms::kOk);
}

}  // namespace

NativeResult prim_file_read_nif_2(NativeCall& call) {
  NativeResult failed{};
  int descriptor = open_descriptor(call, &failed);
  if (descriptor < 0) return failed;
  auto size = integer_argument(call, 1);
  if (!size || *size < 0) return call.badarg();
  return read_bytes(call, descriptor, *size, -1);
}

NativeResult prim_file_pread_nif_3(NativeCall& call) {
  NativeResult failed{};
  int descriptor = open_descriptor(call, &failed);
  if (descriptor < 0) return failed;
  auto offset = integer_argument(call, 1), size = integer_argument(call, 2);
  if (!offset || !size || *offset < 0 || *size < 0) return call.badarg();
  return read_bytes(call, descriptor, *size, *offset);
}

NativeResult prim_file_write_nif_2(NativeCall& call) {
  NativeResult failed{};
  int descriptor = open_descriptor(call, &failed);
  return descriptor < 0 ? failed : write_bytes(call, descriptor, 1, -1);
}

NativeResult prim_file_pwrite_nif_3(NativeCall& call) {
  NativeResult failed{};
  int descriptor = open_descriptor(call, &failed);
  if (descriptor < 0) return failed;
  auto offset = integer_argument(call, 1);
  if (!offset || *offset < 0) return call.badarg();
  return write_bytes(call, descriptor, 2, *offset);
}

NativeResult prim_file_seek_nif_3(NativeCall& call) {
  NativeResult failed{};
  int descriptor = open_descriptor(call, &failed);
  if (descriptor < 0) return failed;
  auto offset = integer_argument(call, 2);
  if (!offset || !call[1].is_atom()) return call.badarg();
  std::string_view from =
      peek(call, [&](const NoGc& no_gc) { return call.atoms().text(call[1].get(no_gc)); });
  int whence;
  if (from == "bof")
    whence = SEEK_SET;
  else if (from == "cur")
    whence = SEEK_CUR;
  else if (from == "eof")
    whence = SEEK_END;
  else
    return call.badarg();
  int64_t at = lseek(descriptor, *offset, whence);
  return at < 0 ? posix_error(call, errno) : ok_number(call, at);
}

NativeResult prim_file_sync_nif_2(NativeCall& call) {
  NativeResult failed{};
  int descriptor = open_descriptor(call, &failed);
  if (descriptor < 0) return failed;
  bool data_only = call[1].is_small() && call[1].small_value() == 1;
  return posix_done(call, (data_only ? fdatasync(descriptor) : fsync(descriptor)) != 0);
}

NativeResult prim_file_truncate_nif_1(NativeCall& call) {
  NativeResult failed{};
  int descriptor = open_descriptor(call, &failed);
  if (descriptor < 0) return failed;
  off_t at = lseek(descriptor, 0, SEEK_CUR);
  return posix_done(call, at < 0 || ftruncate(descriptor, at) != 0);
}

NativeResult prim_file_allocate_nif_3(NativeCall& call) {
  NativeResult failed{};
  int descriptor = open_descriptor(call, &failed);
  if (descriptor < 0) return failed;
  auto offset = integer_argument(call, 1), size = integer_argument(call, 2);
  if (!offset || !size || *offset < 0 || *size < 0) return call.badarg();
  int error = posix_fallocate(descriptor, *offset, *size);
  return error ? posix_error(call, error) : call.value(atoms::kOk);
}

NativeResult prim_file_advise_nif_4(NativeCall& call) {
  NativeResult failed{};
  int descriptor = open_descriptor(call, &failed);
  if (descriptor < 0) return failed;
  auto offset = integer_argument(call, 1), size = integer_argument(call, 2);
  if (!offset || !size || *offset < 0 || *size < 0 || !call[3].is_atom()) return call.badarg();
  std::string_view name =
      peek(call, [&](const NoGc& no_gc) { return call.atoms().text(call[3].get(no_gc)); });
  int advice;
  if (name == "normal")
    advice = POSIX_FADV_NORMAL;
  else if (name == "random")
    advice = POSIX_FADV_RANDOM;
  else if (name == "sequential")
    advice = POSIX_FADV_SEQUENTIAL;
  else if (name == "will_need")
    advice = POSIX_FADV_WILLNEED;
  else if (name == "dont_need")
    advice = POSIX_FADV_DONTNEED;
  else if (name == "no_reuse")
    advice = POSIX_FADV_NOREUSE;
  else
    return posix_error(call, EINVAL);
  int error = posix_fadvise(descriptor, *offset, *size, advice);
  return error ? posix_error(call, error) : call.value(atoms::kOk);
}

NativeResult prim_file_get_handle_nif_1(NativeCall& call) {
  NativeResult failed{};
  int descriptor = open_descriptor(call, &failed);
  if (descriptor < 0) return failed;
  return ok_binary(call, {reinterpret_cast<const char*>(&descriptor), sizeof(descriptor)});
}

// A file whose owner has ended: nobody else has the reference, so it would be closed anyway.
NativeResult prim_file_delayed_close_nif_1(NativeCall& call) { return prim_file_close_nif_1(call); }

NativeResult prim_file_read_file_nif_1(NativeCall& call) {
  PlaceArgument place(call, 0, kReadFile);
  if (!place.ok()) return place.failure(call);
  OpenMode mode;
  mode.read = mode.any_type = true;
  int descriptor = -1;
  int error = open_file(call, place, mode, &descriptor);
  if (error) return posix_error(call, error);
  struct stat status;
  Bytes bytes;
  size_t used = 0, wanted = 0;
  if (fstat(descriptor, &status) == 0)
    wanted = static_cast<size_t>(status.st_size) + 1;  // its end, too
  for (;;) {
    if (used == bytes.size()) {
      if (!bytes.grow(std::max(used + std::max(used / 2, kPipeBytes), wanted))) error = ENOMEM;
      if (error) break;
    }
    ssize_t got = read(descriptor, bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got <= 0) break;
    used += static_cast<size_t>(got);
  }
  close(descriptor);
  if (error) return posix_error(call, error);
  call.charge(static_cast<int64_t>(used / 4096));
  return ok_binary(call, bytes.first(used));
}

// --- Information ---------------------------------------------------------------------------------

namespace {

std::string_view type_name(mode_t mode) {
  if (S_ISREG(mode)) return "regular";
  if (S_ISDIR(mode)) return "directory";
  if (S_ISLNK(mode)) return "symlink";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "device";
  return "other";
}

std::string_view access_name(bool can_read, bool can_write) {
  if (can_read && can_write) return "read_write";
  if (can_read) return "read";
  return can_write ? "write" : "none";
}

// {file_info, Size, Type, Access, ATime, MTime, CTime, Mode, Links, Major, Minor, Inode, Uid, Gid}
NativeResult file_info(NativeCall& call, const struct stat& status, std::string_view access) {
  Reserved room = call.reserve(tuple_words(14));
  if (!room.ok()) return call.out_of_memory();
  auto number = [](auto value) { return make_small(static_cast<int64_t>(value)); };
  bool device = S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode);
  return call.value(room.space().tuple_of(
      named(call, "file_info"), number(status.st_size), named(call, type_name(status.st_mode)),
      named(call, access), number(status.st_atime), number(status.st_mtime),
      number(status.st_ctime), number(status.st_mode), number(status.st_nlink),
      number(status.st_dev), number(device ? status.st_rdev : 0), number(status.st_ino),
      number(status.st_uid), number(status.st_gid)));
}

}  // namespace

NativeResult prim_file_read_info_nif_2(NativeCall& call) {
  if (!call[1].is_small()) return call.badarg();
  bool follow = call[1].small_value() != 0;
  PlaceArgument place(call, 0, kLookAtFile, follow ? LastName::kFollow : LastName::kKeep);
  if (!place.ok()) return place.failure(call);
  struct stat status;
  int flags = follow ? place.at_no_follow() : AT_SYMLINK_NOFOLLOW;
  if (fstatat(place.folder(), place.name(), &status, flags) != 0) {
    int error = errno, descriptor = error == ENOENT ? open_library_file(call, place.path()) : -1;
    if (descriptor < 0) return posix_error(call, error);
    fstat(descriptor, &status);
    close(descriptor);
    return file_info(call, status, access_name(true, false));
  }
  int asked = place.at_no_follow();
  bool can_read = faccessat(place.folder(), place.name(), R_OK, asked) == 0,
       can_write = faccessat(place.folder(), place.name(), W_OK, asked) == 0;
  return file_info(call, status, access_name(can_read, can_write));
}

NativeResult prim_file_read_handle_info_nif_1(NativeCall& call) {
  NativeResult failed{};
  int descriptor = open_descriptor(call, &failed);
  if (descriptor < 0) return failed;
  struct stat status;
  if (fstat(descriptor, &status) != 0) return posix_error(call, errno);
  int flags = fcntl(descriptor, F_GETFL) & O_ACCMODE;
  return file_info(call, status, access_name(flags != O_WRONLY, flags != O_RDONLY));
}

NativeResult prim_file_set_owner_nif_3(NativeCall& call) {
  auto user = integer_argument(call, 1), group = integer_argument(call, 2);
  if (!user || !group) return call.badarg();
  PlaceArgument place(call, 0, kWriteFile);
  if (!place.ok()) return place.failure(call);
  return posix_done(call, fchownat(place.folder(), place.name(), static_cast<uid_t>(*user),
                                   static_cast<gid_t>(*group), place.at_no_follow()) != 0);
}

NativeResult prim_file_set_permissions_nif_2(NativeCall& call) {
  auto mode = integer_argument(call, 1);
  if (!mode) return call.badarg();
  PlaceArgument place(call, 0, kWriteFile);
  if (!place.ok()) return place.failure(call);
  // No program in a sandbox makes one that runs as somebody else.
  auto bits = static_cast<mode_t>(*mode & (place.is_checked() ? 0777 : 07777));
  return posix_done(call, fchmodat(place.folder(), place.name(), bits, place.at_no_follow()) != 0);
}

NativeResult prim_file_set_time_nif_4(NativeCall& call) {
  auto accessed = integer_argument(call, 1), modified = integer_argument(call, 2);
  if (!accessed || !modified) return call.badarg();
  PlaceArgument place(call, 0, kWriteFile);
  if (!place.ok()) return place.failure(call);
  timespec times[2] = {{*accessed, 0}, {*modified, 0}};
  return posix_done(call,
                    utimensat(place.folder(), place.name(), times, place.at_no_follow()) != 0);
}

// --- Folders, links, names -----------------------------------------------------------------------

NativeResult prim_file_list_dir_nif_1(NativeCall& call) {
  PlaceArgument place(call, 0, kReadFile);
  if (!place.ok()) return place.failure(call);
  int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | place.no_follow();
  int descriptor = openat(place.folder(), place.name(), flags);
  DIR* folder = descriptor < 0 ? nullptr : fdopendir(descriptor);
  if (!folder) {
    int error = errno;
    if (descriptor >= 0) close(descriptor);
    return posix_error(call, error);
  }
  std::vector<std::string> names;
  size_t words = tuple_words(2);
  while (dirent* entry = readdir(folder)) {
    std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    names.emplace_back(name);
    words += kConsWords + binary_words(name.size() * 8);
  }
  closedir(folder);
  charge_cells(call, names.size() * 16);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (const std::string& name : names) {
    Term binary = make_binary(name, room.space());
    list = room.space().cons(binary, list);
  }
  return call.value(room.space().tuple_of(atoms::kOk, list));
}

NativeResult prim_file_read_link_nif_1(NativeCall& call) {
  PlaceArgument place(call, 0, kReadFile, LastName::kKeep);
  if (!place.ok()) return place.failure(call);
  char target[PATH_MAX];
  ssize_t size = readlinkat(place.folder(), place.name(), target, sizeof(target));
  if (size < 0) return posix_error(call, errno);
  return ok_binary(call, {target, static_cast<size_t>(size)});
}

namespace {

// A change to a name itself: what it is a link to stays as it is.
NativeResult with_place(NativeCall& call, int (*change)(int, const char*)) {
  PlaceArgument place(call, 0, kWriteFile, LastName::kKeep);
  if (!place.ok()) return place.failure(call);
  return posix_done(call, change(place.folder(), place.name()) != 0);
}

// A link that the process may leave at `name`, a name in `folder`: it leads to where the process may read and
// write, since others follow it, too. With `..` it could lead elsewhere once a folder moves.
bool may_link(Process& process, const std::string& path, const std::string& target) {
  std::string steps = "/" + target + "/";
  if (steps.find("/../") != steps.npos) {
    tell_refusal(process, Capability::kWrite, target);
    return false;
  }
  std::string folder = path.substr(0, std::max<size_t>(path.rfind('/'), 1));
  return may_use_path(process, target.starts_with('/') ? target : folder + "/" + target,
                      kReadFile | kWriteFile);
}

// What is moved may be a link.
bool may_move_link(Process& process, const PlaceArgument& from, const PlaceArgument& to) {
  char target[PATH_MAX];
  ssize_t size =
      from.is_checked() ? readlinkat(from.folder(), from.name(), target, sizeof(target)) : -1;
  return size < 0 || may_link(process, to.path(), {target, static_cast<size_t>(size)});
}

NativeResult with_places(NativeCall& call, int (*change)(int, const char*, int, const char*)) {
  PlaceArgument from(call, 0, kWriteFile, LastName::kKeep);
  if (!from.ok()) return from.failure(call);
  PlaceArgument to(call, 1, kWriteFile, LastName::kKeep);
  if (!to.ok()) return to.failure(call);
  if (!may_move(call.process(), from, to) || !may_move_link(call.process(), from, to)) {
    return refused(call);
  }
  return posix_done(call, change(from.folder(), from.name(), to.folder(), to.name()) != 0);
}

int remove_folder(int folder, const char* name) {
  if (unlinkat(folder, name, AT_REMOVEDIR) == 0) return 0;
  if (errno == ENOTEMPTY) errno = EEXIST;  // both are allowed; OTP tells one
  return -1;
}

int remove_file(int folder, const char* name) {
  struct stat status;
  // What unlinking a folder answers differs from system to system.
  if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode)) {
    errno = EPERM;
    return -1;
  }
  return unlinkat(folder, name, 0);
}

int rename_path(int from_folder, const char* from, int to_folder, const char* to) {
  if (renameat(from_folder, from, to_folder, to) == 0) return 0;
  if (errno == ENOTEMPTY) errno = EEXIST;
  return -1;
}

int link_path(int from_folder, const char* from, int to_folder, const char* to) {
  return linkat(from_folder, from, to_folder, to, 0);
}

}  // namespace

NativeResult prim_file_make_hard_link_nif_2(NativeCall& call) {
  return with_places(call, link_path);
}
NativeResult prim_file_rename_nif_2(NativeCall& call) { return with_places(call, rename_path); }
NativeResult prim_file_make_dir_nif_1(NativeCall& call) {
  return with_place(call, [](int folder, const char* name) { return mkdirat(folder, name, 0777); });
}
NativeResult prim_file_del_file_nif_1(NativeCall& call) { return with_place(call, remove_file); }
NativeResult prim_file_del_dir_nif_1(NativeCall& call) { return with_place(call, remove_folder); }

// make_soft_link(Target, Name)
NativeResult prim_file_make_soft_link_nif_2(NativeCall& call) {
  auto target = path_text(call, 0);
  if (!target) return call.badarg();
  PlaceArgument place(call, 1, kWriteFile, LastName::kKeep);
  if (!place.ok()) return place.failure(call);
  if (place.is_checked() && !may_link(call.process(), place.path(), *target)) {
    return refused(call);
  }
  return posix_done(call, symlinkat(target->c_str(), place.folder(), place.name()) != 0);
}

// Of this Vm; the host's own stays. A process that may less than the Vm does not move the others.
NativeResult prim_file_set_cwd_nif_1(NativeCall& call) {
  PlaceArgument place(call, 0, kReadFile);
  if (!place.ok()) return place.failure(call);
  if (call.process().policy()) {
    tell_refusal(call.process(), Capability::kRead, place.path());
    return refused(call);
  }
  int flags = O_PATH | O_DIRECTORY | O_CLOEXEC | place.no_follow();
  OwnedDescriptor folder(openat(place.folder(), place.name(), flags));
  if (folder.get() < 0) return posix_error(call, errno);
  if (faccessat(folder.get(), ".", X_OK, 0) != 0) return posix_error(call, errno);
  WorkingFolder& current = *call.vm().folder;
  std::string path = place.path();
  if (!place.is_checked()) path = canonical_path(current.path(), path);
  current.set(std::move(folder), std::move(path));
  return call.value(atoms::kOk);
}

NativeResult prim_file_get_cwd_nif_0(NativeCall& call) {
  const Capabilities& may = capabilities_of(call.process());
  std::string path = call.vm().folder->path();
  if (may.read.is_empty() && may.write.is_empty()) {
    tell_refusal(call.process(), Capability::kRead, "the current folder");
    return refused(call);
  }
  return path.empty() ? posix_error(call, errno) : ok_binary(call, path);
}

// Drives and short names are Windows'.
NativeResult prim_file_get_device_cwd_nif_1(NativeCall& call) {
  return atom_error(call, "enotsup");
}
NativeResult prim_file_altname_nif_1(NativeCall& call) { return atom_error(call, "enotsup"); }

// A name, characters or bytes, as the system takes it: UTF-8 with a NUL behind it.
NativeResult prim_file_internal_name2native_1(NativeCall& call) {
  std::string name;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term term = call[0].get(no_gc);
    if (term.is_list()) return append_character_list(name, term);
    auto bytes = bytes_of_binary(term);
    if (bytes) name = std::move(*bytes);
    return bytes.has_value();
  });
  if (!valid || name.find('\0') != name.npos) return call.badarg();
  name += '\0';
  return bytes_to_binary(call, name);
}

// A name of the system as characters; {error, warning} when it is no UTF-8.
NativeResult prim_file_internal_native2name_1(NativeCall& call) {
  auto bytes = peek(call, [&](const NoGc& no_gc) { return bytes_of_binary(call[0].get(no_gc)); });
  if (!bytes) return call.badarg();
  if (!is_valid_utf8(*bytes)) return atom_error(call, "warning");
  Reserved room = call.reserve(kConsWords * bytes->size());
  if (!room.ok()) return call.out_of_memory();
  return call.value(make_character_list(*bytes, kNil, room.space()));
}

NativeResult prim_file_internal_normalize_utf8_1(NativeCall& call) {
  auto bytes = peek(call, [&](const NoGc& no_gc) { return bytes_of_binary(call[0].get(no_gc)); });
  if (!bytes || !is_valid_utf8(*bytes)) return call.badarg();
  return prim_file_internal_native2name_1(call);
}

NativeResult prim_file_is_translatable_1(NativeCall& call) {
  auto bytes = peek(call, [&](const NoGc& no_gc) { return bytes_of_binary(call[0].get(no_gc)); });
  return bytes ? call.boolean(is_valid_utf8(*bytes)) : call.badarg();
}

NativeResult file_native_name_encoding_0(NativeCall& call) {
  return call.value(named(call, "utf8"));
}

}  // namespace linac
