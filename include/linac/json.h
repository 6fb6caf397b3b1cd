// Value <-> nlohmann::json. Header only: it uses the host's own nlohmann-json (3.x).
//
// Two forms.
//
// **Gleam's** (to_json, from_json): what a reader of JSON expects. It loses what JSON has no word for.
//
//   Value                                JSON
//   integer                              number; past 64 bits a string of its digits
//   float                                number
//   binary of UTF-8 (String)             string
//   other binary (BitArray)              {"$bits": "BASE64"}, with "size": N when it has N bits
//   true, false                          true, false
//   nil, none (Nil, None)                null
//   {some, X} (Some)                     X
//   {ok, X}, {error, E} (Result)         {"$ok": X}, {"$error": E}
//   list                                 array
//   map (Dict)                           object when all keys are different texts (Strings or atoms) that
//                                        do not begin with $; else {"$map": [[K, V], ...]}
//   {name, A, B} with an atom first      {"$type": "name", "fields": [A, B]}
//   another atom (a constructor)         {"$type": "name"}
//   another tuple                        {"$tuple": [A, B]}
//   improper list                        {"$list": [A, B], "tail": T}
//   pid, fun, reference, port            an error
//
// from_json reads all of that back, and plain JSON as a Gleam decoder meets it: an object without such a
// key is a map with Strings as keys. What does not come back as it was: None and Nil are both null, which
// reads as nil; Some(X) reads as X; keys that were atoms come back as strings; so do big integers.
//
// **Lossless** (to_lossless_json, from_lossless_json): what is read is what was written, for all Values
// but pids, funs, references and ports, which are an error. Integers up to 2^53, binaries of UTF-8,
// booleans, proper lists, and maps with Strings as keys stand for themselves; all else is an object
// with one of the keys $integer (digits), $float, $atom, $bits, $tuple, $list, $map.
//
// Errors: kInvalid, with a message that names the place as a JSON pointer. Nesting deeper than
// kMaxJsonDepth is one. Threads: any.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "linac/result.h"
#include "linac/value.h"

namespace linac {
LINAC_NAMESPACE(v0) {

inline constexpr size_t kMaxJsonDepth = 1000;

namespace detail {

enum class JsonForm : uint8_t { kGleam, kLossless };

inline constexpr int64_t kExactInJson = int64_t{1} << 53;

inline bool is_utf8(std::string_view text) {
  auto byte = [&](size_t at) { return static_cast<uint8_t>(text[at]); };
  for (size_t i = 0; i < text.size();) {
    uint8_t first = byte(i);
    size_t more = first < 0x80   ? 0
                  : first < 0xC2 ? 9
                  : first < 0xE0 ? 1
                  : first < 0xF0 ? 2
                  : first < 0xF5 ? 3
                                 : 9;
    if (more == 9 || text.size() - i <= more) return false;
    for (size_t k = 1; k <= more; k++) {
      if ((byte(i + k) & 0xC0) != 0x80) return false;
    }
    uint8_t second = more ? byte(i + 1) : 0;
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) {
      return false;
    }
    i += more + 1;
  }
  return true;
}

inline constexpr char kBase64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline std::string to_base64(std::span<const uint8_t> bytes) {
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    size_t left = std::min<size_t>(3, bytes.size() - i);
    uint32_t word = static_cast<uint32_t>(bytes[i]) << 16;
    if (left > 1) word |= static_cast<uint32_t>(bytes[i + 1]) << 8;
    if (left > 2) word |= bytes[i + 2];
    for (size_t k = 0; k < 4; k++) {
      out += k <= left ? kBase64[word >> (18 - 6 * k) & 63] : '=';
    }
  }
  return out;
}

inline std::optional<std::vector<uint8_t>> from_base64(std::string_view text) {
  std::vector<uint8_t> out;
  if (text.size() % 4 != 0) return std::nullopt;
  for (size_t i = 0; i < text.size(); i += 4) {
    uint32_t word = 0;
    size_t padding = 0;
    for (size_t k = 0; k < 4; k++) {
      char c = text[i + k];
      if (c == '=' && i + 4 == text.size() && k >= 2) {
        padding++;
        word <<= 6;
        continue;
      }
      const char* at = c ? std::char_traits<char>::find(kBase64, 64, c) : nullptr;
      if (!at || padding) return std::nullopt;
      word = word << 6 | static_cast<uint32_t>(at - kBase64);
    }
    for (size_t k = 0; k + padding < 3; k++)
      out.push_back(static_cast<uint8_t>(word >> (16 - 8 * k)));
  }
  return out;
}

// Where one is in a document, as a JSON pointer.
class JsonPlace {
 public:
  void enter(const std::string& step) {
    steps_.push_back(path_.size());
    path_ += "/";
    for (char c : step) path_ += c == '~' ? std::string("~0") : c == '/' ? "~1" : std::string(1, c);
  }
  void enter(size_t index) { enter(std::to_string(index)); }
  void leave() {
    path_.resize(steps_.back());
    steps_.pop_back();
  }
  size_t depth() const { return steps_.size(); }
  Error error(const std::string& what) const {
    return {ErrorKind::kInvalid, (path_.empty() ? "the document" : path_) + ": " + what, {}};
  }

