// zlib: what OTP's module of that name, which comes with the archive, calls below its interface. A
// call works on one piece of what was queued, so it never takes long; the module calls again while it
// is answered `continue`.
#include <zlib.h>

#include <algorithm>
#include <mutex>
#include <string>

#include "bifs/iolist.h"
#include "bifs/room.h"
#include "bifs/text.h"
#include "runtime/memory/off_heap.h"
#include "runtime/process/identities.h"

namespace linac {
namespace {

enum class StreamMode : uint8_t { kNone, kDeflate, kInflate, kClosed };
enum class AfterEnd : uint8_t { kError, kReset, kCut };  // as zlib.erl numbers them

// One stream. Only its controlling process may use it, but for the moment in which it is handed on.
class ZlibStream final : public Resource {
 public:
  static constexpr char kKind = 0;
  explicit ZlibStream(Term owner) : owner(owner) {}
  ~ZlibStream() override { end(); }
  const void* kind() const override { return &kKind; }

  int start_deflate(int level, int method, int window_bits, int memory, int strategy) {
    int done = deflateInit2(&stream, level, method, window_bits, memory, strategy);
    if (done == Z_OK) mode = StreamMode::kDeflate;
    return done;
  }
  int start_inflate(int window_bits, AfterEnd then) {
    int done = inflateInit2(&stream, window_bits);
    if (done == Z_OK) mode = StreamMode::kInflate;
    after_end = then;
    return done;
  }
  // Z_DATA_ERROR when something was left to do.
  int end() {
    int done = Z_OK;
    if (mode == StreamMode::kDeflate) done = deflateEnd(&stream);
    if (mode == StreamMode::kInflate) {
      done = inflateEnd(&stream);
      if (!at_end) done = Z_DATA_ERROR;
    }
    if (!queued().empty()) done = Z_DATA_ERROR;
    mode = StreamMode::kNone;
    forget();
    return done;
  }
  void forget() {
    queue.clear();
    used = 0;
    ready.clear();
    at_end = false;
  }

  std::string_view queued() const { return std::string_view(queue).substr(used); }
  void take(size_t count) {
    used += count;
    if (used * 2 < queue.size()) return;
    queue.erase(0, used);
    used = 0;
  }

  std::mutex mutex;
  Term owner;  // a pid: nothing moves it
  StreamMode mode = StreamMode::kNone;
  AfterEnd after_end = AfterEnd::kError;
  bool at_end = false;
  z_stream stream = {};
  CountedString queue;  // input, of which `used` bytes have been taken
  size_t used = 0;
  CountedString ready;  // output that came outside of run()
  // Output that zlib.erl puts aside: an atom and bytes.
  Term stash_kind = kNoTerm;
  CountedString stash;
};

NativeResult fails(NativeCall& call, std::string_view reason) {
  return call.error(*call.vm().atoms->intern(reason));
}
// ok, or an error by the name of zlib's code.
NativeResult done_as(NativeCall& call, int code) {
  switch (code) {
    case Z_OK: return call.value(atoms::kOk);
    case Z_STREAM_ERROR: return fails(call, "stream_error");
    case Z_DATA_ERROR: return fails(call, "data_error");
    case Z_MEM_ERROR: return fails(call, "enomem");
    case Z_BUF_ERROR: return fails(call, "buf_error");
    case Z_VERSION_ERROR: return fails(call, "version_error");
  }
  return fails(call, "stream_error");
}

// run(stream) while the caller may use the stream, which is in one of these modes.
template <class Run>
NativeResult with_stream(NativeCall& call, std::initializer_list<StreamMode> modes, Run run) {
  auto* stream = resource_argument<ZlibStream>(call, 0);
  if (!stream) return call.badarg();
  std::lock_guard lock(stream->mutex);
  if (stream->owner != call.process().pid) return fails(call, "not_on_controlling_process");
  if (std::find(modes.begin(), modes.end(), stream->mode) == modes.end()) {
    bool is_started = stream->mode == StreamMode::kDeflate || stream->mode == StreamMode::kInflate;
    bool is_start = std::find(modes.begin(), modes.end(), StreamMode::kNone) != modes.end();
    return fails(call, is_start && is_started ? "already_initialized" : "not_initialized");
  }
  return run(*stream);
}

int number(NativeCall& call, uint32_t argument) {
  if (!call[argument].is_small()) return INT32_MIN;
  int64_t value = call[argument].small_value();
  return value >= INT32_MIN && value <= INT32_MAX ? static_cast<int>(value) : INT32_MIN;
}

std::optional<CountedString> iodata_argument(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) -> std::optional<CountedString> {
    Term data = call[argument].get(no_gc);
    IolistSize size = iolist_bits(data, false);
    if (!size.valid || !(data.is_list() || is_bitstring(data))) return std::nullopt;
    if (!has_room(size.bits / 8)) return std::nullopt;
    CountedString bytes(size.bits / 8, '\0');
    write_iolist(data, reinterpret_cast<uint8_t*>(bytes.data()));
    return bytes;
  });
}

