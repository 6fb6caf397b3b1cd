// The part of validation that follows paths: a forward dataflow over one function's ops, from its
// entry to every op that can be reached, until nothing changes.
//
// At each op the state says: how many Y registers there are (or that there is no frame), what every
// X, Y and float register holds (loader/value.h), which try or catch is innermost, whether a
// message is being looked at. At labels the states of all paths are joined; a register is set only if
// it is on all of them. docs/loader.md lists what is proved.
//
// Bounds: a state is as large as the function's registers, there is one a label that is reached, and
// both the memory for them and the number of steps of a module are limited.
#pragma once

#include <array>
#include <deque>
#include <span>
#include <vector>

#include "loader/module.h"
#include "loader/value.h"

namespace linac {

enum KnownFlag : uint8_t {
  kNeverReturns = 1,
  kTakesContext = 2,     // its argument may be a match context
  kMakesFreshTuple = 4,  // loader/value.h
  kIsElement = 8,        // argument 1 is a position in argument 2
};

// What is known of an import (loader/known_functions.def).
struct KnownFunction {
  uint16_t result = kAnyTerm;
  std::array<uint16_t, 2> arguments = {kAnyTerm, kAnyTerm};
  uint8_t flags = 0;
};

// What validation of several functions shares.
struct ModuleFlow {
  Module& module;
  std::vector<KnownFunction> imports;  // one an import
  std::vector<bool> returns;           // one a function: false if no path can return
  // What functions are called with: anything if they are exported or stand behind a fun, else the
  // join over the calls that have been seen. A function is checked when the first call is found, and
  // again when its arguments widen; one that nothing calls is never checked and cannot run.
  std::vector<uint32_t> first_argument;  // one a function: where its arguments stand
  std::vector<Value> arguments;
  std::vector<bool> called;   // one a function
  std::vector<bool> waiting;  // one a function: stands in the queue
  std::deque<uint32_t> queue;
  std::vector<UnsetY> unset_y;  // as found, one function after the other
  uint64_t steps_left;
  uint32_t splits_left;
};

class FlowCheck {
  static constexpr size_t kValuesPerStep = 16;  // that many count as one step

 public:
  explicit FlowCheck(ModuleFlow& shared) : shared_(shared), module_(shared.module) {}

  // Null, or what is wrong with the op problem_op().
  const char* run(uint32_t function_index);
  uint32_t problem_op() const { return op_index_; }
  // The problem is of an op that is right for BEAM and that Linac does not execute.
  bool lacks() const { return lacks_; }

 private:
  using Handler = void (FlowCheck::*)(const Op&);
  static constexpr std::array<Handler, kMaxOpcode + 1> handlers();

  // The state besides the registers.
  struct Header {
    int32_t frame = -1;
    int32_t innermost = -1;  // the Y register of the innermost try or catch
    uint32_t y_set = 0;      // how many Y registers are set
    uint32_t x_top = 0;      // no X register from here on is set
    bool peeked = false;     // between loop_rec and remove_message
    bool y_peeked = false;   // since loop_rec, what may be a part of the message went into a Y
    bool filling = false;    // a binary has been started and may be filled
    bool fresh = false;      // some register may hold a fresh tuple
    bool floats_set = false;
    bool after_raiser = false;  // the op before could have raised: a call, a built-in
  };
  // Where paths meet: a label, or the op that gets exceptions.
  struct Point {
    Header header;
    uint32_t op;
    uint32_t state = kNoIndex;  // index into states_, once it is reached
    bool dirty = false;
  };

  // Iteration (flow.cpp)
  void set_up(uint32_t function_index);
  void run_from(uint32_t op_index);
  void step(uint32_t op_index);
  void record_facts();
  Point& point_at(uint32_t op_index);
  void enter_point(Point& point);
  void load_point(Point& point);
  void go_through_point();
  bool join_header(Point& point);
  void paths_differ(const Point& point, const char* reason);
  bool join_values(Point& point);

  // Work that grows with what it works on, besides the one step an op.
  void charge(size_t values) {
    uint64_t cost = values / kValuesPerStep;
    if (shared_.steps_left < cost) return fail("the module is too complex to validate");
    shared_.steps_left -= cost;
  }
  std::span<const Operand> list(const Operand& operand) {
    std::span<const Operand> elements = module_.list(operand);
    charge(elements.size());
    return elements;
  }