 private:
  std::string path_;
  std::vector<size_t> steps_;
};

class JsonWriter {
 public:
  explicit JsonWriter(JsonForm form) : form_(form) {}

  Result<nlohmann::json> write(const Value& value) {
    if (place_.depth() > kMaxJsonDepth) return place_.error("it is nested too deeply");
    switch (value.kind()) {
      case Kind::kInteger: return integer(value);
      case Kind::kFloat:
        if (is_gleam()) return nlohmann::json(*value.as_double());
        return nlohmann::json{{"$float", *value.as_double()}};
      case Kind::kAtom: return atom(value);
      case Kind::kBinary: return binary(value);
      case Kind::kList: return list(value);
      case Kind::kTuple: return tuple(value);
      case Kind::kMap: return map(value);
      case Kind::kPid: return place_.error("a pid has no form in JSON");
      case Kind::kOpaque: return place_.error("a fun, reference or port has no form in JSON");
    }
    return place_.error("it is no value");
  }

 private:
  bool is_gleam() const { return form_ == JsonForm::kGleam; }

  Result<nlohmann::json> integer(const Value& value) {
    std::optional<int64_t> small = value.as_int64();
    if (is_gleam()) {
      if (small) return nlohmann::json(*small);
      if (auto number = value.as_uint64()) return nlohmann::json(*number);
      return nlohmann::json(value.integer_text());
    }
    if (small && *small <= kExactInJson && *small >= -kExactInJson) return nlohmann::json(*small);
    return nlohmann::json{{"$integer", value.integer_text()}};
  }

  Result<nlohmann::json> atom(const Value& value) {
    if (auto truth = value.as_bool()) return nlohmann::json(*truth);
    bool is_null = is_gleam() && (value.is_atom("nil") || value.is_atom("none"));
    if (is_null) return nlohmann::json(nullptr);
    std::string name(*value.as_atom());
    if (!is_utf8(name)) return place_.error("an atom is no UTF-8");
    return nlohmann::json{{is_gleam() ? "$type" : "$atom", name}};
  }

  Result<nlohmann::json> binary(const Value& value) {
    auto text = value.as_string();
    if (text && is_utf8(*text)) return nlohmann::json(std::string(*text));
    nlohmann::json bits{{"$bits", to_base64(value.bytes())}};
    if (value.bit_size() % 8 != 0) bits["size"] = value.bit_size();
    return bits;
  }

  Result<nlohmann::json> items(std::span<const Value> values) {
    nlohmann::json array = nlohmann::json::array();
    for (size_t i = 0; i < values.size(); i++) {
      place_.enter(i);
      auto item = write(values[i]);
      if (!item) return item;
      array.push_back(std::move(*item));
      place_.leave();
    }
    return array;
  }

  Result<nlohmann::json> wrapped(const char* key, Result<nlohmann::json> content) {
    if (!content) return content;
    nlohmann::json object = nlohmann::json::object();
    object[key] = std::move(*content);
    return object;
  }

  // One level down, under that key.
  Result<nlohmann::json> under(const char* key, const Value& value) {
    place_.enter(key);
    auto content = write(value);
    if (content) place_.leave();
    return content;
  }

  Result<nlohmann::json> list(const Value& value) {
    auto array = items(value.items());
    if (!array || !value.tail()) return array;
    auto tail = under("tail", *value.tail());
    if (!tail) return tail;
    nlohmann::json object = nlohmann::json::object();
    object["$list"] = std::move(*array);
    object["tail"] = std::move(*tail);
    return object;
  }