// {Mark, [Binary]}, or {Mark, Adler, [Binary]}: no bytes give an empty list.
NativeResult give_output(NativeCall& call, std::string_view mark, std::string_view output,
                         std::optional<uint32_t> adler = std::nullopt) {
  Reserved room = call.reserve(tuple_words(3) + kConsWords + binary_words(output.size() * 8));
  if (!room.ok()) return call.out_of_memory();
  TermSpace& space = room.space();
  Term list = kNil;
  if (!output.empty()) {
    Term bytes = make_binary(output, space);
    list = space.cons(bytes, kNil);
  }
  Term marked = *call.vm().atoms->intern(mark);
  if (adler) return call.value(space.tuple_of(marked, make_small(*adler), list));
  return call.value(space.tuple_of(marked, list));
}

// What happens at the end of an inflated stream with input left; a code of zlib.
int go_on_after_end(ZlibStream& z) {
  switch (z.after_end) {
    case AfterEnd::kError: return Z_DATA_ERROR;
    case AfterEnd::kCut: z.take(z.queued().size()); return Z_OK;
    case AfterEnd::kReset: z.at_end = false; return inflateReset(&z.stream);
  }
  VM_UNREACHABLE();
}

// (Stream, InputBytes, OutputBytes, Flush): works on at most so much input, to at most so much output.
NativeResult run(NativeCall& call, ZlibStream& z) {
  int input = number(call, 1), room = number(call, 2), flush = number(call, 3);
  if (input < 0 || room <= 0 || room > (1 << 24) || flush < 0) return call.badarg();
  bool deflates = z.mode == StreamMode::kDeflate;
  if (z.at_end && !z.queued().empty()) {
    if (deflates) return fails(call, "stream_error");
    int code = go_on_after_end(z);
    if (code != Z_OK) return done_as(call, code);
  }
  std::string_view piece = z.queued().substr(0, static_cast<size_t>(input));
  bool is_last = piece.size() == z.queued().size();
  std::string output(static_cast<size_t>(room), '\0');
  z.stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
  z.stream.avail_in = static_cast<uInt>(piece.size());
  z.stream.next_out = reinterpret_cast<Bytef*>(output.data());
  z.stream.avail_out = static_cast<uInt>(room);
  int mode = deflates && !is_last ? Z_NO_FLUSH : flush;
  int code = deflates ? deflate(&z.stream, mode) : inflate(&z.stream, mode);
  z.take(piece.size() - z.stream.avail_in);
  z.stream.next_in = nullptr;
  output.resize(static_cast<size_t>(room) - z.stream.avail_out);
  if (!z.ready.empty()) output.insert(0, std::string_view(std::exchange(z.ready, {})));
  call.charge(static_cast<int64_t>(1 + (piece.size() + output.size()) / 128));

  if (code == Z_NEED_DICT) {
    return give_output(call, "need_dictionary", output, static_cast<uint32_t>(z.stream.adler));
  }
  if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return done_as(call, code);
  if (code == Z_STREAM_END) z.at_end = true;
  bool more = !z.queued().empty() || (z.stream.avail_out == 0 && !z.at_end);
  return give_output(call, more ? "continue" : "finished", output);
}

}  // namespace

