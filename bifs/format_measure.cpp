// ~p's first step: the tree.
#include <algorithm>

#include "bifs/format_tree.h"
#include "core/term/bits.h"
#include "core/term/identity.h"
#include "core/term/map.h"

namespace linac::pretty {
namespace {

bool is_printable_latin1(uint32_t c) {
  return (c >= ' ' && c <= '~') || (c >= 0xA0 && c <= 0xFF) || (c >= 8 && c <= 13) || c == 27;
}

class Measurer {
 public:
  Measurer(std::vector<Node>& nodes, FormatText& texts, const WriteOptions& options)
      : nodes_(nodes), texts_(texts), options_(options) {}

  uint32_t run(Term term) {
    uint32_t root = begin(term, options_.depth);
    while (!frames_.empty()) step();
    return root;
  }

 private:
  struct Frame {
    uint32_t node;
    int64_t depth;  // io_lib_pretty's D for what is left
    int64_t pair_depth = 0;
    Term term;  // a list's rest, a tuple, a record
    size_t index = 0;
    uint32_t last = kNone;  // the child that was made last
    std::vector<Term> pairs;
  };

  uint32_t make(NodeKind kind) {
    nodes_.push_back({.kind = kind});
    return static_cast<uint32_t>(nodes_.size() - 1);
  }

  // A node of what was added to the texts since `start`.
  uint32_t make_text(size_t start) {
    uint32_t node = make(NodeKind::kText);
    nodes_[node].text = start;
    nodes_[node].text_end = texts_.size();
    nodes_[node].length = static_cast<int64_t>(
        FormatText::chars_length_of(texts_.tokens().data() + start, texts_.size() - start));
    return node;
  }
  uint32_t make_ascii(std::string_view text) {
    size_t start = texts_.size();
    texts_.add_ascii(text);
    return make_text(start);
  }

  // A node for the term. A compound one gets a frame, which measures its parts later.
  uint32_t begin(Term term, int64_t depth) {
    if (term.is_nil()) return make_ascii("[]");
    if (term.is_cons()) return begin_list(term, depth);
    if (is_tuple(term)) return begin_tuple(term, depth);
    if (is_map(term)) return begin_map(term, depth);
    if (is_bitstring(term)) return make_binary_node(term, depth);
    if (is_boxed_kind(term, BoxedKind::kRecord)) return begin_record(term, depth);
    size_t start = texts_.size();
    write_token(texts_, term, options_.atoms, options_.latin1);
    return make_text(start);
  }

  uint32_t push(NodeKind kind, int64_t depth, Term term) {
    uint32_t node = make(kind);
    frames_.push_back({node, depth, 0, term, 0, kNone, {}});
    return node;
  }

  uint32_t begin_list(Term list, int64_t depth) {
    std::vector<uint32_t> characters;
    if (options_.strings && depth != 1 && read_printable(list, &characters)) {
      size_t start = texts_.size();
      write_quoted(texts_, characters);
      return make_text(start);
    }
    uint32_t node = push(NodeKind::kList, depth, list);
    nodes_[node].length = 2;
    return node;
  }
  uint32_t begin_tuple(Term tuple, int64_t depth) {
    if (tuple_arity(tuple) == 0) return make_ascii("{}");
    if (depth == 1) return make_ascii("{...}");
    uint32_t node = push(NodeKind::kTuple, depth, tuple);
    nodes_[node].length = 2;
    nodes_[node].tagged = tuple_arity(tuple) > 1 && tuple_element(tuple, 0).is_atom();
    return node;
  }
  uint32_t begin_map(Term map, int64_t depth) {
    if (map_size(map) == 0) return make_ascii("#{}");
    if (depth == 1) return make_ascii("#{...}");
    uint32_t node = push(NodeKind::kMap, depth, map);
    nodes_[node].length = 3;
    frames_.back().pair_depth = depth - 1;
    frames_.back().pairs = ordered_pairs(options_.atoms, map, options_.maps_order);
    return node;
  }
  uint32_t begin_record(Term record, int64_t depth) {
    size_t start = texts_.size();
    if (depth == 1) {
      WriteOptions one{options_.atoms, 1, options_.latin1, true, options_.maps_order};
      write_term(texts_, record, one);
      return make_text(start);
    }
    Term definition = record_definition(record);
    texts_.add('#');
    add_atom(tuple_element(definition, kRecordModule));
    texts_.add(':');
    add_atom(tuple_element(definition, kRecordName));
    uint32_t text = make_text(start);
    Node name = nodes_[text];
    nodes_.pop_back();
    uint32_t node = push(NodeKind::kRecord, depth - 1, record);
    nodes_[node].text = name.text;
    nodes_[node].text_end = name.text_end;
    nodes_[node].name_length = name.length;
    nodes_[node].length = name.length + 2;
    return node;
  }

