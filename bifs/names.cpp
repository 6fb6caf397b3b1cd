// Names of hosts and of services, as the machine's own resolver knows them (its files, DNS). It may wait for a
// server, so it is asked on a dirty IO thread. inet and inet_gethost_native (library/added) make Erlang's
// answers of these.
#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bifs/descriptor.h"
#include "bifs/machine.h"
#include "bifs/text.h"
#include "runtime/exec/dirty.h"

namespace linac {
namespace {

std::optional<std::string> bytes_argument(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) { return bytes_of_binary(call[argument].get(no_gc)); });
}
bool is_bytes(NativeCall& call, uint32_t argument) {
  return bytes_argument(call, argument).has_value();
}

// Calls a function of the resolver's with room for its answer, and with more while it asks for that.
template <class Entry, class Ask>
const Entry* ask_resolver(Entry& entry, std::vector<char>& room, Ask ask) {
  Entry* found = nullptr;
  int status = ERANGE;
  for (size_t size = 1024; status == ERANGE && size <= size_t{1} << 20; size *= 4) {
    room.resize(size);
    status = ask(&entry, room.data(), room.size(), &found);
  }
  return status == 0 ? found : nullptr;
}

// The resolver's h_errno says why; 0 where it says nothing.
NativeResult not_found(NativeCall& call, int host_error) {
  return call.value(make_small(host_error));
}

// A host as inet_gethost_native reads it: the size of an address, the names, each behind its size, an empty one,
// the addresses.
class HostText {
 public:
  explicit HostText(uint8_t address_size) : address_size_(address_size) {}

  void add_name(std::string_view name) {
    size_t size = std::min<size_t>(name.size(), 0xFFFF);
    if (size == 0) return;
    names_ += static_cast<char>(size >> 8);
    names_ += static_cast<char>(size & 255);
    names_ += name.substr(0, size);
  }
  void add_address(const void* bytes) {
    addresses_.append(static_cast<const char*>(bytes), address_size_);
  }
  void add_names(const hostent& host) {
    if (host.h_name) add_name(host.h_name);
    for (char** alias = host.h_aliases; alias && *alias; alias++) add_name(*alias);
  }
  NativeResult answer(NativeCall& call) const {
    std::string text(1, static_cast<char>(address_size_));
    return bytes_to_binary(call, text + names_ + std::string(2, '\0') + addresses_);
  }

 private:
  const uint8_t address_size_;
  std::string names_, addresses_;
};

// As OTP's own helper: the older function for IPv4, which also knows addresses of fewer than four
// numbers, and getaddrinfo for IPv6, which knows scopes.
NativeResult host_by_name(NativeCall& call) {
  auto name = bytes_argument(call, 0);
  if (call[1].small_value() == 4) {
    hostent entry;
    std::vector<char> room;
    int host_error = 0;
    const hostent* host =
        ask_resolver(entry, room, [&](hostent* to, char* at, size_t size, hostent** found) {
          return gethostbyname2_r(name->c_str(), AF_INET, to, at, size, found, &host_error);
        });
    if (!host) return not_found(call, host_error);
    HostText text(4);
    text.add_names(*host);
    for (char** address = host->h_addr_list; *address; address++) text.add_address(*address);
    return text.answer(call);
  }
  addrinfo hints{};
  hints.ai_family = AF_INET6;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_CANONNAME;
  addrinfo* first = nullptr;
  int status = getaddrinfo(name->c_str(), nullptr, &hints, &first);
  if (status == EAI_AGAIN) return not_found(call, TRY_AGAIN);
  if (status != 0) return not_found(call, HOST_NOT_FOUND);
  HostText text(16);
  for (const addrinfo* at = first; at; at = at->ai_next) {
    if (at->ai_canonname) text.add_name(at->ai_canonname);
    text.add_address(&reinterpret_cast<const sockaddr_in6*>(at->ai_addr)->sin6_addr);
  }
  freeaddrinfo(first);
  return text.answer(call);
}

// An IPv6 address that holds one of IPv4 is asked for as the latter.
NativeResult host_by_address(NativeCall& call) {
  constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
  auto address = bytes_argument(call, 0);
  std::string_view asked = *address;
  if (asked.size() == 16 && asked.starts_with(kMapped)) asked.remove_prefix(kMapped.size());
  hostent entry;
  std::vector<char> room;
  int host_error = 0;
  const hostent* host =
      ask_resolver(entry, room, [&](hostent* to, char* at, size_t size, hostent** found) {
        return gethostbyaddr_r(asked.data(), static_cast<socklen_t>(asked.size()),
                               asked.size() == 4 ? AF_INET : AF_INET6, to, at, size, found,
                               &host_error);
      });
  if (!host) return not_found(call, host_error);
  HostText text(static_cast<uint8_t>(address->size()));
  text.add_names(*host);
  text.add_address(address->data());
  return text.answer(call);
}

NativeResult service_by_name(NativeCall& call) {
  auto name = bytes_argument(call, 0), protocol = bytes_argument(call, 1);
  servent entry;
  std::vector<char> room;
  const servent* service =
      ask_resolver(entry, room, [&](servent* to, char* at, size_t size, servent** found) {
        return getservbyname_r(name->c_str(), protocol->c_str(), to, at, size, found);
      });
  if (!service) return posix_error(call, EINVAL);
  return call.value(make_small(ntohs(static_cast<uint16_t>(service->s_port))));
}

NativeResult service_by_port(NativeCall& call) {
  auto protocol = bytes_argument(call, 1);
  servent entry;
  std::vector<char> room;
  const servent* service =
      ask_resolver(entry, room, [&](servent* to, char* at, size_t size, servent** found) {
        return getservbyport_r(htons(static_cast<uint16_t>(call[0].small_value())),
                               protocol->c_str(), to, at, size, found);
      });
  if (!service) return posix_error(call, EINVAL);
  return bytes_to_list(call, service->s_name);
}

// Who may use the network may ask; that is looked at before the call leaves its scheduler.
NativeResult ask(NativeCall& call, bool is_well_formed, NativeFunction body) {
  if (is_dirty_answer(call)) return dirty_answer(call);
  if (!is_well_formed) return call.badarg();
  if (!may_use_network(call.process(), "names")) return refused(call);
  return go_dirty(call, DirtyKind::kIo, body);
}

}  // namespace

// host_by_name(Name, 4 | 6), host_by_address(Bytes): a binary (HostText), or the resolver's number of what
// went wrong.
NativeResult linac_host_host_by_name_2(NativeCall& call) {
  bool has_family =
      call[1].is_small() && (call[1].small_value() == 4 || call[1].small_value() == 6);
  return ask(call, is_bytes(call, 0) && has_family, host_by_name);
}
NativeResult linac_host_host_by_address_1(NativeCall& call) {
  auto address = bytes_argument(call, 0);
  return ask(call, address && (address->size() == 4 || address->size() == 16), host_by_address);
}

// service_by_name(Name, Protocol): the port; service_by_port(Port, Protocol): the name as a list; or
// {error, einval}.
NativeResult linac_host_service_by_name_2(NativeCall& call) {
  return ask(call, is_bytes(call, 0) && is_bytes(call, 1), service_by_name);
}
NativeResult linac_host_service_by_port_2(NativeCall& call) {
  return ask(call, call[0].is_small() && is_bytes(call, 1), service_by_port);
}

}  // namespace linac