NativeResult zlib_open_nif_0(NativeCall& call) {
  Reserved room = call.reserve(kResourceWords);
  if (!room.ok()) return call.out_of_memory();
  ReferenceKey key = new_reference(*call.vm().identities);
  return call.value(
      make_resource(room.space(), key.low, key.high, new ZlibStream(call.process().pid)));
}

NativeResult zlib_close_nif_1(NativeCall& call) {
  return with_stream(call, {StreamMode::kNone, StreamMode::kDeflate, StreamMode::kInflate},
                     [&](ZlibStream& z) {
                       z.end();
                       z.mode = StreamMode::kClosed;
                       return call.value(atoms::kOk);
                     });
}

NativeResult zlib_set_controller_nif_2(NativeCall& call) {
  if (!call[1].is_pid()) return call.badarg();
  return with_stream(call, {StreamMode::kNone, StreamMode::kDeflate, StreamMode::kInflate},
                     [&](ZlibStream& z) {
                       NoGc no_gc(call.heap());
                       Term owner = call[1].get(no_gc);
                       if (!owner.is_local_pid()) return call.badarg();
                       z.owner = owner;
                       return call.value(atoms::kOk);
                     });
}

// (Stream, Level, Method, WindowBits, MemoryLevel, Strategy)
NativeResult zlib_deflate_init_nif_6(NativeCall& call) {
  return with_stream(call, {StreamMode::kNone}, [&](ZlibStream& z) {
    return done_as(call, z.start_deflate(number(call, 1), number(call, 2), number(call, 3),
                                         number(call, 4), number(call, 5)));
  });
}

NativeResult zlib_deflate_set_dictionary_nif_2(NativeCall& call) {
  return with_stream(call, {StreamMode::kDeflate}, [&](ZlibStream& z) {
    auto bytes = iodata_argument(call, 1);
    if (!bytes) return call.badarg();
    int code = deflateSetDictionary(&z.stream, reinterpret_cast<const Bytef*>(bytes->data()),
                                    static_cast<uInt>(bytes->size()));
    if (code != Z_OK) return done_as(call, code);
    return call.value(make_small(static_cast<int64_t>(z.stream.adler)));
  });
}

NativeResult zlib_deflate_reset_nif_1(NativeCall& call) {
  return with_stream(call, {StreamMode::kDeflate}, [&](ZlibStream& z) {
    z.forget();
    return done_as(call, deflateReset(&z.stream));
  });
}

NativeResult zlib_deflate_params_nif_3(NativeCall& call) {
  return with_stream(call, {StreamMode::kDeflate}, [&](ZlibStream& z) {
    // zlib.erl has flushed before; what zlib writes here all the same goes before the next output.
    Bytef room[256];
    z.stream.next_in = nullptr;
    z.stream.avail_in = 0;
    z.stream.next_out = room;
    z.stream.avail_out = sizeof room;
    int code = deflateParams(&z.stream, number(call, 1), number(call, 2));
    z.ready.append(reinterpret_cast<char*>(room), sizeof room - z.stream.avail_out);
    return done_as(call, code);
  });
}

NativeResult zlib_deflate_nif_4(NativeCall& call) {
  return with_stream(call, {StreamMode::kDeflate}, [&](ZlibStream& z) { return run(call, z); });
}
NativeResult zlib_inflate_nif_4(NativeCall& call) {
  return with_stream(call, {StreamMode::kInflate}, [&](ZlibStream& z) { return run(call, z); });
}

NativeResult zlib_deflate_end_nif_1(NativeCall& call) {
  return with_stream(call, {StreamMode::kDeflate},
                     [&](ZlibStream& z) { return done_as(call, z.end()); });
}
NativeResult zlib_inflate_end_nif_1(NativeCall& call) {
  return with_stream(call, {StreamMode::kInflate},
                     [&](ZlibStream& z) { return done_as(call, z.end()); });
}

// (Stream, WindowBits, AfterEnd)
NativeResult zlib_inflate_init_nif_3(NativeCall& call) {
  int after = number(call, 2);
  if (after < 0 || after > 2) return call.badarg();
  return with_stream(call, {StreamMode::kNone}, [&](ZlibStream& z) {
    return done_as(call, z.start_inflate(number(call, 1), static_cast<AfterEnd>(after)));
  });
}

