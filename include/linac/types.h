// How C++ types stand for Erlang's and Gleam's: the arguments and results of natives that are written
// with ordinary types (native.h), and as<T>() for Values.
//
//   C++                                      Gleam                Erlang
//   signed and unsigned integers             Int                  an integer that fits
//   double, float                            Float                a float
//   bool                                     Bool                 true | false
//   std::string, std::string_view            String, BitArray     a binary of whole bytes
//   Bytes (std::vector<uint8_t>)             BitArray             a binary of whole bytes
//   Atom                                     -                    an atom
//   Nil; void as a result                    Nil                  nil
//   Pid                                      Pid                  a pid
//   std::vector<T>                           List(t)              a proper list
//   std::pair, std::tuple                    #(a, b)              a tuple
//   std::map, std::unordered_map             Dict(k, v)           a map
//   std::optional<T>                         Option(t)            {some, T} | none
//   ResultOf<T, E>                           Result(t, e)         {ok, T} | {error, E}
//   Value; TermView as an argument           any                  any
//
// std::string_view and TermView as arguments are borrowed for the call. Others are added by a
// specialisation of Type:
//
//   template <> struct linac::Type<Point> {
//     template <class Source>  // a Value or a TermView, which have the same functions
//     static std::optional<Point> from(const Source& source) {...}
//     static linac::Value to(const Point& point) {...}
//   };
#pragma once

#include <limits>
#include <map>
#include <tuple>
#include <unordered_map>
#include <variant>

#include "linac/value.h"
#include "linac/view.h"

