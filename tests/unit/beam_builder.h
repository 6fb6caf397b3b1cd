// Writes .beam files for tests: tables are filled as instructions name what they need. Nothing is
// checked, so that wrong files can be written as easily as right ones.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "loader/opcode.h"

namespace linac {

using ByteVector = std::vector<uint8_t>;

class BeamBuilder {
 public:
  // One encoded operand.
  struct Arg {
    ByteVector bytes;
  };

  explicit BeamBuilder(std::string_view module) { atom_index(module); }

  static void append_u32(ByteVector& out, uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
      out.push_back(static_cast<uint8_t>(value >> shift));
  }
  static Arg encode(unsigned tag, int64_t value) {
    Arg arg;
    if (value >= 0 && value < 16) {
      arg.bytes = {static_cast<uint8_t>(value << 4 | tag)};
    } else if (value >= 0 && value < 2048) {
      arg.bytes = {static_cast<uint8_t>((value >> 3 & 0xE0) | tag | 8),
                   static_cast<uint8_t>(value)};
    } else {
      arg.bytes = {static_cast<uint8_t>(6 << 5 | 0x18 | tag)};
      for (int shift = 56; shift >= 0; shift -= 8) {
        arg.bytes.push_back(static_cast<uint8_t>(value >> shift));
      }
    }
    return arg;
  }
  static Arg u(int64_t value) { return encode(0, value); }
  static Arg i(int64_t value) { return encode(1, value); }
  static Arg x(int64_t index) { return encode(3, index); }
  static Arg y(int64_t index) { return encode(4, index); }
  static Arg f(int64_t label) { return encode(5, label); }
  static Arg nil() { return encode(2, 0); }
  static Arg fr(int64_t index) { return extended(2, {u(index)}); }
  static Arg literal(int64_t index) { return extended(4, {u(index)}); }
  static Arg typed_x(int64_t index, int64_t type) { return extended(5, {x(index), u(type)}); }
  static Arg list(std::initializer_list<Arg> elements) {
    Arg arg = extended(1, {u(static_cast<int64_t>(elements.size()))});
    for (const Arg& element : elements) {
      arg.bytes.insert(arg.bytes.end(), element.bytes.begin(), element.bytes.end());
    }
    return arg;
  }
  Arg atom(std::string_view text) { return encode(2, atom_index(text)); }
  Arg import(std::string_view module, std::string_view name, uint32_t arity) {
    imports_.push_back({atom_index(module), atom_index(name), arity});
    return u(static_cast<int64_t>(imports_.size()) - 1);
  }
  Arg lambda(std::string_view name, uint32_t arity, uint32_t label, uint32_t free_count) {
    lambdas_.insert(lambdas_.end(), {atom_index(name), arity, label, 0, free_count, 0});
    return u(static_cast<int64_t>(lambdas_.size() / 6) - 1);
  }

  BeamBuilder& op(Opcode opcode, std::initializer_list<Arg> args = {}) {
    code_.push_back(static_cast<uint8_t>(opcode));
    for (const Arg& arg : args) code_.insert(code_.end(), arg.bytes.begin(), arg.bytes.end());
    return *this;
  }
  BeamBuilder& raw(std::initializer_list<uint8_t> bytes) {
    code_.insert(code_.end(), bytes);
    return *this;
  }
  BeamBuilder& label(uint32_t number) {
    labels_ = std::max(labels_, number);
    return op(Opcode::kLabel, {u(number)});
  }
  // Starts a function: its func_info stands at label `entry - 1`, its code at `entry`.
  BeamBuilder& function(std::string_view name, uint32_t arity, uint32_t entry,
                        bool exported = true) {
    label(entry - 1);
    op(Opcode::kFuncInfo, {encode(2, 1), atom(name), u(arity)});
    label(entry);
    functions_++;
    if (exported) exports_.push_back({atom_index(name), arity, entry});
    return *this;
  }
  // In external term format, version byte included.
  Arg add_literal(ByteVector bytes) {
    literals_.push_back(std::move(bytes));
    return literal(static_cast<int64_t>(literals_.size()) - 1);
  }
  BeamBuilder& chunk(std::string_view name, ByteVector bytes) {
    chunks_.push_back({std::string(name), std::move(bytes)});
    return *this;
  }
  BeamBuilder& strings(std::string_view text) {
    strings_.assign(text.begin(), text.end());
    return *this;
  }