NativeResult zlib_inflate_set_dictionary_nif_2(NativeCall& call) {
  return with_stream(call, {StreamMode::kInflate}, [&](ZlibStream& z) {
    auto bytes = iodata_argument(call, 1);
    if (!bytes) return call.badarg();
    return done_as(call,
                   inflateSetDictionary(&z.stream, reinterpret_cast<const Bytef*>(bytes->data()),
                                        static_cast<uInt>(bytes->size())));
  });
}

NativeResult zlib_inflate_get_dictionary_nif_1(NativeCall& call) {
  return with_stream(call, {StreamMode::kInflate}, [&](ZlibStream& z) {
    uInt size = 0;
    std::string bytes(32768, '\0');
    int code = inflateGetDictionary(&z.stream, reinterpret_cast<Bytef*>(bytes.data()), &size);
    if (code != Z_OK) return done_as(call, code);
    return bytes_to_binary(call, std::string_view(bytes).substr(0, size));
  });
}

NativeResult zlib_inflate_reset_nif_1(NativeCall& call) {
  return with_stream(call, {StreamMode::kInflate}, [&](ZlibStream& z) {
    z.forget();
    return done_as(call, inflateReset(&z.stream));
  });
}

// (Stream, [Binary])
NativeResult zlib_enqueue_nif_2(NativeCall& call) {
  return with_stream(call, {StreamMode::kDeflate, StreamMode::kInflate}, [&](ZlibStream& z) {
    auto bytes = iodata_argument(call, 1);
    if (!bytes) return call.badarg();
    if (!has_room(z.queue.size())) return call.system_limit();
    if (z.queue.empty()) {
      z.queue = std::move(*bytes);
    } else {
      z.queue += *bytes;
    }
    return call.value(atoms::kOk);
  });
}

// (Stream, {deflate | inflate, Output})
NativeResult zlib_set_stash_nif_2(NativeCall& call) {
  return with_stream(call, {StreamMode::kDeflate, StreamMode::kInflate}, [&](ZlibStream& z) {
    bool valid = peek(call, [&](const NoGc& no_gc) {
      Term tuple = call[1].get(no_gc);
      if (!is_tuple(tuple) || tuple_arity(tuple) != 2 || !tuple_element(tuple, 0).is_atom()) {
        return false;
      }
      Term output = tuple_element(tuple, 1);
      IolistSize size = iolist_bits(output, false);
      if (!size.valid || !has_room(size.bits / 8)) return false;
      z.stash_kind = tuple_element(tuple, 0);
      z.stash.resize(size.bits / 8);
      write_iolist(output, reinterpret_cast<uint8_t*>(z.stash.data()));
      return true;
    });
    return valid ? call.value(atoms::kOk) : call.badarg();
  });
}
// empty, or {ok, {Kind, [Binary]}}
NativeResult zlib_get_stash_nif_1(NativeCall& call) {
  auto in_use = {StreamMode::kNone, StreamMode::kDeflate, StreamMode::kInflate,
                 StreamMode::kClosed};
  return with_stream(call, in_use, [&](ZlibStream& z) {
    if (z.stash_kind == kNoTerm) return call.value(*call.vm().atoms->intern("empty"));
    Reserved room =
        call.reserve(2 * tuple_words(2) + kConsWords + binary_words(z.stash.size() * 8));
    if (!room.ok()) return call.out_of_memory();
    TermSpace& space = room.space();
    Term list = kNil;
    if (!z.stash.empty()) {
      Term bytes = make_binary(z.stash, space);
      list = space.cons(bytes, kNil);
    }
    Term pair = space.tuple_of(z.stash_kind, list);
    return call.value(space.tuple_of(atoms::kOk, pair));
  });
}
NativeResult zlib_clear_stash_nif_1(NativeCall& call) {
  return with_stream(call, {StreamMode::kDeflate, StreamMode::kInflate}, [&](ZlibStream& z) {
    z.stash_kind = kNoTerm;
    z.stash.clear();
    return call.value(atoms::kOk);
  });
}

}  // namespace linac