  void add_atom(Term atom) {
    texts_.open();
    write_token(texts_, atom, options_.atoms, options_.latin1);
    texts_.close();
  }

  static bool read_printable(Term list, std::vector<uint32_t>* out) {
    for (; list.is_cons(); list = list.tail()) {
      Term head = list.head();
      if (!head.is_small() || head.small_value() < 0 || head.small_value() > 0xFF ||
          !is_printable_latin1(static_cast<uint32_t>(head.small_value()))) {
        return false;
      }
      out->push_back(static_cast<uint32_t>(head.small_value()));
    }
    return list.is_nil();
  }

  // The characters of a binary that shows as text, which is cut off after four for each level of
  // depth.
  struct Printable {
    bool shows = false;
    bool utf8 = false;  // not Latin-1: needs /utf8
    bool cut = false;
    std::vector<uint32_t> characters;
  };

  static Printable printable_latin1(std::span<const uint8_t> bytes, size_t most, int64_t depth) {
    Printable result;
    size_t good = 0;
    while (good < most && is_printable_latin1(bytes[good])) good++;
    result.characters.assign(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(good));
    result.cut = good < bytes.size();
    result.shows = !result.cut || (depth > 0 && static_cast<int64_t>(good) >= depth);
    return result;
  }

  static Printable printable_utf8(std::span<const uint8_t> bytes, size_t most, int64_t depth) {
    Printable result;
    size_t at = 0;
    while (at < bytes.size()) {
      DecodedUtf8 next = decode_utf8(bytes.data() + at, bytes.size() - at);
      if (next.length == 0) return printable_latin1(bytes, most, depth);
      if (result.characters.size() == most || !is_printable_latin1(next.code_point)) break;
      result.characters.push_back(next.code_point);
      at += next.length;
    }
    result.cut = at < bytes.size();
    result.utf8 = result.characters.size() != at;
    result.shows =
        !result.cut || (depth > 0 && static_cast<int64_t>(result.characters.size()) >= depth);
    return result;
  }

  Printable printable(Term bitstring, int64_t depth) const {
    BitsView view = bits_view(bitstring);
    if (!options_.strings || !view.is_binary()) return {};
    std::vector<uint8_t> storage;
    std::span<const uint8_t> bytes = aligned_bytes(view, storage);
    size_t most = bytes.size();
    if (depth >= 0) most = std::min(most, 4 * static_cast<size_t>(depth));
    if (most == 0) return {};
    return options_.latin1 ? printable_latin1(bytes, most, depth)
                           : printable_utf8(bytes, most, depth);
  }

  uint32_t make_binary_node(Term bitstring, int64_t depth) {
    if (bit_size(bitstring) == 0) return make_ascii("<<>>");
    if (depth == 1) return make_ascii("<<...>>");
    Printable text = printable(bitstring, depth - 1);
    size_t start = texts_.size();
    if (!text.shows) {
      write_binary_body(texts_, bitstring, depth);
      uint32_t node = make_text(start);
      nodes_[node].kind = NodeKind::kBinary;
      nodes_[node].length += 4;
      return node;
    }
    texts_.add_ascii("<<");
    texts_.open();
    write_quoted(texts_, text.characters);
    texts_.close();
    std::string_view end =
        text.cut ? (text.utf8 ? "/utf8...>>" : "...>>") : (text.utf8 ? "/utf8>>" : ">>");
    if (text.utf8 && !text.cut) {
      texts_.add_list(end);
    } else {
      texts_.add_ascii(end);
    }
    return make_text(start);
  }

  // --- parts ---

  // A child has got its node; its length may still grow.
  void link(Frame& frame, uint32_t child) {
    (frame.last == kNone ? nodes_[frame.node].first : nodes_[frame.last].next) = child;
    frame.last = child;
  }