namespace linac {
LINAC_NAMESPACE(v0) {
struct Nil {
  bool operator==(const Nil&) const = default;
};
struct Atom {
  std::string name;
  bool operator==(const Atom&) const = default;
};
using Bytes = std::vector<uint8_t>;

// Gleam's Result. `return Ok(value);` and `return Err(reason);` make one.
template <class T>
struct Ok {
  explicit Ok(T v) : value(std::move(v)) {}
  T value;
};
template <class E>
struct Err {
  explicit Err(E r) : reason(std::move(r)) {}
  E reason;
};
Err(const char*)->Err<std::string>;

template <class T, class E = Nil>
class ResultOf {
 public:
  ResultOf() : state_(std::in_place_index<1>, E{}) {}
  template <class U>
  ResultOf(Ok<U> ok) : state_(std::in_place_index<0>, std::move(ok.value)) {}
  template <class U>
  ResultOf(Err<U> err) : state_(std::in_place_index<1>, std::move(err.reason)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  const T& value() const { return std::get<0>(state_); }   // only when ok()
  const E& reason() const { return std::get<1>(state_); }  // only when not

 private:
  std::variant<T, E> state_;
};

template <class T>
struct Type;

// Nothing when the value is none of that type.
template <class T>
std::optional<T> as(const Value& value) {
  return Type<T>::from(value);
}
template <class T>
Value to_value(const T& value) {
  return Type<T>::to(value);
}

namespace detail {

inline const Value& copy_of(const Value& value) { return value; }
inline Value copy_of(const TermView& view) { return view.to_value(); }

template <class T>
concept Integer =
    std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char> && sizeof(T) <= 8;

// Types of several values, each of which is copied: a small term whose parts are shared a thousand times over
// makes a large one of those. Those of single values have at most the size of what they are read from.
template <class T>
struct IsSingle : std::bool_constant<std::is_arithmetic_v<T>> {};
template <>
struct IsSingle<Atom> : std::true_type {};
template <>
struct IsSingle<Nil> : std::true_type {};
template <>
struct IsSingle<Pid> : std::true_type {};
template <class T>
struct Expands : std::false_type {};
template <>
struct Expands<Value> : std::true_type {};
template <class T>
struct Expands<std::vector<T>> : std::bool_constant<!IsSingle<T>::value> {};
template <class K, class V, class... Rest>
struct Expands<std::map<K, V, Rest...>> : std::true_type {};
template <class K, class V, class... Rest>
struct Expands<std::unordered_map<K, V, Rest...>> : std::true_type {};
template <class T>
struct Expands<std::optional<T>> : Expands<T> {};
template <class T, class E>
struct Expands<ResultOf<T, E>> : std::bool_constant<Expands<T>::value || Expands<E>::value> {};
template <class... Ts>
struct Expands<std::tuple<Ts...>> : std::bool_constant<(Expands<Ts>::value || ...)> {};
template <class A, class B>
struct Expands<std::pair<A, B>> : std::bool_constant<Expands<A>::value || Expands<B>::value> {};

// Walks `source`'s elements, at most as long as `take` answers true.
template <class Source, class Take>
bool take_items(const Source& source, Take take) {
  for (const auto& item : source.items()) {
    if (!take(item)) return false;
  }
  return true;
}
template <class Use>
void for_each_entry(const Value& map, Use use) {
  for (size_t i = 0; i < map.size(); i++) use(map.key(i), map.value(i));
}
template <class Use>
void for_each_entry(const TermView& map, Use use) {
  map.for_each_entry(use);
}

template <class Map>
struct MapType {
  template <class Source>
  static std::optional<Map> from(const Source& source) {
    if (!source.is(Kind::kMap)) return std::nullopt;
    std::optional<Map> result(std::in_place);
    detail::for_each_entry(source, [&](const auto& key, const auto& value) {
      if (!result) return;
      auto read_key = Type<typename Map::key_type>::from(key);
      auto read_value = Type<typename Map::mapped_type>::from(value);
      if (!read_key || !read_value) return result.reset();
      result->insert_or_assign(std::move(*read_key), std::move(*read_value));
    });
    return result;
  }
  static Value to(const Map& map) {
    std::vector<std::pair<Value, Value>> entries;
    entries.reserve(map.size());
    for (const auto& [key, value] : map) {
      entries.emplace_back(Type<typename Map::key_type>::to(key),
                           Type<typename Map::mapped_type>::to(value));
    }
    return Value::map(std::move(entries));
  }
};

}  // namespace detail

template <detail::Integer T>
struct Type<T> {
  template <class Source>
  static std::optional<T> from(const Source& source) {
    if constexpr (std::is_same_v<T, int64_t>) {
      return source.as_int64();
    } else if constexpr (std::is_unsigned_v<T>) {
      std::optional<uint64_t> value = source.as_uint64();
      if (!value || *value > std::numeric_limits<T>::max()) return std::nullopt;
      return static_cast<T>(*value);
    } else {
      std::optional<int64_t> value = source.as_int64();
      if (!value || *value < std::numeric_limits<T>::min() ||
          *value > std::numeric_limits<T>::max()) {
        return std::nullopt;
      }
      return static_cast<T>(*value);
    }
  }
  static Value to(T value) { return Value(value); }
};

template <class T>
requires(std::is_floating_point_v<T> && sizeof(T) <= 8) struct Type<T> {
  template <class Source>
  static std::optional<T> from(const Source& source) {
    std::optional<double> value = source.as_double();
    if (!value) return std::nullopt;
    return static_cast<T>(*value);
  }
  static Value to(T value) { return Value(static_cast<double>(value)); }
};

template <>
struct Type<bool> {
  template <class Source>
  static std::optional<bool> from(const Source& source) {
    return source.as_bool();
  }
  static Value to(bool value) { return Value(value); }
};

template <>
struct Type<std::string_view> {
  template <class Source>
  static std::optional<std::string_view> from(const Source& source) {
    return source.as_string();
  }
  static Value to(std::string_view value) { return Value(value); }
};

template <>
struct Type<std::string> {
  template <class Source>
  static std::optional<std::string> from(const Source& source) {
    std::optional<std::string_view> text = source.as_string();
    if (text) return std::string(*text);
    if (!source.is(Kind::kBinary)) return std::nullopt;
    const Value copy = detail::copy_of(source);  // one that does not begin at a byte
    text = copy.as_string();
    if (!text) return std::nullopt;
    return std::string(*text);
  }
  static Value to(const std::string& value) { return Value(value); }
};

// As a result only.
template <>
struct Type<const char*> {
  static Value to(const char* value) { return Value(value); }
};

template <>
struct Type<Bytes> {
  template <class Source>
  static std::optional<Bytes> from(const Source& source) {
    std::optional<std::string> text = Type<std::string>::from(source);
    if (!text) return std::nullopt;
    return Bytes(text->begin(), text->end());
  }
  static Value to(const Bytes& value) { return Value::binary(std::span<const uint8_t>(value)); }
};

template <>
struct Type<Atom> {
  template <class Source>
  static std::optional<Atom> from(const Source& source) {
    std::optional<std::string_view> name = source.as_atom();
    if (!name) return std::nullopt;
    return Atom{std::string(*name)};
  }
  static Value to(const Atom& value) { return Value::atom(value.name); }
};

template <>
struct Type<Nil> {
  template <class Source>
  static std::optional<Nil> from(const Source& source) {
    if (!source.is_atom("nil")) return std::nullopt;
    return Nil{};
  }
  static Value to(Nil) { return Value::nil(); }
};

template <>
struct Type<Pid> {
  template <class Source>
  static std::optional<Pid> from(const Source& source) {
    return source.as_pid();
  }
  static Value to(Pid value) { return Value(value); }
};

template <>
struct Type<Value> {
  template <class Source>
  static std::optional<Value> from(const Source& source) {
    return detail::copy_of(source);
  }
  static Value to(const Value& value) { return value; }
};

template <>
struct Type<TermView> {
  static std::optional<TermView> from(const TermView& source) { return source; }
};

template <class T>
struct Type<std::vector<T>> {
  template <class Source>
  static std::optional<std::vector<T>> from(const Source& source) {
    if (!source.is_proper_list()) return std::nullopt;
    std::vector<T> result;
    bool fits = detail::take_items(source, [&](const auto& item) {
      auto read = Type<T>::from(item);
      if (read) result.push_back(std::move(*read));
      return read.has_value();
    });
    if (!fits) return std::nullopt;
    return result;
  }
  static Value to(const std::vector<T>& values) {
    std::vector<Value> items;
    items.reserve(values.size());
    for (const T& value : values) items.push_back(Type<T>::to(value));
    return Value::list(std::move(items));
  }
};

template <class T>
struct Type<std::optional<T>> {
  template <class Source>
  static std::optional<std::optional<T>> from(const Source& source) {
    std::optional<std::optional<T>> result;
    if (source.is_atom("none")) {
      result.emplace();
    } else if (source.is_tagged("some", 1)) {
      auto read = Type<T>::from(source[1]);
      if (read) result.emplace(std::move(*read));
    }
    return result;
  }
  static Value to(const std::optional<T>& value) {
    return value ? Value::some(Type<T>::to(*value)) : Value::none();
  }
};

template <class T, class E>
struct Type<ResultOf<T, E>> {
  template <class Source>
  static std::optional<ResultOf<T, E>> from(const Source& source) {
    if (source.is_tagged("ok", 1)) {
      auto read = Type<T>::from(source[1]);
      if (!read) return std::nullopt;
      return ResultOf<T, E>(Ok<T>{std::move(*read)});
    }
    if (!source.is_tagged("error", 1)) return std::nullopt;
    auto read = Type<E>::from(source[1]);
    if (!read) return std::nullopt;
    return ResultOf<T, E>(Err<E>{std::move(*read)});
  }
  static Value to(const ResultOf<T, E>& result) {
    return result.ok() ? Value::ok(Type<T>::to(result.value()))
                       : Value::error(Type<E>::to(result.reason()));
  }
};

template <class... Ts>
struct Type<std::tuple<Ts...>> {
  template <class Source>
  static std::optional<std::tuple<Ts...>> from(const Source& source) {
    if (!source.is(Kind::kTuple) || source.size() != sizeof...(Ts)) return std::nullopt;
    return read(source, std::index_sequence_for<Ts...>());
  }
  static Value to(const std::tuple<Ts...>& tuple) {
    return std::apply(
        [](const Ts&... elements) { return Value::tuple({Type<Ts>::to(elements)...}); }, tuple);
  }

 private:
  template <class Source, size_t... I>
  static std::optional<std::tuple<Ts...>> read(const Source& source, std::index_sequence<I...>) {
    std::tuple<std::optional<Ts>...> all{Type<Ts>::from(source[I])...};
    if (!(std::get<I>(all).has_value() && ...)) return std::nullopt;
    return std::tuple<Ts...>(std::move(*std::get<I>(all))...);
  }
};

template <class A, class B>
struct Type<std::pair<A, B>> {
  template <class Source>
  static std::optional<std::pair<A, B>> from(const Source& source) {
    auto tuple = Type<std::tuple<A, B>>::from(source);
    if (!tuple) return std::nullopt;
    return std::pair<A, B>(std::move(std::get<0>(*tuple)), std::move(std::get<1>(*tuple)));
  }
  static Value to(const std::pair<A, B>& pair) {
    return Value::tuple({Type<A>::to(pair.first), Type<B>::to(pair.second)});
  }
};

template <class K, class V, class... Rest>
struct Type<std::map<K, V, Rest...>> : detail::MapType<std::map<K, V, Rest...>> {};
template <class K, class V, class... Rest>
struct Type<std::unordered_map<K, V, Rest...>>
    : detail::MapType<std::unordered_map<K, V, Rest...>> {};

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