  // Registers (flow_registers.cpp). After fail() the rest of the op does not matter.
  void fail(const char* reason) {
    if (!problem_) problem_ = reason;
  }
  const Operand& operand(const Op& op, unsigned position) const {
    return module_.operands[op.first_operand + position];
  }
  uint32_t number(const Op& op, unsigned position) const { return operand(op, position).low; }
  Value* place(const Operand& operand);
  Value movable(const Operand& operand);
  Value term(const Operand& operand);
  void set(const Operand& target, Value value);
  void set_x(uint32_t index, Value value);
  void set_y(uint32_t index, Value value);
  void narrow(const Operand& operand, const Value& value);
  Value* float_register(const Operand& operand);
  void read_float(const Operand& operand);
  void set_float(const Operand& operand);
  void clear_x(uint32_t from);
  void clear_floats();
  void need_all_y();
  void may_raise_unless_proved();
  void read_context(const Operand& operand);
  void need_x(uint32_t count);
  void need_terms(uint32_t count);
  void collects(uint32_t live);
  void forget_fresh();
  void may_raise();
  void branch(const Operand& label);
  bool split_exit(const Operand& label);
  uint32_t exit_block(uint32_t first) const;
  void guard_handler();
  void insert_ops(uint32_t at, uint32_t count);
  void branch_or_raise(const Operand& label);
  void prove() { flags_ |= kProved; }

  // One op each (flow_*.cpp)
  void generic(const Op& op);
  void generic_with_result(const Op& op, Value result);
  void read_by_role(Role role, const Operand& operand);
  void label(const Op& op);
  void func_info(const Op& op);
  void raises(const Op& op);
  void jump(const Op& op);
  void type_test(const Op& op);
  void test_arity(const Op& op);
  void is_tagged_tuple(const Op& op);
  void is_function2(const Op& op);
  void equal(const Op& op);
  void select_val(const Op& op);
  void select_tuple_arity(const Op& op);
  void test_edges(const Operand& label, const Operand& tested, const Value& success,
                  const Value& failure);

  void allocate(const Op& op);
  void test_heap(const Op& op);
  void init(const Op& op);
  void init_yregs(const Op& op);
  void deallocate(const Op& op);
  void trim(const Op& op);
  void return_op(const Op& op);
  void drop_frame(uint32_t expected);
  void start_try(const Op& op);
  void end_try(const Op& op);
  void try_case(const Op& op);
  void catch_end(const Op& op);
  uint32_t find_handler(const Op& op);
  void enter_handler();
  void drop_tag(uint32_t y);
  void remove_tag(const Op& op, uint16_t kind);
  void build_stacktrace(const Op& op);

  void call(const Op& op);
  void call_ext(const Op& op);
  void call_fun(const Op& op);
  void call_fun2(const Op& op);
  void apply(const Op& op);
  void special_call(const Op& op);
  void pass_arguments(uint32_t function_index);
  void note_unset_y();
  void leave_by_call(const Op& op, bool returns, Value result);
  void make_fun2(const Op& op);
  void make_fun3(const Op& op);
  void bif(const Op& op);

  void loop_rec(const Op& op);
  void remove_message(const Op& op);
  void timeout(const Op& op);
  void wait(const Op& op);
  bool waits_again(const Op& op) const;
  void receive_mark(const Op& op);
  void receive_marker(const Op& op);

  void move(const Op& op);
  void swap(const Op& op);
  void get_list(const Op& op);
  void get_tuple_element(const Op& op);
  void set_tuple_element(const Op& op);
  void put_list(const Op& op);
  void put_tuple2(const Op& op);
  void update_record(const Op& op);
  void put_map(const Op& op);
  void has_map_fields(const Op& op);
  void get_elements(const Op& op);
  void put_record(const Op& op);
  void fmove(const Op& op);
  void fconv(const Op& op);

  void bs_start_match(const Op& op);
  void bs_context_op(const Op& op);
  void bs_get_tail(const Op& op);
  void bs_set_position(const Op& op);
  void bs_match(const Op& op);
  void bs_command(const Op& op, BitCommand command, std::span<const Operand> operands,
                  int64_t& ensured);
  void bs_create_bin(const Op& op);
  void bs_start(const Op& op);
  void bs_fill(const Op& op);

  ModuleFlow& shared_;
  Module& module_;
  Function* function_ = nullptr;
  uint32_t function_index_ = 0;

  // The state at op_index_: X, Y and float registers, one after the other in values_.
  Header header_;
  std::vector<Value> values_;
  uint32_t y_base_ = 0;
  uint32_t float_base_ = 0;
  bool alive_ = false;  // control goes on to the next op
  bool was_after_raiser_ = false;
  uint8_t flags_ = 0;  // OpFlag bits of this op
  uint32_t op_index_ = 0;
  const char* problem_ = nullptr;
  bool lacks_ = false;

  std::vector<Value> after_;  // a state kept while an op works on values_

  std::vector<Point> points_;
  std::vector<uint32_t> point_of_op_;  // into points_, or kNoIndex; one an op of the function
  std::vector<Value> states_;          // values_.size() for each reached point
  std::vector<uint32_t> dirty_;        // a heap of op indices, the lowest first
  // Calls that cannot return, because what follows them in the code does not fit. Found while going;
  // then the function is done again.
  std::vector<uint32_t> endless_calls_;
  std::vector<UnsetY> unset_y_;
  // loader/split_exit.cpp
  struct ExitCopy {
    uint32_t label;
    int32_t frame;
    uint32_t new_label;
  };
  std::vector<ExitCopy> exit_copies_;
  bool restart_ = false;
};

}  // namespace linac
