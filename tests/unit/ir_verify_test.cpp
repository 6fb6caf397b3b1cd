// Each rule with a graph that breaks it and nothing else.
#include "core/ir/verify.h"

#include "core/ir/op_inputs.h"
#include "tests/unit/ir_fixture.h"

namespace linac::ir {
namespace {

class IrVerifyTest : public IrTest {
 protected:
  std::string fault_of(std::string_view blocks, VerifyOptions options = {}) {
    return fault(graph_of(blocks, "function \"f\" arity 2 slots 2"), options);
  }
  // Of nodes in a block that takes two params and returns the first.
  std::string fault_in(std::string_view nodes, VerifyOptions options = {}) {
    return fault_of(
        "b0:\n  v0 = param 0\n  v1 = param 1\n  v2 = is_nil v0\n  v3 = untag v0\n"
        "  v4 = unbox_float v0\n  v5 = const 1\n" +
            std::string(nodes) + "\n  return v0\n",
        options);
  }
};

constexpr std::string_view kTry =
    "b0:\n  v0 = param 0\n  slot_store 1, v0\n  try_enter -> b1, b2\n"
    "b1: <- b0\n  v1 = head v0\n  v2 = call u0:1, v1 !b2\n  return v2\n"
    "b2: <- b0 [handler]\n  v3 = slot_load 1\n  v4 = exception_class\n  v5 = exception_reason\n"
    "  v6 = exception_trace\n  v7 = cons v3, v5\n  return v7\n";

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string result(text);
  size_t at = result.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  if (at != std::string::npos) result.replace(at, what.size(), by);
  return result;
}

TEST_F(IrVerifyTest, TakesWhatIsRight) {
  EXPECT_EQ(fault_of(kTry), "");
  EXPECT_EQ(fault_in(""), "");
  EXPECT_EQ(fault_in("  v6 = select.int v2, v3, v3\n  v7 = int_shl 63, v6\n"
                     "  v8 = add v0, v1 [in_guard, left_small]\n"
                     "  v9 = check_finite mul, v4, v4, v0\n"
                     "  v10 = update_tuple 3, v0, v5, v1\n  set_element 0, v10, v0\n"
                     "  v11 = interpret u0:2, v0\n  v12 = result 0\n  v13 = result 3\n"
                     "  v14 = call_fun 1, v0, v1\n  v15 = apply 1, v0, v1, v5\n"
                     "  v17 = const ok\n  v16 = is_tagged_tuple 2, v0, v17"),
            "");
}

TEST_F(IrVerifyTest, S1Blocks) {
  EXPECT_EQ(fault(Graph{}), "S1: there is no entry block");
  EXPECT_EQ(fault_of("b0:\n"), "S1: b0: it is empty");
  EXPECT_EQ(fault_of("b0:\n  v0 = self\n"),
            "S1: v0 = self in b0, line 1: the block's last node does not end it");
  EXPECT_EQ(fault_of("b0:\n  unreachable\n  unreachable\n"),
            "S1: unreachable in b0, line 1: it ends the block, but is not its last node");
  EXPECT_EQ(fault_of("b0: <- b1\n  jump -> b1\nb1: <- b0\n  jump -> b0\n"),
            "S1: b0: the entry has a predecessor");
  EXPECT_EQ(fault_of("b0:\n  v0 = self\n  jump -> b1\nb1: <- b0\n  v1 = self\n  v2 = phi v0\n"
                     "  return v2\n"),
            "S1: v2 = phi in b1, line 2: a phi behind other nodes");
  EXPECT_EQ(fault_of("b0:\n  v0 = self\n  v1 = param 0\n  return v0\n"),
            "S1: v1 = param in b0, line 2: params come first in the entry block");
  EXPECT_EQ(fault_of("b0:\n  v0 = param 2\n  return v0\n"),
            "S1: v0 = param in b0, line 1: more than the arity says");
  EXPECT_EQ(fault_of("b0:\n  v0 = param 1\n  v1 = param 1\n  return v0\n"),
            "S1: v1 = param in b0, line 2: a second param of this number");
  EXPECT_EQ(fault_in("  v6 = result 0"),
            "S1: v6 = result in b0, line 7: results follow their interpret at once");
  EXPECT_EQ(fault_in("  v6 = interpret u0:1\n  v7 = result 1\n  v8 = result 1"),
            "S1: v8 = result in b0, line 9: results stand in their order");
}

TEST_F(IrVerifyTest, S1Lists) {
  Graph graph = graph_of(kTry, "function \"f\" arity 1 slots 2");
  Graph broken = graph;
  broken.block(2).dead = true;
  EXPECT_EQ(fault(broken), "S3: b0: an edge from or to a block that there is not");
  broken = graph;
  broken.mark_removed(1);
  EXPECT_EQ(fault(broken), "S1: b1: it lists v1, which is removed");
  broken = graph;
  broken.block(1).nodes.insert(broken.block(1).nodes.begin(), 0);
  EXPECT_EQ(fault(broken), "S1: b1: it lists v0, which stands somewhere else");
  broken = graph;
  broken.block(1).nodes.insert(broken.block(1).nodes.begin(), 1);
  EXPECT_EQ(fault(broken), "S1: b1: it lists v1, which stands somewhere else");
  broken = graph;
  broken.block(1).nodes[0] = 99;
  EXPECT_EQ(fault(broken), "S1: b1: it lists a node that there is not");
  broken = graph;
  broken.remove_node(1);
  EXPECT_EQ(fault(broken), "S2: v2 = call in b1, line 1: v1 is removed");
  broken = graph;
  broken.block(1).nodes.erase(broken.block(1).nodes.begin());
  EXPECT_EQ(fault(broken), "S2: v2 = call in b1, line 1: v1 stands in no block");
  broken = graph;
  broken.inputs(2)[0] = kNoNode;
  EXPECT_EQ(fault(broken), "S2: v2 = call in b1, line 2: an input is no node");
  broken = graph;
  broken.node(2).position = 1;
  EXPECT_EQ(fault(broken), "S1: v2 = call in b1, line 2: no such position");
  broken = graph;
  broken.node(2).handler = 7;
  EXPECT_EQ(fault(broken), "S5: v2 = call in b1, line 2: its handler is no block");
  broken = graph;
  broken.positions.push_back({0, 0, 0, 1});
  EXPECT_EQ(fault(broken), "S1: position 1 does not stand after its caller's");
  broken = graph;
  broken.add_block();
  EXPECT_EQ(fault(broken), "S1: b3: it is empty");
  broken.block(3).dead = true;
  EXPECT_EQ(fault(broken), "");
  broken.block(3).preds.push_back(0);
  EXPECT_EQ(fault(broken), "S1: b3: it is dead and has nodes or edges");
}

TEST_F(IrVerifyTest, S1Types) {
  EXPECT_EQ(fault_in("  v6 = cons v0"),
            "S1: v6 = cons in b0, line 7: it has 1 inputs and takes TT");
  EXPECT_EQ(fault_in("  v6 = self v0"),
            "S1: v6 = self in b0, line 7: it has 1 inputs and takes none");
  EXPECT_EQ(fault_in("  v6 = update_tuple 3, v0, v5"),
            "S1: v6 = update_tuple in b0, line 7: it has 2 inputs and takes T(KT)");
  for (std::string_view wrong :
       {"cons v0, v2", "cons v3, v0", "not v0", "int_add v3, v4", "float_add v4, v0",
        "select v2, v3, v0", "tag v4", "is_tagged_tuple 2, v0, v1", "tuple v0, v3",
        "check_finite mul, v4, v3", "bool_to_term v5"}) {
    EXPECT_NE(fault_in("  v6 = " + std::string(wrong)).find("is not what"), std::string::npos)
        << wrong;
  }
}

TEST_F(IrVerifyTest, S1Details) {
  EXPECT_EQ(fault_in("  v6 = phi.bool v2").substr(0, 12), "S1: v6 = phi");
  EXPECT_EQ(fault_in("  v6 = select.bool v2, v2, v2"),
            "S1: v6 = select in b0, line 7: its rep is neither term, int nor float");
  EXPECT_EQ(fault_in("  v6 = head.int v0"), "S1: v6 = head in b0, line 7: its rep is not the op's");
  EXPECT_EQ(fault_in("  v6 = head v0 [in_guard]"),
            "S1: v6 = head in b0, line 7: it cannot be in_guard");
  EXPECT_EQ(fault_in("  v6 = head v0 [likely_left]"),
            "S1: v6 = head in b0, line 7: only branches are likely");
  EXPECT_EQ(fault_in("  v6 = is_tagged_tuple 1, v0, v5"),
            "S1: v6 = is_tagged_tuple in b0, line 7: the tag is no atom");
  EXPECT_EQ(fault_in("  v6 = call_fun 2, v0, v1"),
            "S1: v6 = call_fun in b0, line 7: it has 2 inputs, not 3");
  EXPECT_EQ(fault_in("  v6 = apply 1, v0, v1"),
            "S1: v6 = apply in b0, line 7: it has 2 inputs, not 3");
  EXPECT_EQ(fault_in("  v6 = put_map 1, v0, v1, v5 [in_guard]"), "");
  EXPECT_EQ(fault_in("  v6 = put_map 0, v0"),
            "S1: v6 = put_map in b0, line 7: it puts no pair, or too many");
  for (std::string_view wrong :
       {"int_shl 64, v3", "int_sar -1, v3", "slot_load 2", "update_tuple 16777216, v0",
        "check_finite 14, v4", "put_map 2, v0, v1, v5", "bit_field 64, v0, v3",
        "bit_field 0, v0, v3", "bit_field 1032, v0, v3", "make_bits 65, v3",
        "append_bits 516, v0, v3", "append_bits 321, v0, v3"}) {
    std::string message = fault_in("  v6 = " + std::string(wrong));
    bool found = message.find("out of range") != std::string::npos ||
                 message.find("handler's block") != std::string::npos;
    EXPECT_TRUE(found) << wrong << message;
  }
  for (std::string_view position : {"v5, v0", "v7, v0"}) {
    std::string message =
        fault_in("  v7 = const 4\n  v6 = update_tuple 3, v0, " + std::string(position));
    EXPECT_EQ(message.find("outside") != std::string::npos, position[1] == '7') << message;
  }
  EXPECT_EQ(fault_in("  v6 = join_bits 49154, v0, v3\n  v7 = bit_field 320, v0, v3"), "");
  for (std::string_view wrong : {"49154, v3, v0", "2, v0, v3", "0", "49155, v0, v3", "128, v3"}) {
    EXPECT_EQ(fault_in("  v6 = join_bits " + std::string(wrong)),
              "S1: v6 = join_bits in b0, line 7: its pieces and its inputs differ");
  }
  EXPECT_EQ(fault_in("  v6 = interpret u0:0\n  v7 = head v6"),
            "S1: v7 = head in b0, line 8: the value of an interpret is its results");
}

TEST_F(IrVerifyTest, S1Raises) {
  auto raise = [&](std::string_view what) {
    return fault_of("b0:\n  v0 = param 0\n  v1 = param 1\n  raise " + std::string(what) + "\n");
  };
  for (std::string_view right :
       {"badmatch, v0", "case_clause, v0", "try_clause, v0", "if_clause", "function_clause, v0, v1",
        "function_clause", "badrecord, v0", "badarg", "not_destructurable, v1", "badfun, v0, v1",
        "reraise, v0, v1"}) {
    EXPECT_EQ(raise(right), "") << right;
  }
  EXPECT_EQ(raise("badmatch"), "S1: raise in b0, line 3: what it raises has 1 operands");
  EXPECT_EQ(raise("badarg, v0"), "S1: raise in b0, line 3: what it raises has 0 operands");
  EXPECT_EQ(raise("reraise, v0"), "S1: raise in b0, line 3: what it raises has 2 operands");
  EXPECT_EQ(raise("badfun"), "S1: raise in b0, line 3: what it raises has 1 operands");
  EXPECT_EQ(raise("10"), "S1: raise in b0, line 3: its immediate is out of range");
}

TEST_F(IrVerifyTest, S2Dominance) {
  constexpr std::string_view kDiamond =
      "b0:\n  v0 = param 0\n  v1 = is_nil v0\n  branch v1 -> b1, b2\n"
      "b1: <- b0\n  v2 = self\n  jump -> b3\n"
      "b2: <- b0\n  jump -> b3\n"
      "b3: <- b1, b2\n  v3 = phi v2, v0\n  return v3\n";
  EXPECT_EQ(fault_of(kDiamond), "");
  EXPECT_EQ(fault_of(replaced(kDiamond, "phi v2, v0", "phi v0, v2")),
            "S2: v3 = phi in b3, line 1: input 1, v2, does not dominate this use");
  EXPECT_EQ(fault_of(replaced(kDiamond, "return v3", "return v2")),
            "S2: return in b3, line 2: input 0, v2, does not dominate this use");
  EXPECT_EQ(fault_of(replaced(kDiamond, "phi v2, v0", "phi v2")),
            "S3: v3 = phi in b3, line 1: it has 1 inputs, not 2");
  EXPECT_EQ(fault_of("b0:\n  jump -> b1\nb1: <- b0, b1\n  v0 = phi v1, v1\n  v1 = self\n"
                     "  jump -> b1\n"),
            "S2: v0 = phi in b1, line 1: input 0, v1, does not dominate this use");
  EXPECT_EQ(fault_of("b0:\n  v9 = self\n  jump -> b1\nb1: <- b0, b1\n  v0 = phi v9, v1\n"
                     "  v1 = self\n  jump -> b1\n"),
            "");
  EXPECT_EQ(fault_of("b0:\n  unreachable\nb1:\n  v0 = self\n  return v0\n"), "");
  EXPECT_EQ(fault_of("b0:\n  return v0\nb1:\n  v0 = self\n  unreachable\n"),
            "S2: return in b0, line 1: input 0, v0, does not dominate this use");
}

TEST_F(IrVerifyTest, S3Edges) {
  EXPECT_EQ(fault_of("b0:\n  jump -> b1\nb1:\n  unreachable\n"),
            "S3: the edge from b0 to b1 stands only in the one's succs");
  EXPECT_EQ(fault_of("b0:\n  unreachable\nb1: <- b0\n  unreachable\n"),
            "S3: the edge from b0 to b1 stands only in the other's preds");
  EXPECT_EQ(fault_of("b0:\n  v0 = param 0\n  v1 = is_nil v0\n  branch v1 -> b1, b1\n"
                     "b1: <- b0\n  unreachable\n"),
            "S3: the edge from b0 to b1 stands only in the one's succs");
  EXPECT_EQ(fault_of("b0:\n  jump -> b1, b1\nb1: <- b0, b0\n  unreachable\n"),
            "S3: jump in b0, line 1: it has 1 successors, its block 2");
  EXPECT_EQ(fault_of("b0:\n  v0 = self\n  return v0 -> b1\nb1: <- b0\n  unreachable\n"),
            "S3: return in b0, line 2: it has 0 successors, its block 1");
  EXPECT_EQ(fault_of("b0:\n  v0 = self\n  v1 = const 1\n  switch v0, v1 -> b1\nb1: <- b0\n"
                     "  unreachable\n"),
            "S3: switch in b0, line 3: it has 2 successors, its block 1");
  constexpr std::string_view kCritical =
      "b0:\n  v0 = param 0\n  v1 = is_nil v0\n  branch v1 -> b1, b2\n"
      "b1: <- b0, b2\n  unreachable\nb2: <- b0\n  jump -> b1\n";
  EXPECT_EQ(fault_of(kCritical), "");
  EXPECT_EQ(fault_of(kCritical, {.edges_split = true}), "S3: the edge from b0 to b1 is critical");
}

TEST_F(IrVerifyTest, S3Switches) {
  auto with = [&](std::string_view values, std::string_view op = "switch") {
    return fault_of("b0:\n  v0 = param 0\n  v1 = const 1\n  v2 = const 1\n  v3 = int_const 2\n" +
                    std::string("  ") + std::string(op) + " v0, " + std::string(values) +
                    " -> b1, b2, b3\nb1: <- b0\n  unreachable\nb2: <- b0\n  unreachable\n"
                    "b3: <- b0\n  unreachable\n");
  };
  EXPECT_EQ(with("v1, v2"), "S1: switch in b0, line 5: it lists a value twice");
  EXPECT_NE(with("v1, v3").find("input 2, v3, is not what"), std::string::npos);
  EXPECT_NE(with("v3, v1", "switch_arity").find("input 2, v1, is not what"), std::string::npos);
  Word cell[] = {kNil.bits, kNil.bits};
  Graph graph = graph_of(
      "b0:\n  v0 = param 0\n  v1 = const 1\n  switch v0, v1 -> b1, b2\n"
      "b1: <- b0\n  unreachable\nb2: <- b0\n  unreachable\n");
  EXPECT_EQ(fault(graph), "");
  graph.node(1).imm = make_cons(cell).bits;
  EXPECT_EQ(fault(graph), "S1: switch in b0, line 3: v1 is no immediate");
  graph.node(1).imm = kTagHeader;
  EXPECT_EQ(fault(graph), "S1: v1 = const in b0, line 2: its immediate is out of range");
}

TEST_F(IrVerifyTest, S4Handlers) {
  EXPECT_EQ(fault_of(replaced(kTry, "cons v3, v5", "cons v0, v5")),
            "S4: b2: v0 is needed behind a raise, outside a slot");
  EXPECT_EQ(fault_of(replaced(kTry, "return v7\n",
                              "jump -> b3\nb3: <- b2\n  v8 = head v0\n  return v8\n")),
            "S4: b2: v0 is needed behind a raise, outside a slot");
  EXPECT_EQ(
      fault_of(replaced(kTry, "  slot_store 1, v0\n", "")),
      "S4: v3 = slot_load in b2, line 1: the slot is not stored on every way to its try_enter");
  EXPECT_EQ(
      fault_of(replaced(kTry, "slot_store 1", "slot_store 0")),
      "S4: v3 = slot_load in b2, line 1: the slot is not stored on every way to its try_enter");
  EXPECT_EQ(fault_of(replaced(kTry, "slot_store 1", "slot_store 2")),
            "S1: slot_store in b0, line 2: its immediate is out of range");
  EXPECT_EQ(fault_of(replaced(kTry, "  v6 = exc", "  v9 = const 1\n  v6 = exc")),
            "S4: v6 = exception_trace in b2, line 5: it comes first in a handler's block");
  EXPECT_EQ(fault_of(replaced(kTry, "v1 = head v0", "v1 = exception_class")),
            "S4: v1 = exception_class in b1, line 1: it comes first in a handler's block");
  EXPECT_EQ(fault_of(replaced(kTry, "[handler]\n", "[handler]\n  v9 = phi v0\n")),
            "S4: v9 = phi in b2, line 1: a phi in a handler's block");
  // A constant needs no slot.
  EXPECT_EQ(fault_of(replaced(replaced(kTry, "cons v3, v5", "cons v9, v5"), "  slot_store",
                              "  v9 = const []\n  slot_store")),
            "");
  // Stored on one way only.
  EXPECT_EQ(
      fault_of("b0:\n  v0 = param 0\n  v1 = is_nil v0\n  branch v1 -> b1, b2\n"
               "b1: <- b0\n  slot_store 1, v0\n  jump -> b3\n"
               "b2: <- b0\n  jump -> b3\n"
               "b3: <- b1, b2\n  try_enter -> b4, b5\n"
               "b4: <- b3\n  return v0\n"
               "b5: <- b3 [handler]\n  v2 = slot_load 1\n  return v2\n"),
      "S4: v2 = slot_load in b5, line 1: the slot is not stored on every way to its try_enter");
}

TEST_F(IrVerifyTest, S5Handlers) {
  EXPECT_EQ(fault_of(replaced(kTry, "v1 = head v0", "v1 = head v0 !b2")),
            "S5: v1 = head in b1, line 1: it has a handler and raises nothing");
  EXPECT_EQ(fault_of(replaced(kTry, "v1 !b2", "v1 !b1")),
            "S5: v2 = call in b1, line 2: its handler is an ordinary block");
  EXPECT_EQ(fault_of(replaced(kTry, " [handler]", "")),
            "S5: b2: a try_enter's successor 1 is not marked as a handler");
  EXPECT_EQ(fault_of("b0:\n  jump -> b1\nb1: <- b0 [handler]\n  unreachable\n"),
            "S5: b1: a handler is entered from b0 without a raise");
  EXPECT_EQ(fault_of(replaced(kTry, "v7 = cons v3, v5", "v7 = call u0:1, v3 !b2")),
            "S5: v7 = call in b2, line 5: it is handled by b2, which it comes after");
  EXPECT_EQ(fault_of(replaced(kTry, "  try_enter", "  v9 = call u0:1 !b2\n  try_enter")),
            "S5: v9 = call in b0, line 3: the try_enter of b2 does not dominate it");
  EXPECT_EQ(fault_of("b0:\n  try_enter -> b1, b2\nb1: <- b0\n  try_enter -> b3, b2\n"
                     "b3: <- b1\n  unreachable\nb2: <- b0, b1 [handler]\n  unreachable\n"),
            "S5: b2: a handler has one predecessor, its try_enter");
}

TEST_F(IrVerifyTest, S6Reserves) {
  constexpr VerifyOptions kPlaced = {.reserves_placed = true};
  EXPECT_EQ(fault_in("  v6 = cons v0, v1"), "");
  EXPECT_EQ(fault_in("  v6 = cons v0, v1", kPlaced),
            "S6: v6 = cons in b0, line 7: it takes 2 words of 0 reserved");
  EXPECT_EQ(fault_in("  reserve 9\n  v6 = cons v0, v1\n  v7 = tuple v0, v1, v6\n"
                     "  v8 = closure u0:0, v0\n",
                     kPlaced),
            "");
  EXPECT_EQ(fault_in("  reserve 8\n  v6 = cons v0, v1\n  v7 = tuple v0, v1, v6\n"
                     "  v8 = closure u0:0, v0\n",
                     kPlaced),
            "S6: v8 = closure in b0, line 10: it takes 3 words of 2 reserved");
  EXPECT_EQ(fault_in("  reserve 8\n  v6 = bif u0:0\n  v7 = update_tuple 3, v0, v5, v1", kPlaced),
            "S6: v7 = update_tuple in b0, line 9: it takes 4 words of 0 reserved");
  EXPECT_EQ(fault_in("  reserve 8\n  v6 = add v0, v1 [left_small, right_small, no_overflow]\n"
                     "  v7 = cons v0, v6",
                     kPlaced),
            "");
  constexpr std::string_view kAcross =
      "b0:\n  v0 = param 0\n  v1 = is_nil v0\n  reserve 4\n  branch v1 -> b1, b2\n"
      "b1: <- b0\n  v2 = cons v0, v0\n  jump -> b3\n"
      "b2: <- b0\n  jump -> b3\n"
      "b3: <- b1, b2\n  v3 = cons v0, v0\n  return v3\n";
  EXPECT_EQ(fault_of(kAcross, kPlaced), "");
  EXPECT_EQ(fault_of(replaced(kAcross, "reserve 4", "reserve 3"), kPlaced),
            "S6: v3 = cons in b3, line 1: it takes 2 words of 1 reserved");
  EXPECT_EQ(fault_of("b0:\n  v0 = param 0\n  reserve 4\n  jump -> b1\n"
                     "b1: <- b0, b1\n  v1 = cons v0, v0\n  jump -> b1\n",
                     kPlaced),
            "S6: v1 = cons in b1, line 1: it takes 2 words of 0 reserved");
}

TEST_F(IrVerifyTest, S6SetElement) {
  EXPECT_EQ(fault_in("  v6 = bif u0:1, v0\n  set_element 0, v6, v0\n  set_element 1, v6, v0"), "");
  EXPECT_EQ(fault_in("  v6 = bif u0:1, v0\n  v7 = bif u0:1\n  set_element 0, v6, v0"),
            "S6: set_element in b0, line 9: its tuple was not made just before");
  EXPECT_EQ(fault_of("b0:\n  v0 = param 0\n  v1 = tuple v0\n  jump -> b1\n"
                     "b1: <- b0\n  set_element 0, v1, v0\n  return v1\n"),
            "S6: set_element in b1, line 1: its tuple was not made just before");
}

TEST_F(IrVerifyTest, BoundsItsMemory) {
  EXPECT_EQ(fault(graph_of("b0:\n  unreachable\n", "function \"f\" arity 4000000000")),
            "S1: the arity is too large");
  EXPECT_EQ(fault(graph_of("b0:\n  unreachable\n", "function \"f\" arity 0 slots 4000000000")),
            "S4: too many slots");
}

TEST(IrOpInputs, AreTheLettersThatTheVerifierKnows) {
  for (size_t i = 1; i <= static_cast<size_t>(Op::kUnreachable); ++i) {
    std::string_view pattern = op_inputs(static_cast<Op>(i));
    EXPECT_EQ(pattern.find_first_not_of("TIFBNMSKJ()"), std::string_view::npos);
    size_t open = pattern.find('(');
    if (open == std::string_view::npos) continue;
    EXPECT_EQ(pattern.find(')'), pattern.size() - 1);
    EXPECT_LT(open + 1, pattern.size() - 1);
  }
}

}  // namespace
}  // namespace linac::ir
