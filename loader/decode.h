// Instructions -> ops, operands, lists, labels and functions of a Module. Decoding knows how many
// operands an op has and how they are written; what they may be is loader/validate's matter.
#pragma once

#include "loader/chunks.h"

namespace linac {

// An integer of the code that an Operand cannot hold: it becomes a literal after those of the file,
// in the order of these.
struct PendingInteger {
  bool fits;
  int64_t value;  // if it fits
  Bytes bytes;    // else: two's complement, big-endian
};

// "FILE: chunk Code: function NAME/ARITY, instruction OFFSET (OP): REASON". `function` may be null.
Error code_error(std::string_view file_name, const AtomTable& table, const Function* function,
                 const Op& op, std::string_view reason);

// Fills module.ops, operands, lists, labels, label_functions and functions; exports and lambdas get
// their functions. Operands refer to literals by index, from `literal_count` on to the integers that
// are returned.
Result<std::vector<PendingInteger>> decode_code(const BeamFile& file, const CodeHeader& header,
                                                uint32_t literal_count, const AtomTable& table,
                                                std::vector<LabelledEntry> exports, Module& module);

// Fills module.records; literals as above.
Result<std::vector<PendingInteger>> decode_records(const BeamFile& file, uint32_t literal_count,
                                                   const AtomTable& table, Module& module);

// Brings what compilers write as atoms and lists of atoms to numbers: flags, the commands of
// bs_match, the segments of bs_create_bin. Needs module.literals.
Result<void> normalise_bit_operands(std::string_view file_name, const AtomTable& table,
                                    Module& module);

}  // namespace linac