  Result<nlohmann::json> tuple(const Value& value) {
    std::span<const Value> elements = value.items();
    if (!is_gleam() || elements.empty() || !elements[0].is(Kind::kAtom)) {
      return wrapped("$tuple", items(elements));
    }
    if (value.is_tagged("some", 1)) return under("some", elements[1]);
    if (value.is_tagged("ok", 1)) return wrapped("$ok", under("$ok", elements[1]));
    if (value.is_tagged("error", 1)) return wrapped("$error", under("$error", elements[1]));
    std::string name(*elements[0].as_atom());
    if (!is_utf8(name)) return place_.error("an atom is no UTF-8");
    auto fields = items(elements.subspan(1));
    if (!fields) return fields;
    nlohmann::json object = nlohmann::json::object();
    object["$type"] = name;
    object["fields"] = std::move(*fields);
    return object;
  }

  // The keys as texts; nothing: one is none, begins with $, or is there twice.
  std::optional<std::vector<std::string>> key_texts(const Value& map) const {
    std::vector<std::string> texts;
    std::set<std::string> seen;
    for (size_t i = 0; i < map.size(); i++) {
      auto text = map.key(i).as_string();
      if (!text && is_gleam()) text = map.key(i).as_atom();
      if (!text || text->starts_with('$') || !is_utf8(*text)) return std::nullopt;
      texts.emplace_back(*text);
      if (!seen.insert(texts.back()).second) return std::nullopt;
    }
    return texts;
  }

  Result<nlohmann::json> map(const Value& value) {
    nlohmann::json object = nlohmann::json::object();
    auto keys = key_texts(value);
    if (!keys) return wrapped("$map", entries(value));
    for (size_t i = 0; i < value.size(); i++) {
      place_.enter((*keys)[i]);
      auto content = write(value.value(i));
      if (!content) return content;
      object[(*keys)[i]] = std::move(*content);
      place_.leave();
    }
    return object;
  }

  Result<nlohmann::json> entries(const Value& map) {
    nlohmann::json array = nlohmann::json::array();
    for (size_t i = 0; i < map.size(); i++) {
      place_.enter(i);
      auto key = write(map.key(i));
      if (!key) return key;
      auto value = write(map.value(i));
      if (!value) return value;
      place_.leave();
      array.push_back(nlohmann::json::array({std::move(*key), std::move(*value)}));
    }
    return array;
  }

  JsonForm form_;
  JsonPlace place_;
};

class JsonReader {
 public:
  explicit JsonReader(JsonForm form) : form_(form) {}

  Result<Value> read(const nlohmann::json& json) {
    if (place_.depth() > kMaxJsonDepth) return place_.error("it is nested too deeply");
    switch (json.type()) {
      case nlohmann::json::value_t::null:
        if (form_ == JsonForm::kGleam) return Value::nil();
        return place_.error("null stands for nothing in the lossless form");
      case nlohmann::json::value_t::boolean: return Value(json.get<bool>());
      case nlohmann::json::value_t::number_integer: return Value(json.get<int64_t>());
      case nlohmann::json::value_t::number_unsigned: return Value(json.get<uint64_t>());
      case nlohmann::json::value_t::number_float: return number(json.get<double>());
      case nlohmann::json::value_t::string:
        return Value(std::string_view(json.get_ref<const std::string&>()));
      case nlohmann::json::value_t::array: {
        auto values = items(json);
        if (!values) return values.error();
        return Value::list(std::move(*values));
      }
      case nlohmann::json::value_t::object: return object(json);
      case nlohmann::json::value_t::binary: {
        const auto& bytes = json.get_binary();
        return Value::binary(std::span<const uint8_t>(bytes.data(), bytes.size()));
      }
      case nlohmann::json::value_t::discarded: break;
    }
    return place_.error("it is no JSON");
  }

 private:
  Result<Value> number(double value) {
    if (std::isfinite(value)) return Value(value);
    return place_.error("a float is not finite");
  }

  Result<std::vector<Value>> items(const nlohmann::json& array) {
    if (!array.is_array()) return place_.error("an array is needed");
    std::vector<Value> values;
    values.reserve(array.size());
    for (size_t i = 0; i < array.size(); i++) {
      place_.enter(i);
      auto value = read(array[i]);
      if (!value) return value.error();
      values.push_back(std::move(*value));
      place_.leave();
    }
    return values;
  }

  Result<Value> object(const nlohmann::json& json) {
    for (const auto& [key, content] : json.items()) {
      if (key.starts_with('$')) return special(json, key, content);
    }
    std::vector<std::pair<Value, Value>> entries;
    for (const auto& [key, content] : json.items()) {
      place_.enter(key);
      auto value = read(content);
      if (!value) return value;
      entries.emplace_back(Value(std::string_view(key)), std::move(*value));
      place_.leave();
    }
    return Value::map(std::move(entries));
  }