  void step() {
    Frame& frame = frames_.back();
    switch (nodes_[frame.node].kind) {
      case NodeKind::kList: return step_list();
      case NodeKind::kTuple: return step_tuple();
      case NodeKind::kMap: return step_map();
      case NodeKind::kPair: return step_pair();
      case NodeKind::kRecord: return step_record();
      case NodeKind::kField: return step_field();
      case NodeKind::kText:
      case NodeKind::kBinary:
      case NodeKind::kDots: break;
    }
    VM_UNREACHABLE();
  }

  // All parts are there: their lengths and what is written between them are its own.
  void finish() {
    Node& node = nodes_[frames_.back().node];
    bool separated = node.kind != NodeKind::kPair && node.kind != NodeKind::kField;
    for (uint32_t child = node.first; child != kNone; child = nodes_[child].next) {
      node.length += nodes_[child].length + (separated && child != node.first);
    }
    frames_.pop_back();
  }

  // begin() pushes a frame on top and so may move frames_.
  void add_child(Term term, int64_t depth) {
    size_t parent = frames_.size() - 1;
    uint32_t child = begin(term, depth);
    link(frames_[parent], child);
  }
  void add_dots() {
    uint32_t node = make(NodeKind::kDots);
    nodes_[node].length = 3;
    nodes_[node].is_tail = true;
    link(frames_.back(), node);
    frames_.back().term = kNil;
    finish();
  }

  void step_list() {
    Frame& frame = frames_.back();
    Term rest = frame.term;
    if (rest.is_nil()) return finish();
    if (frame.depth == 1) return add_dots();
    frame.depth--;
    size_t parent = frames_.size() - 1;
    if (rest.is_cons()) {
      frame.term = rest.tail();
      return add_child(rest.head(), frame.depth);
    }
    frame.term = kNil;
    add_child(rest, frame.depth);
    nodes_[frames_[parent].last].is_tail = true;
  }

  void step_tuple() {
    Frame& frame = frames_.back();
    if (frame.index == tuple_arity(frame.term)) return finish();
    if (frame.depth == 1) return add_dots();
    frame.depth--;
    add_child(tuple_element(frame.term, frame.index++), frame.depth);
  }

  void step_map() {
    Frame& frame = frames_.back();
    if (frame.index == frame.pairs.size()) return finish();
    if (frame.depth == 1) return add_dots();
    frame.depth--;
    Frame pair{make(NodeKind::kPair),
               frame.pair_depth,
               0,
               kNil,
               0,
               kNone,
               {frame.pairs[frame.index], frame.pairs[frame.index + 1]}};
    nodes_[pair.node].length = 4;
    frame.index += 2;
    link(frame, pair.node);
    frames_.push_back(std::move(pair));
  }
  void step_pair() {
    Frame& frame = frames_.back();
    if (frame.index == 2) return finish();
    add_child(frame.pairs[frame.index++], frame.depth);
  }

  void step_record() {
    Frame& frame = frames_.back();
    Term record = frame.term;
    if (frame.index == record_field_count(record)) return finish();
    if (frame.depth == 1) return add_dots();
    size_t start = texts_.size();
    write_token(texts_, tuple_element(record_definition(record), kRecordFields + frame.index),
                options_.atoms, options_.latin1);
    uint32_t node = make_text(start);
    nodes_[node].kind = NodeKind::kField;
    nodes_[node].length += 3;
    nodes_[node].name_length = nodes_[node].length;
    Term value = payload_term(record, 1 + frame.index++);
    frame.depth--;
    int64_t depth = frame.depth;
    link(frame, node);
    frames_.push_back({node, depth, 0, value, 0, kNone, {}});
  }
  void step_field() {
    Frame& frame = frames_.back();
    if (frame.index++ == 1) return finish();
    add_child(frame.term, frame.depth);
  }

  std::vector<Node>& nodes_;
  FormatText& texts_;
  const WriteOptions& options_;
  std::vector<Frame> frames_;
};

}  // namespace

uint32_t measure(std::vector<Node>& nodes, FormatText& texts, Term term,
                 const WriteOptions& options) {
  return Measurer(nodes, texts, options).run(term);
}

}  // namespace linac::pretty