  ByteVector build(bool end = true) {
    if (end) op(Opcode::kIntCodeEnd);
    ByteVector body;
    append_text(body, "BEAM");
    append_chunk(body, "AtU8", atom_chunk());
    ByteVector code;
    for (uint32_t word : {16u, 0u, kMaxOpcode, labels_ + 1, functions_}) append_u32(code, word);
    code.insert(code.end(), code_.begin(), code_.end());
    append_chunk(body, "Code", code);
    append_chunk(body, "StrT", strings_);
    append_chunk(body, "ImpT", rows(imports_));
    append_chunk(body, "ExpT", rows(exports_));
    if (!lambdas_.empty()) append_chunk(body, "FunT", lambda_chunk());
    if (!literals_.empty()) append_chunk(body, "LitT", literal_chunk());
    for (const auto& [name, bytes] : chunks_) append_chunk(body, name, bytes);
    ByteVector file;
    append_text(file, "FOR1");
    append_u32(file, static_cast<uint32_t>(body.size()));
    file.insert(file.end(), body.begin(), body.end());
    return file;
  }

  static void append_text(ByteVector& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
  }
  static void append_chunk(ByteVector& out, std::string_view name, const ByteVector& bytes) {
    append_text(out, name);
    append_u32(out, static_cast<uint32_t>(bytes.size()));
    out.insert(out.end(), bytes.begin(), bytes.end());
    out.resize((out.size() + 3) / 4 * 4);
  }

 private:
  struct Row {
    uint32_t first, second, third;
  };

  static Arg extended(unsigned kind, std::initializer_list<Arg> parts) {
    Arg arg{{static_cast<uint8_t>(kind << 4 | 7)}};
    for (const Arg& part : parts) {
      arg.bytes.insert(arg.bytes.end(), part.bytes.begin(), part.bytes.end());
    }
    return arg;
  }
  uint32_t atom_index(std::string_view text) {
    auto found = std::find(atoms_.begin(), atoms_.end(), text);
    if (found == atoms_.end()) found = atoms_.insert(atoms_.end(), std::string(text));
    return static_cast<uint32_t>(found - atoms_.begin()) + 1;
  }
  ByteVector atom_chunk() const {
    ByteVector out;
    append_u32(out, static_cast<uint32_t>(atoms_.size()));
    for (const std::string& text : atoms_) {
      out.push_back(static_cast<uint8_t>(text.size()));
      append_text(out, text);
    }
    return out;
  }
  static ByteVector rows(const std::vector<Row>& table) {
    ByteVector out;
    append_u32(out, static_cast<uint32_t>(table.size()));
    for (const Row& row : table) {
      for (uint32_t word : {row.first, row.second, row.third}) append_u32(out, word);
    }
    return out;
  }
  ByteVector lambda_chunk() const {
    ByteVector out;
    append_u32(out, static_cast<uint32_t>(lambdas_.size() / 6));
    for (uint32_t word : lambdas_) append_u32(out, word);
    return out;
  }
  ByteVector literal_chunk() const {
    ByteVector out;
    append_u32(out, 0);
    append_u32(out, static_cast<uint32_t>(literals_.size()));
    for (const ByteVector& bytes : literals_) {
      append_u32(out, static_cast<uint32_t>(bytes.size()));
      out.insert(out.end(), bytes.begin(), bytes.end());
    }
    return out;
  }

  std::vector<std::string> atoms_;
  std::vector<Row> imports_;
  std::vector<Row> exports_;
  std::vector<uint32_t> lambdas_;
  std::vector<ByteVector> literals_;
  std::vector<std::pair<std::string, ByteVector>> chunks_;
  ByteVector strings_;
  ByteVector code_;
  uint32_t labels_ = 0;
  uint32_t functions_ = 0;
};

}  // namespace linac