  // The object has that key and, besides, only `other`.
  bool is_only(const nlohmann::json& json, const char* other) const {
    return json.size() == 1 || (json.size() == 2 && json.contains(other));
  }

  Result<Value> special(const nlohmann::json& json, const std::string& key,
                        const nlohmann::json& content) {
    place_.enter(key);
    Result<Value> value = special_value(json, key, content);
    if (value) place_.leave();
    return value;
  }

  Result<Value> special_value(const nlohmann::json& json, const std::string& key,
                              const nlohmann::json& content) {
    const bool gleam = form_ == JsonForm::kGleam;
    const char* other = key == "$bits"   ? "size"
                        : key == "$list" ? "tail"
                        : key == "$type" ? "fields"
                                         : "";
    if (!is_only(json, other)) return place_.error("the object has other keys besides");
    if (key == "$bits") return bits(json, content);
    if (key == "$tuple") return tuple({}, content);
    if (key == "$list") return improper(json, content);
    if (key == "$map") return map(content);
    if (gleam && key == "$type") return custom(json, content);
    if (gleam && (key == "$ok" || key == "$error")) {
      auto value = read(content);
      if (!value) return value;
      return key == "$ok" ? Value::ok(std::move(*value)) : Value::error(std::move(*value));
    }
    if (!gleam && key == "$integer" && content.is_string()) {
      auto integer = Value::integer_from_text(content.get_ref<const std::string&>());
      if (integer) return std::move(*integer);
      return place_.error("decimal digits are needed");
    }
    if (!gleam && key == "$float" && content.is_number()) return number(content.get<double>());
    if (!gleam && key == "$atom" && content.is_string()) {
      return Value::atom(content.get_ref<const std::string&>());
    }
    return place_.error("the key is not known here, or what it has is of another type");
  }

  Result<Value> bits(const nlohmann::json& json, const nlohmann::json& content) {
    if (!content.is_string()) return place_.error("base64 is needed");
    auto bytes = from_base64(content.get_ref<const std::string&>());
    if (!bytes) return place_.error("base64 is needed");
    size_t size = bytes->size() * 8;
    if (json.contains("size")) {
      const nlohmann::json& wanted = json["size"];
      bool fits = wanted.is_number_unsigned() && wanted.get<uint64_t>() <= size &&
                  size - wanted.get<uint64_t>() < 8;
      if (!fits) return place_.error("the size does not fit the bytes");
      size = wanted.get<size_t>();
    }
    return Value::bitstring(*bytes, size);
  }

  Result<Value> tuple(std::vector<Value> first, const nlohmann::json& content) {
    auto elements = items(content);
    if (!elements) return elements.error();
    for (Value& element : *elements) first.push_back(std::move(element));
    return Value::tuple(std::move(first));
  }

  Result<Value> custom(const nlohmann::json& json, const nlohmann::json& name) {
    if (!name.is_string()) return place_.error("a name is needed");
    Value tag = Value::atom(name.get_ref<const std::string&>());
    if (!json.contains("fields")) return tag;
    return tuple({std::move(tag)}, json["fields"]);
  }

  Result<Value> improper(const nlohmann::json& json, const nlohmann::json& content) {
    auto values = items(content);
    if (!values) return values.error();
    if (!json.contains("tail")) return Value::list(std::move(*values));
    auto tail = read(json["tail"]);
    if (!tail) return tail;
    return Value::improper_list(std::move(*values), std::move(*tail));
  }

  Result<Value> map(const nlohmann::json& content) {
    auto pairs = items(content);
    if (!pairs) return pairs.error();
    std::vector<std::pair<Value, Value>> entries;
    for (const Value& pair : *pairs) {
      if (!pair.is_proper_list() || pair.size() != 2) return place_.error("pairs are needed");
      entries.emplace_back(pair[0], pair[1]);
    }
    return Value::map(std::move(entries));
  }

  JsonForm form_;
  JsonPlace place_;
};

}  // namespace detail

inline Result<nlohmann::json> to_json(const Value& value) {
  return detail::JsonWriter(detail::JsonForm::kGleam).write(value);
}
inline Result<Value> from_json(const nlohmann::json& json) {
  return detail::JsonReader(detail::JsonForm::kGleam).read(json);
}
inline Result<nlohmann::json> to_lossless_json(const Value& value) {
  return detail::JsonWriter(detail::JsonForm::kLossless).write(value);
}
inline Result<Value> from_lossless_json(const nlohmann::json& json) {
  return detail::JsonReader(detail::JsonForm::kLossless).read(json);
}

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
